// What decisions ask of the image: which brokers may lead, which directories are online, what the
// finalized metadata.version knows, what a topic's effective settings are.
// Source: ClusterControlManager, ConfigurationControlManager, MetadataVersion, DirectoryId.
#pragma once
#include "core/controller/decided.h"
#include "core/controller/partition_change.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl::controller {

/// Levels of metadata.version from which on something is so.   Source: MetadataVersion.
enum class MetadataLevel : std::int16_t {
  v3_2_leader_recovery = 3,
  v3_3_registration_change = 6,
  v3_3_controlled_shutdown = 7,
  v3_6_no_epoch_bump_on_shrink = 12,
  v3_7_controller_registration = 15,
  v3_7_directories = 17,
  v4_0_elr = 23,
};

/// The finalized metadata.version; where none is yet, the one that the release begins with.
std::int16_t metadata_version(const View& view);

bool has(const View& view, MetadataLevel level);

/// eligible.leader.replicas.version is 1.   Source: FeatureControlManager.isElrFeatureEnabled.
bool has_eligible_leader_replicas(const View& view);

/// Registered, not fenced, not on its way out.
bool is_active(const metadata::Image& image, BrokerId broker);

/// Whether a replica in that directory can be served, as far as the broker told.
bool has_online_directory(const metadata::Image& image, BrokerId broker, const Uuid& directory);

/// Where a new replica on the broker goes: into its one directory, or it has yet to choose.
Uuid default_directory(const metadata::Image& image, BrokerId broker);

/// The value in force for a topic: its own, else the controller's dynamic or static one.
std::optional<std::string> topic_setting(const View& view, const std::string& topic,
                                         std::string_view property);

bool allows_unclean_election(const View& view, const std::string& topic);

/// What holds for all partitions of the topic.
PartitionRules rules_of(const View& view, const metadata::TopicImage& topic);

/// STALE_BROKER_EPOCH unless the broker is registered in that epoch.
ApiError check_broker_epoch(const metadata::Image& image, BrokerId broker, BrokerEpoch epoch);

}  // namespace fl::controller
