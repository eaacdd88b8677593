// A simulated client's connections to a cluster: one to any broker, for what every broker can
// answer, and one to each broker that leads what the client reads or writes. Where they are the
// same broker they are one connection.   Source: org.apache.kafka.clients.NetworkClient, Metadata.
#pragma once
#include "core/wire/messages/metadata.h"
#include "sim/workload/client_connection.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fl::sim {

class ClusterConnections {
 public:
  ClusterConnections(std::string client, std::vector<ClientAddress> bootstrap,
                     std::int64_t request_timeout_ns);

  /// Begins with the first of the bootstrap brokers.
  void dial(Context& context) { all_.front().dial(context); }

  /// Gives an input to the connection it belongs to; true if it was for one of them.
  bool step(Context& context, const Input& input);

  /// The connection to whichever broker answers.
  ClientConnection& any() { return all_.front(); }

  /// The one to this broker; it is dialled if there was none.
  ClientConnection& to(Context& context, const ClientAddress& address);

  /// Which of all() is the one to this broker. The connection to any broker may be at the same one
  /// for a while: then the other is meant, so that nothing goes two ways.
  std::optional<std::size_t> place_of(const std::optional<ClientAddress>& address) const;

  /// All of them, `any` first.
  std::vector<ClientConnection>& all() { return all_; }

  void close(Context& context);

 private:
  static constexpr std::size_t kConnectionsMax = 200;

  std::string client_;
  std::int64_t request_timeout_ns_;
  std::vector<ClientConnection> all_;
};

/// Where the leader of a partition is reached, as a Metadata answer says it; nothing if it has
/// none.
std::optional<ClientAddress> leader_address(
    const wire::MetadataResponse& response,
    const wire::MetadataResponse::MetadataResponsePartition& partition);

}  // namespace fl::sim
