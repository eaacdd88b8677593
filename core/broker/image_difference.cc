#include "core/broker/image_difference.h"

namespace fl::broker {

namespace {

/// Calls `differs` with each key that one of the maps lacks, or that has another value.
template <class Key, class Value, class Differs>
void compare(const SharedMap<Key, Value>& before, const SharedMap<Key, Value>& after,
             Differs&& differs) {
  after.for_each([&](const Key& key, const Value& value) {
    const Value* old = before.find(key);
    if (old == nullptr || !(*old == value)) differs(key);
  });
  before.for_each([&](const Key& key, const Value& /*value*/) {
    if (!after.contains(key)) differs(key);
  });
}

void compare_topics(const metadata::Image& before, const metadata::Image& after,
                    metadata::Delta& delta) {
  before.topics.for_each([&](const std::string& name, const metadata::TopicImage& topic) {
    const metadata::TopicImage* now = after.topics.find(name);
    if (now != nullptr && now->id == topic.id) return;
    delta.deleted_topics.push_back(
        {.id = topic.id,
         .name = name,
         .partitions = static_cast<std::int32_t>(topic.partitions.size())});
  });
  after.topics.for_each([&](const std::string& name, const metadata::TopicImage& topic) {
    const metadata::TopicImage* old = before.topics.find(name);
    const bool is_same = old != nullptr && old->id == topic.id;
    topic.partitions.for_each(
        [&](const PartitionIndex& index, const metadata::PartitionImage& partition) {
          const metadata::PartitionImage* was = is_same ? old->partitions.find(index) : nullptr;
          if (was == nullptr)
            delta.created.insert({name, index});
          else if (!(*was == partition))
            delta.changed.insert({name, index});
        });
  });
}

}  // namespace

metadata::Delta difference(const metadata::Image& before, const metadata::Image& after) {
  metadata::Delta delta;
  compare_topics(before, after, delta);
  compare(before.configs, after.configs, [&](const auto& key) { delta.configs.insert(key); });
  compare(before.features, after.features, [&](const auto& key) { delta.features.insert(key); });
  compare(before.brokers, after.brokers, [&](const auto& key) { delta.brokers.insert(key); });
  compare(before.controllers, after.controllers,
          [&](const auto& key) { delta.controllers.insert(key); });
  compare(before.quotas, after.quotas, [&](const auto& key) { delta.quotas.insert(key); });
  const auto note_security = [&](const auto& /*key*/) { delta.has_new_security = true; };
  compare(before.acls, after.acls, note_security);
  compare(before.scram_credentials, after.scram_credentials, note_security);
  compare(before.delegation_tokens, after.delegation_tokens, note_security);
  delta.has_new_producer_ids = before.next_producer_id != after.next_producer_id;
  return delta;
}

}  // namespace fl::broker
