// What the simulated clients tell: the operations of their histories, and what their connections
// do. Checks and the outcome table are folds over these and the broker's events.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

/// A batch goes out for the first time: from now on its records may be in the log.
struct RecordsSent {
  static constexpr std::string_view kKind = "RecordsSent";
  std::string producer;
  std::string topic;
  PartitionIndex partition;
  std::vector<std::int64_t> numbers;  ///< of the records, within the producer
  std::int16_t acks = 0;

  static consteval auto fields() {
    return field_list(field<&RecordsSent::producer>("producer"),
                      field<&RecordsSent::topic>("topic"),
                      field<&RecordsSent::partition>("partition"),
                      field<&RecordsSent::numbers>("numbers"), field<&RecordsSent::acks>("acks"));
  }
};

/// The producer's application learns that its records are stored. With acks=0 it learns that they
/// were handed to the connection, and no offset.
struct RecordsAcknowledged {
  static constexpr std::string_view kKind = "RecordsAcknowledged";
  std::string producer;
  std::string topic;
  PartitionIndex partition;
  Offset base_offset{-1};
  std::vector<std::int64_t> numbers;
  std::int16_t acks = 0;
  std::int64_t waited_ns = 0;  ///< since the first of them was handed over

  static consteval auto fields() {
    return field_list(field<&RecordsAcknowledged::producer>("producer"),
                      field<&RecordsAcknowledged::topic>("topic"),
                      field<&RecordsAcknowledged::partition>("partition"),
                      field<&RecordsAcknowledged::base_offset>("base_offset"),
                      field<&RecordsAcknowledged::numbers>("numbers"),
                      field<&RecordsAcknowledged::acks>("acks"),
                      field<&RecordsAcknowledged::waited_ns>("waited_ns"));
  }
};

/// A batch will be sent again.
struct ProduceRetried {
  static constexpr std::string_view kKind = "ProduceRetried";
  std::string producer;
  std::string topic;
  PartitionIndex partition;
  wire::ErrorCode error = wire::ErrorCode::none;
  std::int64_t first_number = 0;
  std::int32_t records = 0;
  std::int32_t attempt = 0;

  static consteval auto fields() {
    return field_list(
        field<&ProduceRetried::producer>("producer"), field<&ProduceRetried::topic>("topic"),
        field<&ProduceRetried::partition>("partition"), field<&ProduceRetried::error>("error"),
        field<&ProduceRetried::first_number>("first_number"),
        field<&ProduceRetried::records>("records"), field<&ProduceRetried::attempt>("attempt"));
  }
};

/// The producer's application learns that its records are not known to be stored.
struct ProduceFailed {
  static constexpr std::string_view kKind = "ProduceFailed";
  std::string producer;
  std::string topic;
  PartitionIndex partition;
  wire::ErrorCode error = wire::ErrorCode::none;
  std::vector<std::int64_t> numbers;

  static consteval auto fields() {
    return field_list(
        field<&ProduceFailed::producer>("producer"), field<&ProduceFailed::topic>("topic"),
        field<&ProduceFailed::partition>("partition"), field<&ProduceFailed::error>("error"),
        field<&ProduceFailed::numbers>("numbers"));
  }
};

struct ProducerIdObtained {
  static constexpr std::string_view kKind = "ProducerIdObtained";
  std::string producer;
  ProducerId producer_id;
  ProducerEpoch producer_epoch;

  static consteval auto fields() {
    return field_list(field<&ProducerIdObtained::producer>("producer"),
                      field<&ProducerIdObtained::producer_id>("producer_id"),
                      field<&ProducerIdObtained::producer_epoch>("producer_epoch"));
  }
};

/// A record as a consumer got it; `producer` is empty if its value is none of the workload's.
struct ConsumedRecord {
  Offset offset;
  std::string producer;
  std::int64_t number = -1;
  std::int64_t value_digest = 0;

  friend bool operator==(const ConsumedRecord&, const ConsumedRecord&) = default;

  static consteval auto fields() {
    return field_list(
        field<&ConsumedRecord::offset>("offset"), field<&ConsumedRecord::producer>("producer"),
        field<&ConsumedRecord::number>("number"), field<&ConsumedRecord::value_digest>("digest"));
  }
};

struct RecordsConsumed {
  static constexpr std::string_view kKind = "RecordsConsumed";
  std::string consumer;
  std::string topic;
  PartitionIndex partition;
  Offset high_watermark{-1};
  std::vector<ConsumedRecord> records;

