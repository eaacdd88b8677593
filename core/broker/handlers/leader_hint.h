// Tells a client that asked the wrong broker where the leader is (KIP-951).
#pragma once
#include "core/broker/nodes.h"
#include "core/broker/server.h"

#include <cstdint>

namespace fl::broker {

/// Fills current_leader of an entry that says NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH.
/// Returns the leader, or -1 where the entry says something else.   Source:
/// KafkaApis.getCurrentLeader.
template <class Entry>
BrokerId hint_leader(const Server& server, const TopicPartition& name, Entry& entry) {
  if (entry.error_code != wire::ErrorCode::not_leader_or_follower &&
      entry.error_code != wire::ErrorCode::fenced_leader_epoch)
    return metadata::kNoLeader;
  const metadata::PartitionImage* image = server.image.partition(name);
  if (image == nullptr) return metadata::kNoLeader;
  entry.current_leader.leader_id = image->leader;
  entry.current_leader.leader_epoch = image->leader_epoch;
  return image->leader;
}

/// Puts the address of a hinted leader into the response, once.
template <class Response>
void hint_address(const Server& server, BrokerId leader, ListenerId listener, Response& response) {
  if (leader == metadata::kNoLeader) return;
  for (const auto& known : response.node_endpoints)
    if (known.node_id == leader) return;
  for (const ShownBroker& broker : shown_brokers(server, listener))
    if (broker.id == leader)
      response.node_endpoints.push_back(
          {.node_id = broker.id, .host = broker.host, .port = broker.port, .rack = broker.rack});
}

}  // namespace fl::broker
