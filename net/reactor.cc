#include "net/reactor.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <tuple>
#include <utility>

namespace fl::net {

namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;

using AfterEach = std::function<void()>;

/// What a handler that already lies in Asio's queue still refers to when its watch is gone.
struct WatchState {
  WatchState(asio::io_context& io, int fd, Watcher& told) : descriptor(io, fd), watcher(&told) {}

  asio::posix::stream_descriptor descriptor;
  Watcher* watcher;
  bool waits_readable = false;
  bool waits_writable = false;
};

class AsioWatch final : public Watch {
 public:
  AsioWatch(asio::io_context& io, int fd, Watcher& watcher, const AfterEach& after_each)
      : state_(std::make_shared<WatchState>(io, fd, watcher)), after_each_(after_each) {}

  ~AsioWatch() override {
    state_->watcher = nullptr;
    Error ignored;
    std::ignore = state_->descriptor.close(ignored);
  }

  int descriptor() const override { return state_->descriptor.native_handle(); }

  void want_readable() override {
    if (state_->waits_readable) return;
    state_->waits_readable = true;
    state_->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                  [state = state_, &after_each = after_each_](const Error& error) {
                                    state->waits_readable = false;
                                    if (error || state->watcher == nullptr) return;
                                    state->watcher->on_readable();
                                    after_each();
                                  });
  }

  void want_writable() override {
    if (state_->waits_writable) return;
    state_->waits_writable = true;
    state_->descriptor.async_wait(asio::posix::stream_descriptor::wait_write,
                                  [state = state_, &after_each = after_each_](const Error& error) {
                                    state->waits_writable = false;
                                    if (error || state->watcher == nullptr) return;
                                    state->watcher->on_writable();
                                    after_each();
                                  });
  }

 private:
  std::shared_ptr<WatchState> state_;
  const AfterEach& after_each_;
};

class AsioReactor final : public Reactor {
 public:
  AsioReactor(std::function<void()> on_alarm, AfterEach after_each)
      : on_alarm_(std::move(on_alarm)),
        after_each_(std::move(after_each)),
        io_(1),
        work_(asio::make_work_guard(io_)),
        timer_(io_) {}

  void run() override { io_.run(); }

  void stop() override { io_.stop(); }

  void post(std::function<void()> task) override {
    asio::post(io_, [this, task = std::move(task)] {
      task();
      after_each_();
    });
  }

  std::unique_ptr<Watch> watch(int descriptor, Watcher& watcher) override {
    return std::make_unique<AsioWatch>(io_, descriptor, watcher, after_each_);
  }

  void set_alarm(Instant at) override {
    const auto time = std::chrono::steady_clock::time_point(std::chrono::nanoseconds(at.value));
    timer_.expires_at(time);
    // The handler of an expired timer still runs after a newer alarm was set: the generation
    // tells.
    const std::uint64_t mine = ++generation_;
    timer_.async_wait([this, mine](const Error& error) {
      if (error || mine != generation_) return;
      on_alarm_();
      after_each_();
    });
  }

 private:
  std::function<void()> on_alarm_;
  AfterEach after_each_;
  // Last: handlers that still lie in its queue refer to what is above.
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer timer_;
  std::uint64_t generation_ = 0;
};

}  // namespace

std::unique_ptr<Reactor> Reactor::make(std::function<void()> on_alarm,
                                       std::function<void()> after_each) {
  return std::make_unique<AsioReactor>(std::move(on_alarm), std::move(after_each));
}

Instant Reactor::now() {
  return Instant(std::chrono::duration_cast<std::chrono::nanoseconds>(
                     std::chrono::steady_clock::now().time_since_epoch())
                     .count());
}

}  // namespace fl::net
