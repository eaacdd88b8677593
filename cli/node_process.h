// A node of a cluster as a process of its own: the same program, run as `broker --config FILE`. It
// dies with the one that started it, leaves the terminal's signals to that one, writes what it says
// into its log file, and says on standard output when it is ready.
#pragma once
#include <optional>
#include <string>
#include <sys/types.h>

namespace fl::cli {

class NodeProcess {
 public:
  /// Starts it. What cannot be started ends at once, with status 127.
  NodeProcess(const std::string& config_file, const std::string& log_file);
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;
  /// Kills it if it still runs.
  ~NodeProcess();

  pid_t pid() const { return pid_; }

  /// Readable when the node says something, or has ended.
  int output() const { return output_; }

  /// Takes what it said. True from its ready line on.
  bool is_ready();
  /// How it ended, as waitpid says; nothing while it runs.
  std::optional<int> ended();

  bool is_running() { return !ended().has_value(); }

  void signal(int number);

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string said_;
  bool is_ready_ = false;
  std::optional<int> status_;
};

/// "was killed by signal 9 (Killed)", "ended with status 74".
std::string how_it_ended(int status);

}  // namespace fl::cli
