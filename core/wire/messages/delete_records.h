// DeleteRecords (21): moves a partition's log start offset up; offset -1 means the high watermark.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Per partition: the offset before which records go.
struct DeleteRecordsRequest {
  static constexpr std::string_view kName = "DeleteRecordsRequest";
  static constexpr ApiKey kApi = ApiKey::delete_records;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(2);

  struct DeleteRecordsPartition {
    PartitionIndex partition_index;
    Offset offset;  ///< -1: the high watermark
    UnknownTags unknown_tags;

    bool operator==(const DeleteRecordsPartition&) const = default;

    static consteval auto fields() {
      return field_list(field<&DeleteRecordsPartition::partition_index>("PartitionIndex", since(0)),
                        field<&DeleteRecordsPartition::offset>("Offset", since(0)));
    }
  };

  struct DeleteRecordsTopic {
    std::string name;
    std::vector<DeleteRecordsPartition> partitions;
    UnknownTags unknown_tags;

    bool operator==(const DeleteRecordsTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&DeleteRecordsTopic::name>("Name", since(0)),
                        field<&DeleteRecordsTopic::partitions>("Partitions", since(0)));
    }
  };

  std::vector<DeleteRecordsTopic> topics;
  std::int32_t timeout_ms = 0;
  UnknownTags unknown_tags;

  bool operator==(const DeleteRecordsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&DeleteRecordsRequest::topics>("Topics", since(0)),
                      field<&DeleteRecordsRequest::timeout_ms>("TimeoutMs", since(0)));
  }
};

/// Per partition: the new log start offset, -1 on error.
struct DeleteRecordsResponse {
  static constexpr std::string_view kName = "DeleteRecordsResponse";
  static constexpr ApiKey kApi = ApiKey::delete_records;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(2);

  struct DeleteRecordsPartitionResult {
    PartitionIndex partition_index;
    Offset low_watermark;  ///< the log start offset; -1 on error
    ErrorCode error_code = ErrorCode::none;
    UnknownTags unknown_tags;

    bool operator==(const DeleteRecordsPartitionResult&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DeleteRecordsPartitionResult::partition_index>("PartitionIndex", since(0)),
          field<&DeleteRecordsPartitionResult::low_watermark>("LowWatermark", since(0)),
          field<&DeleteRecordsPartitionResult::error_code>("ErrorCode", since(0)));
    }
  };

  struct DeleteRecordsTopicResult {
    std::string name;
    std::vector<DeleteRecordsPartitionResult> partitions;
    UnknownTags unknown_tags;

    bool operator==(const DeleteRecordsTopicResult&) const = default;

    static consteval auto fields() {
      return field_list(field<&DeleteRecordsTopicResult::name>("Name", since(0)),
                        field<&DeleteRecordsTopicResult::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeleteRecordsTopicResult> topics;
  UnknownTags unknown_tags;

  bool operator==(const DeleteRecordsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&DeleteRecordsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&DeleteRecordsResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
