#include "cli/node_process.h"

#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace fl::cli {

namespace {

constexpr const char* kThisProgram = "/proc/self/exe";
constexpr int kCannotRun = 127;

/// By its own path a node has its right name among the processes.
std::string own_path() {
  std::error_code failed;
  return std::filesystem::read_symlink(kThisProgram, failed).string();
}

struct Becoming {
  pid_t parent = -1;
  int output = -1;
  const char* program = nullptr;
  const char* log_file = nullptr;
  const char* config_file = nullptr;
};

/// In the child, between fork and exec: only what is safe there.
[[noreturn]] void become_node(const Becoming& node) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before that was set.
  if (::getppid() != node.parent) ::_exit(kCannotRun);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int log = ::open(node.log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (log < 0 || nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0 ||
      ::dup2(node.output, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0)
    ::_exit(kCannotRun);
  ::execl(node.program, "faultline", "broker", "--config", node.config_file, nullptr);
  // It may have been replaced or removed since this one started.
  ::execl(kThisProgram, "faultline", "broker", "--config", node.config_file, nullptr);
  ::_exit(kCannotRun);
}

}  // namespace

NodeProcess::NodeProcess(const std::string& config_file, const std::string& log_file) {
  std::array<int, 2> pipe{-1, -1};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    status_ = kCannotRun << 8;
    return;
  }
  const std::string program = own_path();
  const Becoming node{.parent = ::getpid(),
                      .output = pipe[1],
                      .program = program.c_str(),
                      .log_file = log_file.c_str(),
                      .config_file = config_file.c_str()};
  pid_ = ::fork();
  if (pid_ == 0) become_node(node);
  ::close(pipe[1]);
  output_ = pipe[0];
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
  if (pid_ < 0) status_ = kCannotRun << 8;
}

NodeProcess::~NodeProcess() {
  if (is_running()) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) ::close(output_);
}

bool NodeProcess::is_ready() {
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = ::read(output_, buffer.data(), buffer.size())) > 0;)
    if (!is_ready_) said_.append(buffer.data(), static_cast<std::size_t>(n));
  is_ready_ = is_ready_ || (said_.contains(" ready: ") && said_.contains('\n'));
  return is_ready_;
}

std::optional<int> NodeProcess::ended() {
  int status = 0;
  if (!status_ && ::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
  return status_;
}

void NodeProcess::signal(int number) {
  if (is_running()) ::kill(pid_, number);
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("was killed by signal {} ({})", WTERMSIG(status),
                       ::strsignal(WTERMSIG(status)));
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace fl::cli
