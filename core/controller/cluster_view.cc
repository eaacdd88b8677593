#include "core/controller/cluster_view.h"

#include "core/config/topic_config.h"
#include "core/controller/bootstrap.h"

#include <algorithm>
#include <charconv>

namespace fl::controller {

namespace {

constexpr std::int16_t kLevelOf32 = 3;

std::optional<std::string> set_value(const metadata::Image& image, metadata::ResourceType type,
                                     const std::string& name, std::string_view property) {
  const metadata::ConfigValues& values = image.config_of(type, name);
  const auto found = values.find(property);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

}  // namespace

bool has_eligible_leader_replicas(const View& view) {
  const std::int16_t* const level = view.image.features.find("eligible.leader.replicas.version");
  return level != nullptr && *level >= 1;
}

std::int16_t metadata_version(const View& view) {
  if (const std::int16_t* const level = view.image.features.find("metadata.version")) return *level;
  for (const FeatureLevel& feature : standard_features(view.config.release()))
    if (feature.name == "metadata.version") return feature.level;
  return kLevelOf32;
}

bool has(const View& view, MetadataLevel level) {
  return metadata_version(view) >= static_cast<std::int16_t>(level);
}

bool is_active(const metadata::Image& image, BrokerId broker) {
  const metadata::BrokerImage* const found = image.brokers.find(broker);
  return found != nullptr && found->is_active();
}

bool has_online_directory(const metadata::Image& image, BrokerId broker, const Uuid& directory) {
  const metadata::BrokerImage* const found = image.brokers.find(broker);
  if (found == nullptr || directory == metadata::kLostDirectory) return false;
  if (directory == metadata::kUnassignedDirectory || directory == metadata::kMigratingDirectory)
    return true;
  // A broker that registered before directories were told has none here, and serves all the same.
  return found->directories.empty() || found->has_directory(directory);
}

Uuid default_directory(const metadata::Image& image, BrokerId broker) {
  const metadata::BrokerImage* const found = image.brokers.find(broker);
  if (found == nullptr) return metadata::kUnassignedDirectory;
  if (found->directories.empty()) return metadata::kMigratingDirectory;
  return found->directories.size() == 1 ? found->directories.front()
                                        : metadata::kUnassignedDirectory;
}

std::optional<std::string> topic_setting(const View& view, const std::string& topic,
                                         std::string_view property) {
  using Type = metadata::ResourceType;
  const metadata::Image& image = view.image;
  if (auto own = set_value(image, Type::topic, topic, property)) return own;
  if (auto node = set_value(image, Type::broker, std::to_string(view.config.node_id), property))
    return node;
  if (auto cluster = set_value(image, Type::broker, "", property)) return cluster;
  return config::effective_topic_value(view.config, {}, property);
}

bool allows_unclean_election(const View& view, const std::string& topic) {
  return topic_setting(view, topic, "unclean.leader.election.enable") == "true";
}

PartitionRules rules_of(const View& view, const metadata::TopicImage& topic) {
  std::int32_t min_isr = 1;
  if (const auto text = topic_setting(view, topic.name, "min.insync.replicas"))
    std::from_chars(text->data(), text->data() + text->size(), min_isr);
  if (const metadata::PartitionImage* const first = topic.partitions.find(PartitionIndex(0)))
    min_isr = std::min(min_isr, static_cast<std::int32_t>(first->replicas.size()));
  return {.min_isr = min_isr,
          .has_elr = has_eligible_leader_replicas(view),
          .has_recovery_state = has(view, MetadataLevel::v3_2_leader_recovery),
          .has_directories = has(view, MetadataLevel::v3_7_directories),
          .bumps_epoch_on_shrink = !has(view, MetadataLevel::v3_6_no_epoch_bump_on_shrink)};
}

ApiError check_broker_epoch(const metadata::Image& image, BrokerId broker, BrokerEpoch epoch) {
  const metadata::BrokerImage* const found = image.brokers.find(broker);
  if (found == nullptr)
    return {wire::ErrorCode::stale_broker_epoch,
            "No broker registration found for broker id " + std::to_string(broker.value)};
  if (found->epoch != epoch)
    return {wire::ErrorCode::stale_broker_epoch,
            "Expected broker epoch " + std::to_string(found->epoch.value) +
                ", but got broker epoch " + std::to_string(epoch.value)};
  return {};
}

}  // namespace fl::controller
