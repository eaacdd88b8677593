// AssignReplicasToDirs (73): a broker tells in which of its directories replicas lie (KIP-858).
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Replicas by directory.
struct AssignReplicasToDirsRequest {
  static constexpr std::string_view kName = "AssignReplicasToDirsRequest";
  static constexpr ApiKey kApi = ApiKey::assign_replicas_to_dirs;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct PartitionData {
    PartitionIndex partition_index;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)));
    }
  };

  struct TopicData {
    Uuid topic_id;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicData&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicData::topic_id>("TopicId", since(0)),
                        field<&TopicData::partitions>("Partitions", since(0)));
    }
  };

  struct DirectoryData {
    Uuid id;
    std::vector<TopicData> topics;
    UnknownTags unknown_tags;

    bool operator==(const DirectoryData&) const = default;

    static consteval auto fields() {
      return field_list(field<&DirectoryData::id>("Id", since(0)),
                        field<&DirectoryData::topics>("Topics", since(0)));
    }
  };

  BrokerId broker_id;
  BrokerEpoch broker_epoch{-1};
  std::vector<DirectoryData> directories;
  UnknownTags unknown_tags;

  bool operator==(const AssignReplicasToDirsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&AssignReplicasToDirsRequest::broker_id>("BrokerId", since(0)),
                      field<&AssignReplicasToDirsRequest::broker_epoch>("BrokerEpoch", since(0)),
                      field<&AssignReplicasToDirsRequest::directories>("Directories", since(0)));
  }
};

/// The same with an error each.
struct AssignReplicasToDirsResponse {
  static constexpr std::string_view kName = "AssignReplicasToDirsResponse";
  static constexpr ApiKey kApi = ApiKey::assign_replicas_to_dirs;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct PartitionData {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::error_code>("ErrorCode", since(0)));
    }
  };

  struct TopicData {
    Uuid topic_id;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicData&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicData::topic_id>("TopicId", since(0)),
                        field<&TopicData::partitions>("Partitions", since(0)));
    }
  };

  struct DirectoryData {
    Uuid id;
    std::vector<TopicData> topics;
    UnknownTags unknown_tags;

    bool operator==(const DirectoryData&) const = default;

    static consteval auto fields() {
      return field_list(field<&DirectoryData::id>("Id", since(0)),
                        field<&DirectoryData::topics>("Topics", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<DirectoryData> directories;
  UnknownTags unknown_tags;

  bool operator==(const AssignReplicasToDirsResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&AssignReplicasToDirsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&AssignReplicasToDirsResponse::error_code>("ErrorCode", since(0)),
        field<&AssignReplicasToDirsResponse::directories>("Directories", since(0)));
  }
};

}  // namespace fl::wire
