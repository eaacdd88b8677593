#include "tests/cli/broker/broker_process.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace fl {

namespace {

constexpr auto kPatience = std::chrono::seconds(20);
constexpr auto kLook = std::chrono::milliseconds(5);

void drain(int fd, std::string& into) {
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = ::read(fd, buffer.data(), buffer.size())) > 0;)
    into.append(buffer.data(), static_cast<std::size_t>(n));
}

}  // namespace

BrokerProcess::BrokerProcess(std::vector<std::string> arguments, std::int64_t file_bytes_max) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) return;
  const char* build = std::getenv("FAULTLINE_BINARY");
  arguments.insert(arguments.begin(),
                   {std::string(build != nullptr ? build : ".") + "/cli/faultline", "broker"});
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    const rlimit limit{.rlim_cur = static_cast<rlim_t>(file_bytes_max),
                       .rlim_max = static_cast<rlim_t>(file_bytes_max)};
    if (file_bytes_max > 0) ::setrlimit(RLIMIT_FSIZE, &limit);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(out[1]);
  ::close(err[1]);
  out_ = out[0];
  err_ = err[0];
  ::fcntl(out_, F_SETFL, O_NONBLOCK);
  ::fcntl(err_, F_SETFL, O_NONBLOCK);
}

BrokerProcess::~BrokerProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(out_);
  ::close(err_);
}

bool BrokerProcess::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const std::string address = "PLAINTEXT://127.0.0.1:";
  while (std::chrono::steady_clock::now() < deadline) {
    read_output();
    const std::size_t at = output_.find(address);
    if (at != std::string::npos && output_.find('\n', at) != std::string::npos) {
      port_ = static_cast<std::uint16_t>(std::atoi(output_.c_str() + at + address.size()));
      return true;
    }
    std::this_thread::sleep_for(kLook);
  }
  return false;
}

int BrokerProcess::wait_for_end() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      read_output();
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    read_output();
    std::this_thread::sleep_for(kLook);
  }
  return -1;
}

void BrokerProcess::signal(int number) const {
  ::kill(pid_, number);
}

std::int64_t BrokerProcess::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::int64_t all_pages = 0;
  std::int64_t resident_pages = 0;
  file >> all_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

std::string BrokerProcess::complaints() {
  read_output();
  return complaints_;
}

void BrokerProcess::read_output() {
  drain(out_, output_);
  drain(err_, complaints_);
}

}  // namespace fl
