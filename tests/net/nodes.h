// Small nodes for the driver's tests, and a thread that runs one.
#pragma once
#include "core/node/context.h"
#include "core/node/input.h"
#include "net/driver.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fl::net {

/// Tells a node to exit.
struct Stop {
  bool is_asked = true;

  static consteval auto fields() { return field_list(field<&Stop::is_asked>("is_asked")); }
};

/// Sends back what it gets, in pieces of at most `at_most`.
struct EchoNode {
  std::int64_t at_least = 1;
  std::int64_t at_most = 4096;

  void step(Context& context, const Input& input) {
    if (const auto* accepted = std::get_if<Accepted>(&input))
      context.emit(Receive{accepted->conn, at_least, at_most});
    if (const auto* received = std::get_if<Received>(&input)) {
      context.emit(Send{.conn = received->conn, .parts = {received->bytes}});
      context.emit(Receive{received->conn, at_least, at_most});
    }
    if (std::holds_alternative<Command>(input)) context.emit(Exit{0, "asked"});
  }
};

/// A node made of a function: for tests of one rule.
struct ScriptNode {
  std::function<void(Context&, const Input&)> script;

  void step(Context& context, const Input& input) {
    script(context, input);
    if (std::holds_alternative<Command>(input)) context.emit(Exit{0, "asked"});
  }
};

/// Runs a driver on a thread of its own until it is destroyed.
class Running {
 public:
  template <Node N>
  Running(N node, DriverOptions options) {
    auto started = Driver::start(NodeHost::of(std::move(node)), std::move(options));
    if (!started) {
      error = started.error().text;
      return;
    }
    driver = *std::move(started);
    thread_ = std::thread([this] { status = driver->run(); });
  }

  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  ~Running() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    driver->command(DescribedValue::of(Stop{}));
    thread_.join();
  }

  /// Waits for the node's own Exit.
  void join() { thread_.join(); }

  std::uint16_t port() const { return driver->listeners().front().port; }

  std::unique_ptr<Driver> driver;
  std::string error;
  ExitStatus status;

 private:
  std::thread thread_;
};

inline DriverOptions one_listener() {
  return {.self = NodeId(1), .listeners = {{.name = "PLAINTEXT", .host = "127.0.0.1", .port = 0}}};
}

}  // namespace fl::net
