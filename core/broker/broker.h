// A broker node: one value with one function. It hands each input to its owner (connections, disk
// operations, deadlines), then drains what became ready. How a request travels: connections.cc
// finds its frame, router.cc its handler, the handler answers or leaves a row.
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/input.h"

namespace fl::broker {

class Broker {
 public:
  /// REQUIRES: the first input of an incarnation is Boot.
  void step(Context& context, const Input& input);

  /// For views and tests.
  const Server& server() const { return server_; }

 private:
  Server server_;
};

static_assert(Node<Broker>);

}  // namespace fl::broker
