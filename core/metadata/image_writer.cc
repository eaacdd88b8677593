#include "core/metadata/image_writer.h"

#include "core/base/assert.h"

#include <utility>

namespace fl::metadata {

namespace {

const std::string kMetadataVersionName = "metadata.version";

template <class Key, class Value>
struct Entry {
  const Key* key = nullptr;
  const Value* value = nullptr;
};

/// The entry behind the key `last`, which becomes its key; without a value behind the last one.
/// A default key is not above any key that there is.
template <class Key, class Value>
Entry<Key, Value> next_entry(const SharedMap<Key, Value>& map, std::optional<Key>& last) {
  Entry<Key, Value> found;
  map.for_each_from(last.value_or(Key{}), [&](const Key& key, const Value& value) {
    if (last && !(*last < key)) return true;
    found = {&key, &value};
    return false;
  });
  if (found.value != nullptr) last = *found.key;
  return found;
}

/// A section whose values are the records themselves.
template <class Key, class Value>
bool write_as_it_is(const SharedMap<Key, Value>& map, std::optional<Key>& last,
                    RecordList& records) {
  const auto entry = next_entry(map, last);
  if (entry.value == nullptr) return false;
  records.emplace_back(*entry.value);
  return true;
}

template <class Target>
std::vector<Target> endpoints_of(const std::vector<BrokerEndpoint>& endpoints) {
  std::vector<Target> records;
  for (const BrokerEndpoint& endpoint : endpoints) {
    Target& record = records.emplace_back();
    record.name = endpoint.listener;
    record.host = endpoint.host;
    record.port = endpoint.port;
    record.security_protocol = endpoint.security_protocol;
  }
  return records;
}

template <class Target>
std::vector<Target> features_of(const std::vector<FeatureRange>& features) {
  std::vector<Target> records;
  for (const FeatureRange& feature : features) {
    Target& record = records.emplace_back();
    record.name = feature.name;
    record.min_supported_version = feature.min;
    record.max_supported_version = feature.max;
  }
  return records;
}

/// Who is not there is left out.   Source: PartitionRegistration.toRecord.
std::optional<std::vector<BrokerId>> unless_empty(const std::vector<BrokerId>& brokers) {
  return brokers.empty() ? std::nullopt : std::optional(brokers);
}

wire::PartitionRecord record_of(const Uuid& topic, PartitionIndex index,
                                const PartitionImage& partition) {
  wire::PartitionRecord record;
  record.partition_id = index;
  record.topic_id = topic;
  record.replicas = partition.replicas;
  record.isr = partition.isr;
  record.removing_replicas = partition.removing_replicas;
  record.adding_replicas = partition.adding_replicas;
  record.leader = partition.leader;
  record.leader_recovery_state = partition.leader_recovery_state;
  record.leader_epoch = partition.leader_epoch;
  record.partition_epoch = partition.partition_epoch;
  record.directories = partition.directories;
  record.eligible_leader_replicas = unless_empty(partition.eligible_leader_replicas);
  record.last_known_elr = unless_empty(partition.last_known_elr);
  return record;
}

}  // namespace

ImageWriter::ImageWriter(Image image) : image_(std::move(image)) {
  FL_ASSERT(!image_.is_in_transaction());
}

std::vector<ByteVector> ImageWriter::next(std::int64_t bytes_max) {
  std::vector<ByteVector> values;
  std::int64_t bytes = 0;
  while (section_ != Section::finished && bytes < bytes_max) {
    RecordList records;
    if (!write_entry(records))
      section_ = static_cast<Section>(static_cast<std::uint8_t>(section_) + 1);
    for (const Record& record : records) {
      auto value = encode_record(record);
      // All that is in an image came out of a record.
      FL_ASSERT(value.has_value());
      bytes += static_cast<std::int64_t>(value->size());
      values.push_back(std::move(*value));
    }
  }
  return values;
}

/// The records of the section's next entry; false at its end.
bool ImageWriter::write_entry(RecordList& records) {
  switch (section_) {
    case Section::metadata_version:
      return write_metadata_version(records);
    case Section::features:
      return write_feature(records);
    case Section::brokers:
      return write_broker(records);
    case Section::controllers:
      return write_controller(records);
    case Section::topics:
      return write_of_topic(records);
    case Section::configs:
      return write_configs(records);
    case Section::quotas:
      return write_quotas(records);
    case Section::producer_ids:
      return write_producer_ids(records);
    case Section::acls:
      return write_as_it_is(image_.acls, written_.acl, records);
    case Section::scram_credentials:
      return write_as_it_is(image_.scram_credentials, written_.scram_user, records);
    case Section::delegation_tokens:
      return write_as_it_is(image_.delegation_tokens, written_.token, records);
    case Section::finished:
      break;
  }
  return false;
}

bool ImageWriter::write_metadata_version(RecordList& records) {
  if (const std::int16_t* level = image_.features.find(kMetadataVersionName))
    records.emplace_back(
        wire::FeatureLevelRecord{.name = kMetadataVersionName, .feature_level = *level});
  return false;
}

bool ImageWriter::write_feature(RecordList& records) {
  const auto feature = next_entry(image_.features, written_.feature);
  if (feature.value == nullptr) return false;
  if (*feature.key != kMetadataVersionName)
    records.emplace_back(
        wire::FeatureLevelRecord{.name = *feature.key, .feature_level = *feature.value});
  return true;
}

bool ImageWriter::write_broker(RecordList& records) {
  const auto entry = next_entry(image_.brokers, written_.broker);
  if (entry.value == nullptr) return false;
  const BrokerImage& broker = *entry.value;
  wire::RegisterBrokerRecord record;
  record.broker_id = broker.id;
  record.incarnation_id = broker.incarnation;
  record.broker_epoch = broker.epoch;
  record.end_points = endpoints_of<wire::RegisterBrokerRecord::BrokerEndpoint>(broker.endpoints);
  record.features = features_of<wire::RegisterBrokerRecord::BrokerFeature>(broker.features);
  record.rack = broker.rack;
  record.fenced = broker.is_fenced;
  record.in_controlled_shutdown = broker.is_in_controlled_shutdown;
  record.log_dirs = broker.directories;
  record.cordoned_log_dirs = broker.cordoned_directories;
  records.emplace_back(std::move(record));
  return true;
}

bool ImageWriter::write_controller(RecordList& records) {
  const auto entry = next_entry(image_.controllers, written_.controller);
  if (entry.value == nullptr) return false;
  const ControllerImage& controller = *entry.value;
  wire::RegisterControllerRecord record;
  record.controller_id = controller.id;
  record.incarnation_id = controller.incarnation;
  record.zk_migration_ready = controller.is_zk_migration_ready;
  record.end_points =
      endpoints_of<wire::RegisterControllerRecord::ControllerEndpoint>(controller.endpoints);
  record.features =
      features_of<wire::RegisterControllerRecord::ControllerFeature>(controller.features);
  records.emplace_back(std::move(record));
  return true;
}

/// A topic, then its partitions one by one.
bool ImageWriter::write_of_topic(RecordList& records) {
  if (written_.topic) {
    const TopicImage& topic = *image_.topics.find(*written_.topic);
    const PartitionIndex index(partition_);
    if (const PartitionImage* partition = topic.partitions.find(index)) {
      ++partition_;
      records.emplace_back(record_of(topic.id, index, *partition));
      return true;
    }
  }
  const auto topic = next_entry(image_.topics, written_.topic);
  if (topic.value == nullptr) return false;
  partition_ = 0;
  records.emplace_back(wire::TopicRecord{.name = *topic.key, .topic_id = topic.value->id});
  return true;
}

bool ImageWriter::write_configs(RecordList& records) {
  const auto entry = next_entry(image_.configs, written_.config);
  if (entry.value == nullptr) return false;
  for (const auto& [name, value] : *entry.value)
    records.emplace_back(
        wire::ConfigRecord{.resource_type = static_cast<std::int8_t>(entry.key->type),
                           .resource_name = entry.key->name,
                           .name = name,
                           .value = value});
  return true;
}

bool ImageWriter::write_quotas(RecordList& records) {
  const auto entry = next_entry(image_.quotas, written_.quota);
  if (entry.value == nullptr) return false;
  for (const auto& [key, value] : *entry.value) {
    wire::ClientQuotaRecord record{.entity = {}, .key = key, .value = value};
    for (const auto& [kind, name] : *entry.key)
      record.entity.push_back({.entity_type = kind, .entity_name = name});
    records.emplace_back(std::move(record));
  }
  return true;
}

bool ImageWriter::write_producer_ids(RecordList& records) {
  if (image_.next_producer_id > ProducerId(0)) {
    wire::ProducerIdsRecord record;
    record.broker_id = BrokerId(-1);
    record.broker_epoch = BrokerEpoch(-1);
    record.next_producer_id = image_.next_producer_id;
    records.emplace_back(std::move(record));
  }
  return false;
}

}  // namespace fl::metadata
