// What the control plane tells: topics and configurations come, change and go, once committed.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl::controller {

/// Records of the metadata log are durable, and applied on this node.
struct MetadataCommitted {
  static constexpr std::string_view kKind = "MetadataCommitted";
  Offset first;
  Offset end;  ///< exclusive
  /// Of all that the records changed, as it is now: the same on every node.
  std::int64_t changes_digest = 0;

  static consteval auto fields() {
    using E = MetadataCommitted;
    return field_list(field<&E::first>("first"), field<&E::end>("end"),
                      field<&E::changes_digest>("changes_digest"));
  }
};

struct TopicCreated {
  static constexpr std::string_view kKind = "TopicCreated";
  std::string topic;
  Uuid topic_id;
  std::int32_t partitions = 0;
  std::int32_t replication_factor = 0;

  static consteval auto fields() {
    return field_list(field<&TopicCreated::topic>("topic"),
                      field<&TopicCreated::topic_id>("topic_id"),
                      field<&TopicCreated::partitions>("partitions"),
                      field<&TopicCreated::replication_factor>("replication_factor"));
  }
};

struct TopicDeleted {
  static constexpr std::string_view kKind = "TopicDeleted";
  std::string topic;
  Uuid topic_id;
  std::int32_t partitions = 0;

  static consteval auto fields() {
    return field_list(field<&TopicDeleted::topic>("topic"),
                      field<&TopicDeleted::topic_id>("topic_id"),
                      field<&TopicDeleted::partitions>("partitions"));
  }
};

struct PartitionsAdded {
  static constexpr std::string_view kKind = "PartitionsAdded";
  std::string topic;
  std::int32_t before = 0;
  std::int32_t after = 0;

  static consteval auto fields() {
    return field_list(field<&PartitionsAdded::topic>("topic"),
                      field<&PartitionsAdded::before>("before"),
                      field<&PartitionsAdded::after>("after"));
  }
};

/// One property of one resource was set, or with a null value removed.
struct ConfigChanged {
  static constexpr std::string_view kKind = "ConfigChanged";
  std::string resource_type;  ///< "topic", "broker", …
  std::string resource;       ///< "" for all brokers
  std::string property;
  std::optional<std::string> before;
  std::optional<std::string> after;

  static consteval auto fields() {
    return field_list(field<&ConfigChanged::resource_type>("resource_type"),
                      field<&ConfigChanged::resource>("resource"),
                      field<&ConfigChanged::property>("property"),
                      field<&ConfigChanged::before>("before", kAlways, {.nullable = kAlways}),
                      field<&ConfigChanged::after>("after", kAlways, {.nullable = kAlways}));
  }
};

}  // namespace fl::controller
