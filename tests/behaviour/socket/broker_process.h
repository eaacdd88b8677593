// A `faultline broker` as a child process on an empty directory and a port that the kernel chose;
// killed and removed at the end.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fl::behaviour {

class BrokerProcess {
 public:
  /// Starts the broker and waits until it says that it is ready. Throws std::runtime_error
  /// otherwise.
  explicit BrokerProcess(const std::vector<std::string>& properties);
  ~BrokerProcess();
  BrokerProcess(const BrokerProcess&) = delete;
  BrokerProcess& operator=(const BrokerProcess&) = delete;

  std::int32_t port() const { return port_; }

  bool is_running();

 private:
  void start(const std::vector<std::string>& properties);
  void read_ready_line(int from);

  std::string directory_;
  int pid_ = -1;
  int output_ = -1;
  std::int32_t port_ = 0;
};

}  // namespace fl::behaviour
