// See broker_process.h.
#include "tests/behaviour/socket/broker_process.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace fl::behaviour {
namespace {

constexpr int kReadyWaitMs = 30'000;

std::string program() {
  const char* const binary = std::getenv("FAULTLINE_BINARY");
  if (binary == nullptr) throw std::runtime_error("FAULTLINE_BINARY is not set");
  return std::string(binary) + "/cli/faultline";
}

std::string fresh_directory() {
  std::string name = std::filesystem::temp_directory_path() / "faultline-behaviour-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  return name;
}

}  // namespace

BrokerProcess::BrokerProcess(const std::vector<std::string>& properties)
    : directory_(fresh_directory()) {
  start(properties);
}

BrokerProcess::~BrokerProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) close(output_);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void BrokerProcess::start(const std::vector<std::string>& properties) {
  const std::string config = directory_ + "/server.properties";
  std::ofstream file(config);
  file << "node.id=1\nprocess.roles=broker,controller\n"
       << "listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0\n"
       << "controller.listener.names=CONTROLLER\n"
       << "controller.quorum.voters=1@127.0.0.1:9093\n"
       << "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
       << "log.dirs=" << directory_ << "/data\n";
  for (const std::string& property : properties)
    file << property << "\n";
  file.close();
  const std::string path = program();
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(path.c_str(), path.c_str(), "broker", "--quiet", "--config", config.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  if (pid_ < 0) throw std::runtime_error("no process");
  read_ready_line(output_);
}

/// "Faultline broker 1 ready: PLAINTEXT://127.0.0.1:34567 (cluster id …)"
void BrokerProcess::read_ready_line(int from) {
  constexpr std::string_view kBeforePort = "PLAINTEXT://127.0.0.1:";
  std::string text;
  while (text.find('\n') == std::string::npos) {
    pollfd waiting{.fd = from, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, kReadyWaitMs) <= 0) throw std::runtime_error("the broker is not ready");
    std::array<char, 512> piece;
    const ssize_t size = read(from, piece.data(), piece.size());
    if (size <= 0) throw std::runtime_error("the broker ended at once: " + program());
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  const std::size_t at = text.find(kBeforePort);
  if (at == std::string::npos) throw std::runtime_error("no port in: " + text);
  port_ = std::stoi(text.substr(at + kBeforePort.size()));
}

bool BrokerProcess::is_running() {
  return pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == 0;
}

}  // namespace fl::behaviour
