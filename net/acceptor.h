// A bound listener: accepts what comes, and can be closed and bound again at the same port.
#pragma once
#include "core/base/ids.h"
#include "core/node/input.h"
#include "net/reactor.h"
#include "net/sockets.h"

#include <functional>
#include <memory>

namespace fl::net {

class Acceptor final : public Watcher {
 public:
  /// `on_accepted` takes over the descriptor.
  using OnAccepted = std::function<void(ListenerId, int descriptor, const Address& peer)>;

  Acceptor(BoundListener listener, int backlog, Reactor& reactor, OnAccepted on_accepted);

  /// Takes over the bound descriptor.
  void take(int descriptor);

  /// Begins to accept.
  void begin();

  /// Closes the socket: connecting is refused from now on. Who was in its queue is reset.
  void close() { watch_ = nullptr; }

  /// Binds the same port again. False if it is taken.
  bool reopen();

  bool is_open() const { return watch_ != nullptr; }

  const BoundListener& listener() const { return listener_; }

  void on_readable() override;

  void on_writable() override {}

 private:
  BoundListener listener_;
  int backlog_;
  Reactor& reactor_;
  OnAccepted on_accepted_;
  std::unique_ptr<Watch> watch_;
  /// Given up for a moment when the process has no descriptors left, so that the peer is told.
  std::unique_ptr<Descriptor> spare_;
};

}  // namespace fl::net
