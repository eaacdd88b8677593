// Reads the lines of golden/placement: ids, partitions and directories as Kafka's own classes
// printed them.
#pragma once
#include "core/controller/partition_change.h"
#include "core/metadata/image.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fl::controller {

using Json = nlohmann::json;

inline std::vector<BrokerId> ids(const Json& numbers) {
  std::vector<BrokerId> all;
  for (const Json& number : numbers)
    all.emplace_back(number.get<std::int32_t>());
  return all;
}

/// Empty where the member is left out.
inline std::vector<BrokerId> ids(const Json& object, const char* name) {
  return object.contains(name) ? ids(object[name]) : std::vector<BrokerId>{};
}

inline Uuid directory(const std::string& text) {
  if (text == "UNASSIGNED") return metadata::kUnassignedDirectory;
  if (text == "MIGRATING") return metadata::kMigratingDirectory;
  if (text == "LOST") return metadata::kLostDirectory;
  return Uuid::from_text(text).value();
}

inline std::vector<Uuid> directories(const Json& texts) {
  std::vector<Uuid> all;
  for (const Json& text : texts)
    all.push_back(directory(text.get<std::string>()));
  return all;
}

inline metadata::PartitionImage partition(const Json& json, const Uuid& usual_directory) {
  metadata::PartitionImage partition;
  partition.replicas = ids(json["replicas"]);
  partition.isr = ids(json["isr"]);
  partition.removing_replicas = ids(json, "removing");
  partition.adding_replicas = ids(json, "adding");
  partition.eligible_leader_replicas = ids(json, "elr");
  partition.last_known_elr = ids(json, "lastKnownElr");
  partition.leader = BrokerId(json["leader"].get<std::int32_t>());
  partition.leader_epoch = LeaderEpoch(json["leaderEpoch"].get<std::int32_t>());
  partition.partition_epoch = PartitionEpoch(json["partitionEpoch"].get<std::int32_t>());
  partition.leader_recovery_state = json.value("recovering", false) ? kRecovering : kRecovered;
  if (json.contains("directories"))
    partition.directories = directories(json["directories"]);
  else
    partition.directories.assign(partition.replicas.size(), usual_directory);
  return partition;
}

}  // namespace fl::controller
