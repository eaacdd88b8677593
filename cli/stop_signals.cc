#include "cli/stop_signals.h"

#include "cli/exit_code.h"
#include "cli/terminal.h"

#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <utility>

namespace fl::cli {

namespace {

/// Ends the watching thread.
constexpr int kEndOfWatch = SIGUSR2;

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, kEndOfWatch);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

StopSignals::~StopSignals() {
  end();
}

void StopSignals::end() {
  if (!thread_.joinable()) return;
  pthread_kill(thread_.native_handle(), kEndOfWatch);
  thread_.join();
}

void StopSignals::watch(std::function<void(const char*)> ask) {
  thread_ = std::thread([ask = std::move(ask)] {
    const sigset_t set = watched();
    for (bool was_asked = false;; was_asked = true) {
      int signal = 0;
      sigwait(&set, &signal);
      if (signal == kEndOfWatch) return;
      if (was_asked) {
        // The clean end hangs, perhaps on a disk: nothing is waited for any more.
        complain(kExitForced, "stopped by a second signal, without a clean end");
        std::_Exit(kExitForced);
      }
      ask(signal == SIGTERM ? "SIGTERM" : "SIGINT");
    }
  });
}

}  // namespace fl::cli
