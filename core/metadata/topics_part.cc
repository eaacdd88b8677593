// Topics and partitions.   Source: TopicsDelta, TopicDelta, PartitionRegistration.
#include "core/metadata/parts.h"
#include "core/metadata/topic_name.h"

#include <algorithm>
#include <utility>

namespace fl::metadata {

namespace {

constexpr BrokerId kLeaderUnchanged{-2};
constexpr std::int8_t kRecoveryStateUnchanged = -1;

TopicImage* mutable_topic(Image& image, const Uuid& id) {
  const std::string* const name = image.topic_names.find(id);
  return name == nullptr ? nullptr : image.topics.mutate(*name);
}

Applied unknown(const Uuid& id) {
  return wrong("no topic with id " + id.to_text());
}

std::string place_of(const TopicImage& topic, PartitionIndex partition) {
  return topic.name + "-" + std::to_string(partition.value);
}

/// Records of old releases say nothing of directories, also where the replicas change.
std::vector<Uuid> or_migrating(const std::vector<Uuid>& directories, std::size_t replicas) {
  const bool are_unknown = std::ranges::all_of(
      directories, [](const Uuid& directory) { return directory == kMigratingDirectory; });
  return are_unknown ? std::vector<Uuid>(replicas, kMigratingDirectory) : directories;
}

bool has_wrong_directories(const std::vector<Uuid>& directories, std::size_t replicas) {
  return !directories.empty() && directories.size() != replicas;
}

PartitionImage described(const wire::PartitionRecord& record) {
  static const std::vector<BrokerId> kNobody;
  return {.replicas = record.replicas,
          .isr = record.isr,
          .removing_replicas = record.removing_replicas,
          .adding_replicas = record.adding_replicas,
          .eligible_leader_replicas = record.eligible_leader_replicas.value_or(kNobody),
          .last_known_elr = record.last_known_elr.value_or(kNobody),
          .directories = or_migrating(record.directories, record.replicas.size()),
          .leader = record.leader,
          .leader_epoch = record.leader_epoch,
          .partition_epoch = record.partition_epoch,
          .leader_recovery_state = record.leader_recovery_state};
}

/// Absent members mean "as before". A leader that is named, even the same one, begins a new
/// leader epoch; every change begins a new partition epoch.   Source: PartitionRegistration.merge.
void change(PartitionImage& partition, const wire::PartitionChangeRecord& record) {
  if (record.isr) partition.isr = *record.isr;
  if (record.replicas) partition.replicas = *record.replicas;
  if (record.removing_replicas) partition.removing_replicas = *record.removing_replicas;
  if (record.adding_replicas) partition.adding_replicas = *record.adding_replicas;
  partition.directories = or_migrating(
      record.directories ? *record.directories : partition.directories, partition.replicas.size());
  if (record.eligible_leader_replicas)
    partition.eligible_leader_replicas = *record.eligible_leader_replicas;
  if (record.last_known_elr) partition.last_known_elr = *record.last_known_elr;
  if (record.leader_recovery_state != kRecoveryStateUnchanged)
    partition.leader_recovery_state = record.leader_recovery_state;
  if (record.leader != kLeaderUnchanged) {
    partition.leader = record.leader;
    ++partition.leader_epoch;
  }
  ++partition.partition_epoch;
}

bool has_elr(const PartitionImage& partition) {
  return !partition.eligible_leader_replicas.empty() || !partition.last_known_elr.empty();
}

void clear_elr(Target target, const std::string& name) {
  TopicImage* const topic = target.image.topics.mutate(name);
  for (const PartitionIndex index : topic->partitions.keys()) {
    if (!has_elr(*topic->partitions.find(index))) continue;
    PartitionImage* const partition = topic->partitions.mutate(index);
    partition->eligible_leader_replicas.clear();
    partition->last_known_elr.clear();
    ++partition->partition_epoch;
    target.delta.changed.insert({name, index});
  }
}

}  // namespace

PartitionImage merged(const PartitionImage& partition, const wire::PartitionChangeRecord& record) {
  PartitionImage after = partition;
  change(after, record);
  return after;
}

Applied apply_to(Target target, const wire::TopicRecord& record) {
  Image& image = target.image;
  if (image.topics.contains(record.name)) return wrong("topic " + record.name + " exists already");
  if (image.topic_names.contains(record.topic_id))
    return wrong("topic id " + record.topic_id.to_text() + " exists already");
  image.topics.put(record.name, {.id = record.topic_id, .name = record.name, .partitions = {}});
  image.topic_names.put(record.topic_id, record.name);
  if (has_collision_characters(record.name))
    image.unified_names.put(unified_topic_name(record.name), record.name);
  return {};
}

Applied apply_to(Target target, const wire::PartitionRecord& record) {
  TopicImage* const topic = mutable_topic(target.image, record.topic_id);
  if (topic == nullptr) return unknown(record.topic_id);
  if (has_wrong_directories(record.directories, record.replicas.size()))
    return wrong(place_of(*topic, record.partition_id) + " has not one directory for each replica");
  // A partition that is there already is described anew: snapshots of other releases may do so.
  const bool is_new = !topic->partitions.contains(record.partition_id);
  topic->partitions.put(record.partition_id, described(record));
  (is_new ? target.delta.created : target.delta.changed).insert({topic->name, record.partition_id});
  return {};
}

Applied apply_to(Target target, const wire::PartitionChangeRecord& record) {
  TopicImage* const topic = mutable_topic(target.image, record.topic_id);
  if (topic == nullptr) return unknown(record.topic_id);
  PartitionImage* const partition = topic->partitions.mutate(record.partition_id);
  if (partition == nullptr)
    return wrong("no partition " + std::to_string(record.partition_id.value) + " of topic " +
                 topic->name);
  const std::vector<BrokerId>& replicas = record.replicas ? *record.replicas : partition->replicas;
  const std::vector<Uuid> directories = or_migrating(
      record.directories ? *record.directories : partition->directories, replicas.size());
  if (has_wrong_directories(directories, replicas.size()))
    return wrong(place_of(*topic, record.partition_id) + " has not one directory for each replica");
  change(*partition, record);
  target.delta.changed.insert({topic->name, record.partition_id});
  return {};
}

Applied apply_to(Target target, const wire::RemoveTopicRecord& record) {
  Image& image = target.image;
  const TopicImage* const topic = image.topic(record.topic_id);
  if (topic == nullptr) return unknown(record.topic_id);
  const std::string name = topic->name;
  const auto partitions = static_cast<std::int32_t>(topic->partitions.size());
  forget_partitions(target.delta, name, partitions);
  target.delta.deleted_topics.push_back(
      {.id = record.topic_id, .name = name, .partitions = partitions});
  image.topics.erase(name);
  image.topic_names.erase(record.topic_id);
  const std::string unified = unified_topic_name(name);
  if (const std::string* const known = image.unified_names.find(unified); known && *known == name)
    image.unified_names.erase(unified);
  image.configs.erase({.type = ResourceType::topic, .name = name});
  return {};
}

Applied apply_to(Target target, const wire::ClearElrRecord& record) {
  if (record.topic_name.empty()) {
    for (const std::string& name : target.image.topics.keys())
      clear_elr(target, name);
    return {};
  }
  if (!target.image.topics.contains(record.topic_name))
    return wrong("no topic " + record.topic_name);
  clear_elr(target, record.topic_name);
  return {};
}

void forget_partitions(Delta& delta, const std::string& topic, std::int32_t partitions) {
  for (std::int32_t i = 0; i < partitions; ++i) {
    delta.created.erase({topic, PartitionIndex(i)});
    delta.changed.erase({topic, PartitionIndex(i)});
  }
}

}  // namespace fl::metadata
