#include "tests/interop/cluster/cluster_process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <regex>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fl {

namespace {

constexpr std::chrono::seconds kPatience{40};

/// Runs the program with its standard output in `output`, if there is one to write to.
pid_t run(std::vector<std::string> arguments, int output) {
  const char* build = std::getenv("FAULTLINE_BINARY");
  arguments.insert(arguments.begin(),
                   std::string(build != nullptr ? build : ".") + "/cli/faultline");
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(output >= 0 ? output : nothing, STDOUT_FILENO);
  if (output < 0) ::dup2(nothing, STDERR_FILENO);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace

ClusterProcess::ClusterProcess(std::vector<std::string> arguments)
    : begun_(std::chrono::steady_clock::now()) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return;
  arguments.insert(arguments.begin(), {"cluster", "--json", "--dir", folder_ / "cluster"});
  pid_ = run(std::move(arguments), pipe[1]);
  ::close(pipe[1]);
  output_ = pipe[0];
}

ClusterProcess::~ClusterProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(output_);
}

bool ClusterProcess::wait_until_ready() {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::string said;
  while (!said.contains('\n') && std::chrono::steady_clock::now() < until) {
    pollfd watched{.fd = output_, .events = POLLIN, .revents = 0};
    if (::poll(&watched, 1, 100) <= 0) continue;
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(output_, buffer.data(), buffer.size());
    if (n <= 0) return false;
    said.append(buffer.data(), static_cast<std::size_t>(n));
  }
  const std::regex node(
      R"re("id":(\d+),"roles":"[a-z ]+","pid":(\d+),"port":(\d+),"controller_port":\d+,"config":"([^"]+)")re");
  for (std::sregex_iterator at(said.begin(), said.end(), node), end; at != end; ++at)
    nodes_[std::stoi((*at)[1])] = {.pid = std::stoi((*at)[2]),
                                   .port = static_cast<std::uint16_t>(std::stoi((*at)[3])),
                                   .config = (*at)[4]};
  return !nodes_.empty();
}

double ClusterProcess::elapsed_ms() const {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun_)
      .count();
}

int ClusterProcess::stop() {
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

RestartedNode::RestartedNode(const std::string& config)
    : pid_(run({"broker", "--config", config}, -1)) {}

RestartedNode::~RestartedNode() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace fl
