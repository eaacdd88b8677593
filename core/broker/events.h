// What a broker tells of its connections, requests and partitions. The control plane tells of
// topics and configurations, storage of segments and batches.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fl::broker {

struct BrokerStarted {
  static constexpr std::string_view kKind = "BrokerStarted";
  BrokerId broker;
  std::string cluster_id;
  std::int32_t partitions = 0;
  bool was_clean = false;  ///< after a clean stop

  static consteval auto fields() {
    using E = BrokerStarted;
    return field_list(field<&E::broker>("broker"), field<&E::cluster_id>("cluster_id"),
                      field<&E::partitions>("partitions"), field<&E::was_clean>("was_clean"));
  }
};

struct BrokerStopping {
  static constexpr std::string_view kKind = "BrokerStopping";
  BrokerId broker;
  std::string why;

  static consteval auto fields() {
    using E = BrokerStopping;
    return field_list(field<&E::broker>("broker"), field<&E::why>("why"));
  }
};

/// What it says of itself at start or when it gives up: warnings of the configuration, errors of
/// the disk.
struct BrokerNoted {
  static constexpr std::string_view kKind = "BrokerNoted";
  BrokerId broker;
  std::string text;
  bool is_error = false;

  static consteval auto fields() {
    using E = BrokerNoted;
    return field_list(field<&E::broker>("broker"), field<&E::text>("text"),
                      field<&E::is_error>("is_error"));
  }
};

struct ConnectionAccepted {
  static constexpr std::string_view kKind = "ConnectionAccepted";
  ConnId conn;
  ListenerId listener;
  std::string peer;

  static consteval auto fields() {
    using E = ConnectionAccepted;
    return field_list(field<&E::conn>("conn"), field<&E::listener>("listener"),
                      field<&E::peer>("peer"));
  }
};

struct ConnectionClosed {
  static constexpr std::string_view kKind = "ConnectionClosed";
  ConnId conn;
  bool by_broker = false;
  std::string why;

  static consteval auto fields() {
    using E = ConnectionClosed;
    return field_list(field<&E::conn>("conn"), field<&E::by_broker>("by_broker"),
                      field<&E::why>("why"));
  }
};

struct RequestReceived {
  static constexpr std::string_view kKind = "RequestReceived";
  ConnId conn;
  wire::ApiKey api{};
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
  std::int64_t size_bytes = 0;

  static consteval auto fields() {
    using E = RequestReceived;
    return field_list(field<&E::conn>("conn"), field<&E::api>("api"), field<&E::version>("version"),
                      field<&E::correlation_id>("correlation_id"),
                      field<&E::size_bytes>("size_bytes"));
  }
};

struct RequestAnswered {
  static constexpr std::string_view kKind = "RequestAnswered";
  ConnId conn;
  wire::ApiKey api{};
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
  std::int64_t size_bytes = 0;
  std::int64_t waited_ns = 0;  ///< since its last byte came

  static consteval auto fields() {
    using E = RequestAnswered;
    return field_list(field<&E::conn>("conn"), field<&E::api>("api"), field<&E::version>("version"),
                      field<&E::correlation_id>("correlation_id"),
                      field<&E::size_bytes>("size_bytes"), field<&E::waited_ns>("waited_ns"));
  }
};

/// One partition of a Produce has its outcome, and why now.
struct ProduceAcknowledged {
  static constexpr std::string_view kKind = "ProduceAcknowledged";
  std::string topic;
  PartitionIndex partition;
  Offset base_offset;
  Offset end_offset;  ///< exclusive
  std::int16_t acks = 0;
  wire::ErrorCode error = wire::ErrorCode::none;

  static consteval auto fields() {
    using E = ProduceAcknowledged;
    return field_list(field<&E::topic>("topic"), field<&E::partition>("partition"),
                      field<&E::base_offset>("base_offset"), field<&E::end_offset>("end_offset"),
                      field<&E::acks>("acks"), field<&E::error>("error"));
  }
};

struct ProduceRefused {
  static constexpr std::string_view kKind = "ProduceRefused";
  std::string topic;
  PartitionIndex partition;
  wire::ErrorCode error = wire::ErrorCode::none;
  std::string why;

  static consteval auto fields() {
    using E = ProduceRefused;
    return field_list(field<&E::topic>("topic"), field<&E::partition>("partition"),
                      field<&E::error>("error"), field<&E::why>("why"));
  }
};

struct FetchAnswered {
  static constexpr std::string_view kKind = "FetchAnswered";
  ConnId conn;
  std::int32_t session_id = 0;
  std::int32_t partitions = 0;  ///< in the answer
  std::int64_t bytes = 0;       ///< of records
  std::int64_t waited_ns = 0;

  static consteval auto fields() {
    using E = FetchAnswered;
    return field_list(field<&E::conn>("conn"), field<&E::session_id>("session_id"),
                      field<&E::partitions>("partitions"), field<&E::bytes>("bytes"),
                      field<&E::waited_ns>("waited_ns"));
  }
};

/// This node decides for the cluster from now on.
struct ControllerActivated {
  static constexpr std::string_view kKind = "ControllerActivated";
  BrokerId controller;
  LeaderEpoch epoch;
  Offset metadata_end;

  static consteval auto fields() {
    using E = ControllerActivated;
    return field_list(field<&E::controller>("controller"), field<&E::epoch>("epoch"),
                      field<&E::metadata_end>("metadata_end"));
  }
};

/// This node decides no longer; requests that waited for a commit are sent elsewhere.
struct ControllerResigned {
  static constexpr std::string_view kKind = "ControllerResigned";
  BrokerId controller;
  LeaderEpoch epoch;
  std::int32_t waiting = 0;

  static consteval auto fields() {
    using E = ControllerResigned;
    return field_list(field<&E::controller>("controller"), field<&E::epoch>("epoch"),
                      field<&E::waiting>("waiting"));
  }
};

struct RecordsDeleted {
  static constexpr std::string_view kKind = "RecordsDeleted";
  std::string topic;
  PartitionIndex partition;
  Offset log_start;  ///< the first record that is left

  static consteval auto fields() {
    using E = RecordsDeleted;
    return field_list(field<&E::topic>("topic"), field<&E::partition>("partition"),
                      field<&E::log_start>("log_start"));
  }
};

}  // namespace fl::broker
