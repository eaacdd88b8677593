// Connects to other nodes: the name is looked up on a thread, each address is tried in turn.
#pragma once
#include "core/base/ids.h"
#include "core/node/input.h"
#include "net/reactor.h"
#include "net/sockets.h"
#include "net/worker_pool.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace fl::net {

class Dialer {
 public:
  /// `on_result` takes over the connected descriptor, or gets an error and -1. On the loop's
  /// thread.
  using OnResult = std::function<void(ConnId, int descriptor, ConnectError)>;

  Dialer(Reactor& reactor, OnResult on_result);
  ~Dialer();
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

  void dial(ConnId conn, std::string host, std::uint16_t port, Instant give_up_at);

  /// No result comes for it any more. False if it is not being dialled.
  bool cancel(ConnId conn);

  /// Ends with `timeout` what was to be given up by now.
  void sweep(Instant now);

  bool empty() const { return attempts_.empty(); }

 private:
  struct Attempt;

  void on_resolved(ConnId conn, std::vector<Address> addresses);
  void try_next(Attempt& attempt);
  void end(ConnId conn, int descriptor, ConnectError error);

  Reactor& reactor_;
  OnResult on_result_;
  std::map<ConnId, std::unique_ptr<Attempt>> attempts_;
  WorkerPool names_{1};
};

}  // namespace fl::net
