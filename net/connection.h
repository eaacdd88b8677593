// One socket of the node: what it was granted to read, what waits to be sent, and how it ends. It
// reports to its owner, who queues inputs for the node; it never calls the node itself.
#pragma once
#include "core/base/ids.h"
#include "core/node/input.h"
#include "net/reactor.h"
#include "net/read_grant.h"
#include "net/send_queue.h"

#include <cstdint>
#include <memory>

namespace fl::net {

class Connection;

/// What the owner is told, from the loop or from within a call to the connection. The owner may not
/// destroy the connection in these calls.
class ConnectionOwner {
 public:
  virtual void on_received(Connection& connection, Slice bytes) = 0;
  virtual void on_sent_all(Connection& connection) = 0;
  virtual void on_closed(Connection& connection, CloseReason why) = 0;
  virtual void on_cold_range(Connection& connection) = 0;
  virtual void on_paused(Connection& connection) = 0;
  /// The change of bytes in memory that wait to be sent.
  virtual void on_held_bytes(std::int64_t change) = 0;
  virtual ReadArena& arena() = 0;

 protected:
  ConnectionOwner() = default;
  ConnectionOwner(const ConnectionOwner&) = default;
  ConnectionOwner& operator=(const ConnectionOwner&) = default;
  ~ConnectionOwner() = default;
};

class Connection final : public Watcher {
 public:
  /// Takes over the connected descriptor.
  Connection(ConnId id, int descriptor, Reactor& reactor, ConnectionOwner& owner,
             std::int64_t unsent_pause_bytes);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  ConnId id() const { return id_; }

  /// Opens a grant. It is worked on by `read`, so that a step's effects are all performed first.
  void grant(std::int64_t at_least, std::int64_t at_most) { grant_.open(at_least, at_most); }

  /// Reads if there may be something to read, else waits until there is. While much is unsent
  /// nothing is read: a peer that does not read its answers may not ask for more.
  void read();

  void add(Slice bytes);
  void add(PendingRange range);

  /// Sends what the socket takes.
  void flush();

  /// The piece that `on_cold_range` spoke of is in memory; goes on sending.
  void front_is_warm();

  /// Nothing is read any more; what waits is sent, then `on_closed` comes. Or at once, with a
  /// reset.
  void finish();

  const SendQueue& unsent() const { return queue_; }

  bool is_closed() const { return is_closed_; }

  /// Closes now, without telling the owner.
  void close(bool reset);

  void on_readable() override;
  void on_writable() override;

  bool tells_when_sent = false;      ///< the node asked for Writable
  std::int64_t told_sent_bytes = 0;  ///< sent_bytes at the last Writable
  Instant finish_by;                 ///< while finishing

 private:
  void fail(CloseReason why);
  void account();

  ConnId id_;
  ConnectionOwner& owner_;
  std::unique_ptr<Watch> watch_;
  std::int64_t unsent_pause_bytes_;
  ReadGrant grant_;
  SendQueue queue_;
  std::int64_t accounted_bytes_ = 0;
  bool may_have_more_ = false;
  bool waits_for_warm_ = false;
  bool waits_for_socket_ = false;
  bool is_finishing_ = false;
  bool is_closed_ = false;
};

}  // namespace fl::net