  static consteval auto fields() {
    return field_list(field<&RecordsConsumed::consumer>("consumer"),
                      field<&RecordsConsumed::topic>("topic"),
                      field<&RecordsConsumed::partition>("partition"),
                      field<&RecordsConsumed::high_watermark>("high_watermark"),
                      field<&RecordsConsumed::records>("records"));
  }
};

/// A consumer starts at an offset, or starts over because its offset is out of range.
struct ConsumerPositioned {
  static constexpr std::string_view kKind = "ConsumerPositioned";
  std::string consumer;
  std::string topic;
  PartitionIndex partition;
  Offset offset;
  wire::ErrorCode because = wire::ErrorCode::none;

  static consteval auto fields() {
    return field_list(field<&ConsumerPositioned::consumer>("consumer"),
                      field<&ConsumerPositioned::topic>("topic"),
                      field<&ConsumerPositioned::partition>("partition"),
                      field<&ConsumerPositioned::offset>("offset"),
                      field<&ConsumerPositioned::because>("because"));
  }
};

/// The leader named a nearer replica (KIP-392): the consumer reads there from now on.
struct ConsumerSentElsewhere {
  static constexpr std::string_view kKind = "ConsumerSentElsewhere";
  std::string consumer;
  std::string topic;
  PartitionIndex partition;
  BrokerId replica;

  static consteval auto fields() {
    return field_list(field<&ConsumerSentElsewhere::consumer>("consumer"),
                      field<&ConsumerSentElsewhere::topic>("topic"),
                      field<&ConsumerSentElsewhere::partition>("partition"),
                      field<&ConsumerSentElsewhere::replica>("replica"));
  }
};

struct TopicReady {
  static constexpr std::string_view kKind = "TopicReady";
  std::string topic;
  std::int32_t partitions = 0;
  wire::ErrorCode error = wire::ErrorCode::none;

  static consteval auto fields() {
    return field_list(field<&TopicReady::topic>("topic"),
                      field<&TopicReady::partitions>("partitions"),
                      field<&TopicReady::error>("error"));
  }
};

struct ClientConnected {
  static constexpr std::string_view kKind = "ClientConnected";
  std::string client;
  ConnId conn;

  static consteval auto fields() {
    return field_list(field<&ClientConnected::client>("client"),
                      field<&ClientConnected::conn>("conn"));
  }
};

struct ClientDisconnected {
  static constexpr std::string_view kKind = "ClientDisconnected";
  std::string client;
  ConnId conn;
  std::string why;
  std::int32_t unanswered = 0;  ///< requests whose outcome is now unknown

  static consteval auto fields() {
    return field_list(field<&ClientDisconnected::client>("client"),
                      field<&ClientDisconnected::conn>("conn"),
                      field<&ClientDisconnected::why>("why"),
                      field<&ClientDisconnected::unanswered>("unanswered"));
  }
};

/// What the cluster said to a task of the operator.
struct TaskAnswered {
  static constexpr std::string_view kKind = "TaskAnswered";
  std::string task;
  std::string topic;
  PartitionIndex partition;
  wire::ErrorCode error = wire::ErrorCode::none;
  std::string text;

  static consteval auto fields() {
    using T = TaskAnswered;
    return field_list(field<&T::task>("task"), field<&T::topic>("topic"),
                      field<&T::partition>("partition"), field<&T::error>("error"),
                      field<&T::text>("text"));
  }
};

/// A request left; `expects_response` is false for acks=0.
struct RequestSent {
  static constexpr std::string_view kKind = "RequestSent";
  ConnId conn;
  wire::ApiKey api{};
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
  bool expects_response = true;

  static consteval auto fields() {
    return field_list(field<&RequestSent::conn>("conn"), field<&RequestSent::api>("api"),
                      field<&RequestSent::version>("version"),
                      field<&RequestSent::correlation_id>("correlation_id"),
                      field<&RequestSent::expects_response>("expects_response"));
  }
};

/// A response as it came, before the client judges it. -1 where it has no correlation id.
struct ResponseArrived {
  static constexpr std::string_view kKind = "ResponseArrived";
  ConnId conn;
  std::int32_t correlation_id = -1;
  std::int64_t bytes = 0;
  std::int64_t waited_ns = 0;  ///< since its request left, if that is known

  static consteval auto fields() {
    return field_list(field<&ResponseArrived::conn>("conn"),
                      field<&ResponseArrived::correlation_id>("correlation_id"),
                      field<&ResponseArrived::bytes>("bytes"),
                      field<&ResponseArrived::waited_ns>("waited_ns"));
  }
};

}  // namespace fl::sim
