#include "sim/scenario/cluster_view.h"

#include "core/broker/broker.h"
#include "core/broker/controller_link.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fl::sim {

namespace {

/// The running nodes that may look after metadata, as brokers.
std::vector<std::pair<NodeId, const broker::Broker*>> running_servers(const World& world,
                                                                      const Cast& cast) {
  std::vector<std::pair<NodeId, const broker::Broker*>> running;
  for (const auto* nodes : {&cast.controllers(), &cast.brokers()})
    for (const NodeId node : *nodes) {
      if (!world.is_running(node)) continue;
      if (const auto* server = world.node_as<broker::Broker>(node))
        running.emplace_back(node, server);
    }
  return running;
}

}  // namespace

const metadata::PartitionImage* partition_image(const World& world, const Cast& cast,
                                                const TopicPartition& partition) {
  const metadata::Image* newest = nullptr;
  for (const auto& [node, server] : running_servers(world, cast)) {
    const metadata::Image& image = server->server().image;
    if (newest == nullptr || image.end > newest->end) newest = &image;
  }
  return newest != nullptr ? newest->partition(partition) : nullptr;
}

bool is_replica(const World& world, const Cast& cast, NodeId broker,
                const TopicPartition& partition) {
  const metadata::PartitionImage* image = partition_image(world, cast, partition);
  return image == nullptr ||
         std::ranges::find(image->replicas, BrokerId(broker.value)) != image->replicas.end();
}

std::optional<NodeId> active_controller(const World& world, const Cast& cast) {
  std::optional<NodeId> active;
  LeaderEpoch epoch{-1};
  for (const auto& [node, server] : running_servers(world, cast)) {
    if (!broker::is_active_controller(server->server())) continue;
    const LeaderEpoch its = server->server().control.quorum.leader_and_epoch().epoch;
    if (its > epoch) {
      active = node;
      epoch = its;
    }
  }
  return active;
}

}  // namespace fl::sim
