// Runs `faultline broker` as a process, as its user would: on a port of the kernel's choice and a
// folder of its own.
#pragma once
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fl {

class BrokerProcess {
 public:
  /// Starts it; `wait_until_ready` or `wait_for_end` says how that went.
  /// `file_bytes_max` > 0: no file may grow beyond it, as on a full disk.
  explicit BrokerProcess(std::vector<std::string> arguments, std::int64_t file_bytes_max = 0);
  BrokerProcess(const BrokerProcess&) = delete;
  BrokerProcess& operator=(const BrokerProcess&) = delete;
  /// Kills it if it still runs.
  ~BrokerProcess();

  /// True when it says that it is ready, within 20 s.
  bool wait_until_ready();
  /// The exit status; -1 for a signal, or if it still runs after 20 s.
  int wait_for_end();
  void signal(int number) const;

  std::uint16_t port() const { return port_; }

  /// Memory that is resident now.
  std::int64_t resident_bytes() const;
  /// What it wrote on standard error so far.
  std::string complaints();

 private:
  void read_output();

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string output_;
  std::string complaints_;
  std::uint16_t port_ = 0;
};

}  // namespace fl
