// The one thread's event loop: descriptors that become ready, one alarm, tasks from other threads.
// Asio stands behind this header and in reactor.cc alone.
//
// Each wait costs Asio one epoll_ctl, so callers wait only when a call has said "would block".
#pragma once
#include "core/base/ids.h"

#include <functional>
#include <memory>

namespace fl::net {

/// Told when a descriptor is ready. Calls never come after the Watch is gone.
class Watcher {
 public:
  Watcher() = default;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  virtual ~Watcher() = default;

  virtual void on_readable() = 0;
  virtual void on_writable() = 0;
};

/// A descriptor under watch; the watch owns it and closes it at its end.
class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  virtual ~Watch() = default;

  virtual int descriptor() const = 0;
  /// One on_readable when there is something to read, or the end of the stream. Asking again
  /// before that changes nothing.
  virtual void want_readable() = 0;
  virtual void want_writable() = 0;
};

class Reactor {
 public:
  /// `on_alarm` is called when the alarm's time has come, `after_each` after every call that the
  /// loop makes (watchers, alarm, tasks): nothing of theirs is on the stack then.
  static std::unique_ptr<Reactor> make(std::function<void()> on_alarm,
                                       std::function<void()> after_each);

  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  virtual ~Reactor() = default;

  /// Runs until `stop`.
  virtual void run() = 0;
  virtual void stop() = 0;

  /// From any thread: `task` runs on the loop's thread.
  virtual void post(std::function<void()> task) = 0;

  /// Takes over a non-blocking descriptor. `watcher` outlives the watch.
  virtual std::unique_ptr<Watch> watch(int descriptor, Watcher& watcher) = 0;

  /// Sets the one alarm, replacing an earlier time. Nanoseconds of CLOCK_MONOTONIC.
  virtual void set_alarm(Instant at) = 0;

  static Instant now();

 protected:
  Reactor() = default;
};

}  // namespace fl::net
