// SIGTERM and SIGINT for a command that runs until it is told to stop: the first asks for a clean
// end, the second ends the process at once.
#pragma once
#include <functional>
#include <thread>

namespace fl::cli {

class StopSignals {
 public:
  /// Blocks the signals in this thread and those made from now on; SIGPIPE and SIGXFSZ are
  /// ignored: their calls fail instead.
  /// REQUIRES: no other thread was made before.
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// Calls `ask` from a thread of its own when the first signal comes.
  void watch(std::function<void(const char* signal)> ask);

  /// `ask` is not called any more.
  void end();

 private:
  std::thread thread_;
};

}  // namespace fl::cli
