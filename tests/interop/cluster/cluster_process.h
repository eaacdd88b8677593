// Runs `faultline cluster` as its user would: in a folder of its own, on ports of the kernel's
// choice. What it says in its line of JSON is taken apart here.
#pragma once
#include "tests/net/client.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fl {

struct ClusterNode {
  pid_t pid = -1;
  std::uint16_t port = 0;
  std::string config;
};

class ClusterProcess {
 public:
  explicit ClusterProcess(std::vector<std::string> arguments);
  ClusterProcess(const ClusterProcess&) = delete;
  ClusterProcess& operator=(const ClusterProcess&) = delete;
  /// Kills it, and with it its nodes.
  ~ClusterProcess();

  /// True when it says that it is ready, within 40 s.
  bool wait_until_ready();

  const std::map<int, ClusterNode>& nodes() const { return nodes_; }

  /// Since it was started.
  double elapsed_ms() const;

  /// Asks it to stop; the exit status.
  int stop();

 private:
  net::TemporaryFolder folder_;
  std::chrono::steady_clock::time_point begun_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::map<int, ClusterNode> nodes_;
};

/// A node started again by its own file; killed at the end.
class RestartedNode {
 public:
  explicit RestartedNode(const std::string& config);
  RestartedNode(const RestartedNode&) = delete;
  RestartedNode& operator=(const RestartedNode&) = delete;
  ~RestartedNode();

 private:
  pid_t pid_ = -1;
};

}  // namespace fl
