#include "core/metadata/delta.h"

#include "core/metadata/topic_name.h"

#include <utility>

namespace fl::metadata {

namespace {

using Applied = std::expected<void, std::string>;

Applied wrong(std::string text) {
  return std::unexpected(std::move(text));
}

struct Applier {
  Image& image;
  Delta& delta;

  Applied operator()(const wire::TopicRecord& record) const {
    if (image.topics.contains(record.name))
      return wrong("topic " + record.name + " exists already");
    if (image.topic_names.contains(record.topic_id))
      return wrong("topic id " + record.topic_id.to_text() + " exists already");
    image.topics.put(record.name, {.id = record.topic_id, .name = record.name, .partitions = {}});
    image.topic_names.put(record.topic_id, record.name);
    if (has_collision_characters(record.name))
      image.unified_names.put(unified_topic_name(record.name), record.name);
    return {};
  }

  Applied operator()(const wire::PartitionRecord& record) const {
    TopicImage* const topic = mutable_topic(record.topic_id);
    if (topic == nullptr) return unknown(record.topic_id);
    // A partition that is there already is described anew: snapshots of other releases may do so.
    const bool is_new = !topic->partitions.contains(record.partition_id);
    topic->partitions.put(record.partition_id, described(record));
    (is_new ? delta.created : delta.changed).insert({topic->name, record.partition_id});
    return {};
  }

  Applied operator()(const wire::PartitionChangeRecord& record) const {
    TopicImage* const topic = mutable_topic(record.topic_id);
    if (topic == nullptr) return unknown(record.topic_id);
    PartitionImage* const partition = topic->partitions.mutate(record.partition_id);
    if (partition == nullptr)
      return wrong("no partition " + std::to_string(record.partition_id.value) + " of topic " +
                   topic->name);
    change(*partition, record);
    delta.changed.insert({topic->name, record.partition_id});
    return {};
  }

  Applied operator()(const wire::RemoveTopicRecord& record) const {
    const TopicImage* const topic = image.topic(record.topic_id);
    if (topic == nullptr) return unknown(record.topic_id);
    const std::string name = topic->name;
    const auto partitions = static_cast<std::int32_t>(topic->partitions.size());
    forget(name, partitions);
    delta.deleted_topics.push_back({.id = record.topic_id, .name = name, .partitions = partitions});
    image.topics.erase(name);
    image.topic_names.erase(record.topic_id);
    const std::string unified = unified_topic_name(name);
    if (const std::string* const known = image.unified_names.find(unified); known && *known == name)
      image.unified_names.erase(unified);
    image.configs.erase({.type = ResourceType::topic, .name = name});
    return {};
  }

  Applied operator()(const wire::ConfigRecord& record) const {
    const ConfigResource resource{.type = static_cast<ResourceType>(record.resource_type),
                                  .name = record.resource_name};
    delta.configs.insert(resource);
    ConfigValues* values = image.configs.mutate(resource);
    if (!record.value) {
      if (values == nullptr) return {};
      values->erase(record.name);
      if (values->empty()) image.configs.erase(resource);
      return {};
    }
    if (values == nullptr) values = &image.configs.put(resource, {});
    values->insert_or_assign(record.name, *record.value);
    return {};
  }

  Applied operator()(const wire::ProducerIdsRecord& record) const {
    if (record.next_producer_id < image.next_producer_id)
      return wrong("the next producer id went back to " +
                   std::to_string(record.next_producer_id.value));
    image.next_producer_id = record.next_producer_id;
    delta.has_new_producer_ids = true;
    return {};
  }

  Applied operator()(const wire::FeatureLevelRecord& record) const {
    delta.features.insert(record.name);
    if (record.feature_level == 0)
      image.features.erase(record.name);
    else
      image.features.put(record.name, record.feature_level);
    return {};
  }

  Applied operator()(const wire::NoOpRecord&) const { return {}; }

  Applied operator()(const OtherRecord&) const { return {}; }

 private:
  TopicImage* mutable_topic(const Uuid& id) const {
    const std::string* const name = image.topic_names.find(id);
    return name == nullptr ? nullptr : image.topics.mutate(*name);
  }

  static Applied unknown(const Uuid& id) { return wrong("no topic with id " + id.to_text()); }

  /// What was created in the same run of records and is deleted again needs nobody's attention.
  void forget(const std::string& name, std::int32_t partitions) const {
    for (std::int32_t i = 0; i < partitions; ++i) {
      delta.created.erase({name, PartitionIndex(i)});
      delta.changed.erase({name, PartitionIndex(i)});
    }
  }

  static PartitionImage described(const wire::PartitionRecord& record) {
    return {.replicas = record.replicas,
            .isr = record.isr,
            .removing_replicas = record.removing_replicas,
            .adding_replicas = record.adding_replicas,
            .eligible_leader_replicas = record.eligible_leader_replicas.value_or(kNobody),
            .last_known_elr = record.last_known_elr.value_or(kNobody),
            .directories = record.directories,
            .leader = record.leader,
            .leader_epoch = record.leader_epoch,
            .partition_epoch = record.partition_epoch};
  }

  /// Absent members mean "as before". A leader that is named, even the same one, begins a new
  /// leader epoch; every change begins a new partition epoch.   Source:
  /// PartitionRegistration.merge.
  static void change(PartitionImage& partition, const wire::PartitionChangeRecord& record) {
    if (record.isr) partition.isr = *record.isr;
    if (record.replicas) partition.replicas = *record.replicas;
    if (record.removing_replicas) partition.removing_replicas = *record.removing_replicas;
    if (record.adding_replicas) partition.adding_replicas = *record.adding_replicas;
    if (record.directories) partition.directories = *record.directories;
    if (record.eligible_leader_replicas)
      partition.eligible_leader_replicas = *record.eligible_leader_replicas;
    if (record.last_known_elr) partition.last_known_elr = *record.last_known_elr;
    if (record.leader != kLeaderUnchanged) {
      partition.leader = record.leader;
      ++partition.leader_epoch;
    }
    ++partition.partition_epoch;
  }

  static inline const std::vector<BrokerId> kNobody{};
  static constexpr BrokerId kLeaderUnchanged{-2};
};

}  // namespace

std::expected<void, std::string> apply(Image& image, Delta& delta, const Record& record) {
  if (auto applied = std::visit(Applier{image, delta}, record); !applied) return applied;
  ++image.end;
  return {};
}

}  // namespace fl::metadata
