#include "core/metadata/image.h"

namespace fl::metadata {

const TopicImage* Image::topic(const Uuid& id) const {
  const std::string* const name = topic_names.find(id);
  return name == nullptr ? nullptr : topics.find(*name);
}

const PartitionImage* Image::partition(const TopicPartition& partition) const {
  const TopicImage* const found = topic(partition.topic);
  return found == nullptr ? nullptr : found->partitions.find(partition.partition);
}

const ConfigValues& Image::config_of(ResourceType type, std::string_view name) const {
  static const ConfigValues kNothing;
  const ConfigValues* const found = configs.find({.type = type, .name = std::string(name)});
  return found == nullptr ? kNothing : *found;
}

}  // namespace fl::metadata
