// Where the leader of a topic's first partition is reached, as a Metadata answer says it. The
// simulated clients talk to one broker at a time: a scenario with several brokers has topics of one
// partition.
#pragma once
#include "core/wire/messages/metadata.h"
#include "sim/workload/client_connection.h"

#include <optional>

namespace fl::sim {

inline std::optional<ClientAddress> leader_address(
    const wire::MetadataResponse& response,
    const wire::MetadataResponse::MetadataResponseTopic& topic) {
  if (topic.partitions.empty()) return std::nullopt;
  for (const auto& broker : response.brokers)
    if (broker.node_id == topic.partitions.front().leader_id)
      return ClientAddress{.host = broker.host, .port = static_cast<std::uint16_t>(broker.port)};
  return std::nullopt;
}

}  // namespace fl::sim
