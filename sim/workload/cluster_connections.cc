#include "sim/workload/cluster_connections.h"

#include "core/base/assert.h"

#include <utility>

namespace fl::sim {

ClusterConnections::ClusterConnections(std::string client, std::vector<ClientAddress> bootstrap,
                                       std::int64_t request_timeout_ns)
    : client_(std::move(client)), request_timeout_ns_(request_timeout_ns) {
  all_.emplace_back(client_, std::move(bootstrap), request_timeout_ns_);
}

bool ClusterConnections::step(Context& context, const Input& input) {
  for (ClientConnection& connection : all_)
    if (connection.step(context, input)) return true;
  // What is left of a connection that was given up is nobody's, and no timer of the owner's.
  return !std::holds_alternative<Fired>(input);
}

std::optional<std::size_t> ClusterConnections::place_of(
    const std::optional<ClientAddress>& address) const {
  if (!address) return std::nullopt;
  for (std::size_t i = all_.size(); i-- > 0;)
    if (all_[i].address() == *address) return i;
  return std::nullopt;
}

ClientConnection& ClusterConnections::to(Context& context, const ClientAddress& address) {
  if (const auto place = place_of(address)) return all_[*place];
  FL_ASSERT(all_.size() < kConnectionsMax);
  ClientConnection& added = all_.emplace_back(client_, std::vector{address}, request_timeout_ns_,
                                              static_cast<std::int32_t>(all_.size()));
  added.dial(context);
  return added;
}

void ClusterConnections::close(Context& context) {
  for (ClientConnection& connection : all_)
    connection.close(context);
}

std::optional<ClientAddress> leader_address(
    const wire::MetadataResponse& response,
    const wire::MetadataResponse::MetadataResponsePartition& partition) {
  for (const auto& broker : response.brokers)
    if (broker.node_id == partition.leader_id)
      return ClientAddress{.host = broker.host, .port = static_cast<std::uint16_t>(broker.port)};
  return std::nullopt;
}

}  // namespace fl::sim
