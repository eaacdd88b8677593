#include "core/controller/broker_departure.h"

#include "core/controller/partition_planner.h"

#include <algorithm>

namespace fl::controller {

namespace {

using metadata::BrokerImage;
using metadata::PartitionImage;
using metadata::RecordList;

constexpr std::int8_t kFence = 1;
constexpr std::int8_t kUnfence = -1;

bool holds(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

auto in_isr(BrokerId broker) {
  return [broker](const PartitionImage& partition) { return holds(partition.isr, broker); };
}

auto in_elr(BrokerId broker) {
  return [broker](const PartitionImage& partition) {
    return holds(partition.eligible_leader_replicas, broker);
  };
}

wire::BrokerRegistrationChangeRecord change_of(const BrokerImage& broker) {
  wire::BrokerRegistrationChangeRecord record;
  record.broker_id = broker.id;
  record.broker_epoch = broker.epoch;
  return record;
}

}  // namespace

void plan_fenced(const View& view, const BrokerImage& broker, RecordList& records,
                 Stories& stories) {
  PartitionPlanner planner(view, records, stories, "broker-is-fenced");
  planner.update_all({.leaves = broker.id}, in_isr(broker.id));
  if (!has(view, MetadataLevel::v3_3_registration_change)) {
    wire::FenceBrokerRecord record;
    record.id = broker.id;
    record.epoch = broker.epoch;
    records.emplace_back(std::move(record));
    return;
  }
  auto record = change_of(broker);
  record.fenced = kFence;
  records.emplace_back(std::move(record));
}

void plan_unfenced(const View& view, const BrokerImage& broker, RecordList& records,
                   Stories& stories) {
  if (has(view, MetadataLevel::v3_3_registration_change)) {
    auto record = change_of(broker);
    record.fenced = kUnfence;
    records.emplace_back(std::move(record));
  } else {
    wire::UnfenceBrokerRecord record;
    record.id = broker.id;
    record.epoch = broker.epoch;
    records.emplace_back(std::move(record));
  }
  PartitionPlanner planner(view, records, stories, "broker-is-unfenced");
  planner.update_all({.returns = broker.id}, [](const PartitionImage& partition) {
    return partition.leader == metadata::kNoLeader;
  });
}

void plan_controlled_shutdown(const View& view, const BrokerImage& broker, RecordList& records,
                              Stories& stories) {
  if (has(view, MetadataLevel::v3_3_controlled_shutdown) && !broker.is_in_controlled_shutdown) {
    auto record = change_of(broker);
    record.in_controlled_shutdown = 1;
    records.emplace_back(std::move(record));
  }
  PartitionPlanner planner(view, records, stories, "controlled-shutdown");
  planner.update_all({.leaves = broker.id}, in_isr(broker.id));
}

void plan_restart(const View& view, BrokerId broker, bool was_clean, RecordList& records,
                  Stories& stories) {
  PartitionPlanner planner(view, records, stories, "broker-restarts");
  if (was_clean || !has(view, MetadataLevel::v4_0_elr)) {
    planner.update_all({.leaves = broker}, in_isr(broker));
    return;
  }
  planner.set_cause("broker-restarts-after-unclean-stop");
  planner.update_all({.is_unclean = broker}, in_isr(broker));
  planner.update_all({.is_unclean = broker}, in_elr(broker));
}

void plan_unregistered(const View& view, const BrokerImage& broker, RecordList& records,
                       Stories& stories) {
  PartitionPlanner planner(view, records, stories, "broker-is-unregistered");
  planner.update_all({.leaves = broker.id}, in_isr(broker.id));
  planner.update_all({.leaves = broker.id}, in_elr(broker.id));
  wire::UnregisterBrokerRecord record;
  record.broker_id = broker.id;
  record.broker_epoch = broker.epoch;
  records.emplace_back(std::move(record));
}

void plan_directories_offline(const View& view, const BrokerImage& broker,
                              const std::vector<Uuid>& offline, RecordList& records,
                              Stories& stories) {
  std::vector<Uuid> online;
  std::vector<Uuid> lost;
  for (const Uuid& directory : broker.directories)
    (std::ranges::find(offline, directory) == offline.end() ? online : lost).push_back(directory);
  if (lost.empty()) return;
  PartitionPlanner planner(view, records, stories, "directory-is-offline");
  for (const Uuid& directory : lost)
    planner.update_all({.leaves = broker.id}, [&](const PartitionImage& partition) {
      for (std::size_t i = 0; i < partition.replicas.size() && i < partition.directories.size();
           ++i)
        if (partition.replicas[i] == broker.id) return partition.directories[i] == directory;
      return false;
    });
  auto record = change_of(broker);
  record.log_dirs = std::move(online);
  records.emplace_back(std::move(record));
}

}  // namespace fl::controller
