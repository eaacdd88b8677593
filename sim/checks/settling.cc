#include "sim/checks/settling.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/controller/story.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/checks/id_lists.h"
#include "sim/events.h"
#include "sim/scenario/cluster_view.h"

#include <algorithm>
#include <string>
#include <vector>

namespace fl::sim {

void SettlingCheck::told(const World&, const StoredEvent& event) {
  faults_.told(event);
  if (event.is<broker::RequestReceived>()) {
    const auto told = event.as<broker::RequestReceived>();
    // With acks=0 a Produce has no answer.
    if (told.api != wire::ApiKey::produce)
      requests_.insert_or_assign({event.node, told.conn}, event.at);
  } else if (event.is<broker::RequestAnswered>()) {
    requests_.erase({event.node, event.as<broker::RequestAnswered>().conn});
  } else if (event.is<broker::ConnectionClosed>()) {
    requests_.erase({event.node, event.as<broker::ConnectionClosed>().conn});
  } else if (event.is<storage::VisibleEndAdvanced>()) {
    const auto told = event.as<storage::VisibleEndAdvanced>();
    last_append_.insert_or_assign({event.node, {told.topic, told.partition}}, event.at);
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    partitions_.insert({told.topic, told.partition});
  } else if (event.is<controller::BrokerStateChanged>()) {
    const auto told = event.as<controller::BrokerStateChanged>();
    is_fenced_.insert_or_assign(told.broker, told.after == "fenced");
  } else if (event.is<controller::MetadataCommitted>()) {
    metadata_.insert_or_assign(
        event.node, Timed{.end = event.as<controller::MetadataCommitted>().end, .at = event.at});
  } else if (event.is<storage::LogFailed>()) {
    failed_.insert(event.node);
  } else if (event.is<NodeBooted>()) {
    last_boot_ = event.at;
    booted_.insert(event.node);
    failed_.erase(event.node);
    metadata_.erase(event.node);
    std::erase_if(requests_, [&](const auto& entry) { return entry.first.first == event.node; });
  }
}

bool SettlingCheck::is_judged(const World& world) const {
  const auto quiet = faults_.quiet_since();
  if (!quiet || world.now() - std::max(*quiet, last_boot_) < kSettlesWithinNs) return false;
  const auto is_up = [&](NodeId node) {
    return !booted_.contains(node) || (world.is_running(node) && !world.is_paused(node));
  };
  return failed_.empty() && std::ranges::all_of(cast_.controllers(), is_up) &&
         std::ranges::all_of(cast_.brokers(), is_up);
}

void SettlingCheck::finish(const World& world) {
  if (!is_judged(world)) return;
  for (const TopicPartition& name : partitions_)
    if (const auto* partition = partition_image(world, cast_, name)) judge(world, name, *partition);
  for (const auto& [broker, is_fenced] : is_fenced_)
    if (is_fenced)
      violate(world, "broker " + std::to_string(broker.value) + " runs and is still fenced");
  for (const auto& [connection, since] : requests_)
    if (world.now() - since > kRequestWaitsNs)
      violate(world, "node " + std::to_string(connection.first.value) +
                         " has not answered a request that came " +
                         std::to_string((world.now() - since) / 1'000'000'000) + " s ago");
  judge_metadata(world);
}

void SettlingCheck::judge(const World& world, const TopicPartition& name,
                          const metadata::PartitionImage& partition) {
  if (partition.leader == metadata::kNoLeader) {
    if (!partition.isr.empty() || !partition.eligible_leader_replicas.empty())
      violate(world, name.to_text() + ": nobody leads, ISR " + text_of(partition.isr) +
                         " and eligible " + text_of(partition.eligible_leader_replicas) +
                         " are alive");
    return;
  }
  if (!partition.adding_replicas.empty() || !partition.removing_replicas.empty())
    violate(world, name.to_text() + ": the partition is still being moved");
  for (const BrokerId id : partition.replicas)
    if (!contains(partition.isr, id))
      violate(world, name.to_text() + ": broker " + std::to_string(id.value) +
                         " is not back in the ISR " + text_of(partition.isr));
  const NodeId node(partition.leader.value);
  const GhostReplica* leader = ghost_.replica(node, name);
  const auto appended = last_append_.find({node, name});
  if (leader == nullptr || !leader->is_leading || !leader->high_watermark) return;
  if (appended != last_append_.end() && world.now() - appended->second < kOnItsWayNs) return;
  if (*leader->high_watermark < leader->end)
    violate(world, name.to_text() + ": the log ends at " + std::to_string(leader->end.value) +
                       " and is committed up to " + std::to_string(leader->high_watermark->value) +
                       " only");
}

void SettlingCheck::judge_metadata(const World& world) {
  const auto newest =
      std::ranges::max_element(metadata_, {}, [](const auto& entry) { return entry.second.end; });
  if (newest == metadata_.end() || world.now() - newest->second.at < kOnItsWayNs) return;
  std::vector<NodeId> nodes = cast_.controllers();
  nodes.insert(nodes.end(), cast_.brokers().begin(), cast_.brokers().end());
  for (const NodeId node : nodes) {
    if (!booted_.contains(node)) continue;
    const auto known = metadata_.find(node);
    const Offset end = known != metadata_.end() ? known->second.end : Offset(0);
    if (end < newest->second.end)
      violate(world, "node " + std::to_string(node.value) + " knows the metadata up to " +
                         std::to_string(end.value) + ", node " +
                         std::to_string(newest->first.value) + " up to " +
                         std::to_string(newest->second.end.value));
  }
}

}  // namespace fl::sim
