#include "core/broker/server.h"

#include <memory>
#include <utility>

namespace fl::broker {

const Partition* find_partition(const Server& server, const TopicPartition& name) {
  const LogKey* key = server.log_keys.find(name);
  return key == nullptr ? nullptr : server.partitions.find(*key);
}

Partition* mutate_partition(Server& server, const TopicPartition& name) {
  const LogKey* key = server.log_keys.find(name);
  return key == nullptr ? nullptr : server.partitions.mutate(*key);
}

SharedTopicConfig topic_config(Server& server, const std::string& topic) {
  if (const SharedTopicConfig* known = server.topic_configs.find(topic)) return *known;
  auto made = std::make_shared<const config::TopicConfig>(config::effective_topic_config(
      server.config, server.image.config_of(metadata::ResourceType::topic, topic)));
  return server.topic_configs.put(topic, std::move(made));
}

}  // namespace fl::broker
