#include "core/broker/control_story.h"

#include "core/base/digest.h"
#include "core/controller/story.h"
#include "core/describe/digest_value.h"

#include <set>
#include <utility>

namespace fl::broker {

namespace {

std::int32_t partitions_of(const metadata::TopicImage* topic) {
  return topic == nullptr ? 0 : static_cast<std::int32_t>(topic->partitions.size());
}

std::int32_t replicas_of(const metadata::TopicImage& topic) {
  const metadata::PartitionImage* const first = topic.partitions.find(PartitionIndex(0));
  return first == nullptr ? 0 : static_cast<std::int32_t>(first->replicas.size());
}

void tell_topic(Context& context, const metadata::TopicImage* before,
                const metadata::TopicImage& after) {
  if (before != nullptr && before->id == after.id) {
    context.tell<controller::PartitionsAdded>([&] {
      return Telling<controller::PartitionsAdded>{
          .event = {.topic = after.name,
                    .before = partitions_of(before),
                    .after = partitions_of(&after)},
          .because = {.rule = "create-partitions", .terms = {}}};
    });
    return;
  }
  context.tell<controller::TopicCreated>([&] {
    return Telling<controller::TopicCreated>{
        .event = {.topic = after.name,
                  .topic_id = after.id,
                  .partitions = partitions_of(&after),
                  .replication_factor = replicas_of(after)},
        .because = {.rule = "create-topics",
                    .terms = {{.name = "partitions", .value = partitions_of(&after)},
                              {.name = "replicas", .value = replicas_of(after)}}}};
  });
}

std::string_view resource_name(metadata::ResourceType type) {
  switch (type) {
    case metadata::ResourceType::topic:
      return "topic";
    case metadata::ResourceType::broker:
      return "broker";
    case metadata::ResourceType::broker_logger:
      return "broker logger";
    case metadata::ResourceType::client_metrics:
      return "client metrics";
    case metadata::ResourceType::group:
      return "group";
    case metadata::ResourceType::unknown:
      break;
  }
  return "unknown";
}

std::optional<std::string> value_in(const metadata::ConfigValues& values, const std::string& name) {
  const auto found = values.find(name);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

void tell_configs(Context& context, const metadata::ConfigResource& resource,
                  const metadata::ConfigValues& before, const metadata::ConfigValues& after) {
  std::set<std::string> names;
  for (const auto& [name, value] : before)
    names.insert(name);
  for (const auto& [name, value] : after)
    names.insert(name);
  for (const std::string& name : names) {
    const auto old_value = value_in(before, name);
    const auto new_value = value_in(after, name);
    if (old_value == new_value) continue;
    context.tell<controller::ConfigChanged>([&] {
      return Telling<controller::ConfigChanged>{
          .event = {.resource_type = std::string(resource_name(resource.type)),
                    .resource = resource.name,
                    .property = name,
                    .before = old_value,
                    .after = new_value},
          .because = {.rule = "alter-configs", .terms = {}}};
    });
  }
}

std::int64_t digest_of_changes(const metadata::Image& after, const metadata::Delta& delta) {
  Digest digest;
  for (const auto* partitions : {&delta.created, &delta.changed})
    for (const TopicPartition& name : *partitions) {
      digest.text(name.to_text());
      if (const auto* partition = after.partition(name)) absorb_described(digest, *partition);
    }
  for (const BrokerId id : delta.brokers) {
    digest.number(id.value);
    if (const auto* broker = after.brokers.find(id)) absorb_described(digest, *broker);
  }
  for (const metadata::ConfigResource& resource : delta.configs) {
    absorb_described(digest, resource);
    for (const auto& [name, value] : after.config_of(resource.type, resource.name)) {
      digest.text(name);
      digest.text(value);
    }
  }
  digest.number(after.next_producer_id.value);
  return static_cast<std::int64_t>(digest.value());
}

}  // namespace

void tell_committed(Context& context, const metadata::Image& before, const metadata::Image& after,
                    const metadata::Delta& delta) {
  context.tell<controller::MetadataCommitted>([&] {
    return Telling<controller::MetadataCommitted>{
        .event = {.first = before.end,
                  .end = after.end,
                  .changes_digest = digest_of_changes(after, delta)},
        .because = {
            .rule = "metadata-flushed",
            .terms = {{.name = "voters", .value = 1}, {.name = "end", .value = after.end.value}}}};
  });
  for (const metadata::DeletedTopic& topic : delta.deleted_topics)
    context.tell<controller::TopicDeleted>([&] {
      return Telling<controller::TopicDeleted>{
          .event = {.topic = topic.name, .topic_id = topic.id, .partitions = topic.partitions},
          .because = {.rule = "delete-topics", .terms = {}}};
    });
  std::set<std::string> topics;
  for (const TopicPartition& partition : delta.created)
    topics.insert(partition.topic);
  for (const std::string& name : topics)
    if (const metadata::TopicImage* const topic = after.topic(name))
      tell_topic(context, before.topic(name), *topic);
  for (const metadata::ConfigResource& resource : delta.configs)
    tell_configs(context, resource, before.config_of(resource.type, resource.name),
                 after.config_of(resource.type, resource.name));
}

}  // namespace fl::broker
