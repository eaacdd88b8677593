// What a topic may be called.   Source: org.apache.kafka.common.internals.Topic.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fl::metadata {

inline constexpr std::size_t kTopicNameLengthMax = 249;
inline constexpr std::string_view kMetadataTopic = "__cluster_metadata";

/// Kafka's text for what is wrong with the name ("Topic name is invalid: …"), or nothing.
std::optional<std::string> invalid_topic_name(std::string_view name);

/// '.' and '_' are the same in the names of metrics: names that differ only there collide.
bool has_collision_characters(std::string_view name);
/// The name with every '.' as '_'.
std::string unified_topic_name(std::string_view name);

/// Topics that only the brokers write to.
bool is_internal_topic(std::string_view name);

}  // namespace fl::metadata
