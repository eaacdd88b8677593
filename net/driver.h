// Runs a node over real sockets, files and clocks. One thread, the one that calls `run`, performs
// all steps and socket calls; disk operations and Work run on threads of their own and are answered
// through the same queue of inputs. The rules are those of the node contract: steps never nest,
// effects are performed after the step and in order, `now` is the start of the step, a grant is
// answered once, nothing comes for a connection that hung up, no timer fires that was armed anew.
//
//   auto driver = Driver::start(NodeHost::of(Broker()), options);
//   if (!driver) complain(driver.error().text);
//   const ExitStatus exit = (*driver)->run();
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "core/node/story.h"
#include "net/node_host.h"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fl::net {

/// An address to bind before the node boots; port 0 takes a free one, host "" all addresses.
struct ListenerSpec {
  std::string name;  ///< "PLAINTEXT", …
  std::string host;
  std::uint16_t port = 0;
};

struct Limits {
  /// Connections open at once; more are closed as they come.
  std::int64_t connections_max = 1'000'000;
  /// While more bytes than this wait to be sent, nothing is read of that connection.
  std::int64_t unsent_pause_bytes = 1 << 20;
  /// A connection with more than this unsent in memory is closed (file ranges hold no memory).
  std::int64_t unsent_bytes_max = 128 << 20;
  /// If all connections together have more than this unsent in memory, who adds to it is closed.
  std::int64_t unsent_bytes_max_in_all = 512 << 20;
  /// How long a connection that hung up may take to drain what was sent.
  std::int64_t linger_ms = 5'000;
  std::int64_t connect_timeout_ms = 10'000;
};

/// Sees every step of the driver, after it: the flight record.
class StepWitness {
 public:
  StepWitness() = default;
  StepWitness(const StepWitness&) = delete;
  StepWitness& operator=(const StepWitness&) = delete;
  virtual ~StepWitness() = default;

  virtual void stepped(const Context& context, const Input& input) = 0;
};

struct DriverOptions {
  NodeId self;
  std::int32_t incarnation = 0;
  std::uint64_t seed = 0;
  Properties config;
  std::vector<ListenerSpec> listeners;
  /// Made if missing, locked against other brokers, listed for Boot.
  std::vector<std::string> directories;
  Limits limits;
  int listen_backlog = 511;
  std::int64_t send_buffer_bytes = -1;     ///< of each socket; -1: the system's own
  std::int64_t receive_buffer_bytes = -1;  ///< likewise
  /// All called on the thread of `run`, between steps; any may be empty.
  std::function<void(const Reply&)> on_reply;
  std::function<void(const Notify&)> on_notify;
  StorySink* story = nullptr;      ///< outlives the driver
  StepWitness* witness = nullptr;  ///< outlives the driver
};

enum class StartFailure : std::uint8_t {
  directory,         ///< missing and cannot be made, or unreadable
  directory_locked,  ///< another broker runs on it
  listener           ///< the address cannot be bound
};

struct StartError {
  StartFailure kind = StartFailure::directory;
  std::string text;  ///< one line for the user
};

/// How the node ended: what its Exit said.
struct ExitStatus {
  std::int32_t code = 0;
  std::string why;
};

class Driver {
 public:
  /// Locks and lists the directories, binds the listeners. No step happens before `run`.
  static std::expected<std::unique_ptr<Driver>, StartError> start(std::unique_ptr<NodeHost> node,
                                                                  DriverOptions options);
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  virtual ~Driver() = default;

  /// Boots the node and runs until it exits or `abort` is called. An AssertionFailed of a step
  /// passes through.
  virtual ExitStatus run() = 0;

  /// From any thread: gives the node a Command. Returns its id.
  virtual CommandId command(DescribedValue value) = 0;

  /// From any thread: ends `run` without asking the node.
  virtual void abort(ExitStatus status) = 0;

  /// From any thread: `task` runs on the thread of `run`, between steps.
  virtual void post(std::function<void()> task) = 0;

  /// On the thread of `run`: closes the listener, so that connecting is refused, or binds it
  /// again at the same port. False if the port is taken meanwhile.
  virtual bool set_listening(ListenerId listener, bool on) = 0;

  virtual const std::vector<BoundListener>& listeners() const = 0;

  /// The driver's monotonic clock, as steps see it.
  static Instant now();

 protected:
  Driver() = default;
};

}  // namespace fl::net
