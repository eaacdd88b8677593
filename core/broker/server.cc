#include "core/broker/server.h"

namespace fl::broker {

const Partition* find_partition(const Server& server, const TopicPartition& name) {
  const LogKey* key = server.log_keys.find(name);
  return key == nullptr ? nullptr : server.partitions.find(*key);
}

Partition* mutate_partition(Server& server, const TopicPartition& name) {
  const LogKey* key = server.log_keys.find(name);
  return key == nullptr ? nullptr : server.partitions.mutate(*key);
}

config::TopicConfig topic_config(const Server& server, std::string_view topic) {
  return config::effective_topic_config(
      server.config, server.image.config_of(metadata::ResourceType::topic, topic));
}

}  // namespace fl::broker
