// A simulated client that sends one request to one broker, and keeps the answer.
#pragma once
#include "core/node/context.h"
#include "core/node/input.h"
#include "core/wire/header.h"
#include "sim/scenario/cast.h"
#include "sim/workload/client_connection.h"
#include "sim/world.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace fl::replication {

template <class Request, class Response>
class AsksOnce {
 public:
  AsksOnce(sim::ClientAddress address, Request request, std::int16_t version)
      : connection_("asker", {std::move(address)}, 60 * kNanosecondsPerSecond),
        request_(std::move(request)),
        version_(version) {}

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Arm{.timer = kStart, .deadline = context.now + kNanosecondsPerMillisecond});
    else if (!connection_.step(context, input))
      connection_.dial(context);
    while (const auto answer = connection_.next_answer()) {
      auto read = wire::decode_response<Response>(answer->payload, version_);
      if (read) response = std::move(*read);
      answered_at = context.now;
    }
    if (connection_.take_became_ready()) {
      asked_at = context.now;
      connection_.send(context, request_, version_);
    }
  }

  std::optional<Response> response;
  Instant asked_at;
  Instant answered_at;

 private:
  static constexpr TimerId kStart{sim::ClientConnection::kFirstOwnTimer};
  sim::ClientConnection connection_;
  Request request_;
  std::int16_t version_;
};

/// Adds the client and boots it. `number` tells the clients of a test apart.
template <class Response, class Request>
NodeId ask_once(sim::World& world, int number, NodeId broker, Request request,
                std::int16_t version) {
  const NodeId client(sim::kFirstConsumerNode + number);
  const sim::ClientAddress address{.host = sim::broker_host(broker.value),
                                   .port = sim::kBrokerPort};
  const std::string name = "asker-" + std::to_string(number);
  world.add_node(
      {.id = client,
       .name = name,
       .host = name,
       .node = sim::Host::of(AsksOnce<Request, Response>(address, std::move(request), version))});
  world.boot(client);
  return client;
}

/// The answer, if it has come.
template <class Request, class Response>
const AsksOnce<Request, Response>& asker(const sim::World& world, NodeId client) {
  return *world.node_as<AsksOnce<Request, Response>>(client);
}

}  // namespace fl::replication
