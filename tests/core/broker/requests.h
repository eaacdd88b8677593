// Requests that many tests of the broker send.
#pragma once
#include "core/record/builder.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/metadata.h"
#include "core/wire/messages/produce.h"
#include "tests/core/broker/harness/bench.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::broker {

/// A batch with one record for each value, all of the same timestamp.
inline Slice batch_of(const std::vector<std::string>& values, record::BatchSettings settings = {},
                      Timestamp timestamp = Timestamp(1'700'000'000'000)) {
  record::BatchBuilder builder(settings);
  for (const std::string& value : values)
    builder.add({.timestamp = timestamp, .value = as_bytes(value)});
  return Slice(std::move(builder).build());
}

/// Makes a topic of one partition; returns the error.
inline wire::ErrorCode create_topic(Bench& bench, ConnId conn, const std::string& name,
                                    std::vector<std::pair<std::string, std::string>> configs = {},
                                    std::int32_t partitions = 1) {
  wire::CreateTopicsRequest request{.timeout_ms = 5000};
  auto& topic = request.topics.emplace_back();
  topic.name = name;
  topic.num_partitions = partitions;
  topic.replication_factor = 1;
  for (auto& [key, value] : configs)
    topic.configs.push_back({.name = key, .value = value});
  const auto response = bench.call<wire::CreateTopicsResponse>(conn, request, 5);
  if (!response || response->topics.empty()) return wire::ErrorCode::unknown_server_error;
  return response->topics.front().error_code;
}

inline wire::ProduceRequest produce_of(const std::string& topic, Slice batch,
                                       std::int16_t acks = -1) {
  wire::ProduceRequest request{.acks = acks, .timeout_ms = 30'000};
  auto& data = request.topic_data.emplace_back();
  data.name = topic;
  data.partition_data.push_back({.index = PartitionIndex(0), .records = Records(std::move(batch))});
  return request;
}

inline wire::FetchRequest fetch_of(const std::string& topic, Offset offset,
                                   std::int32_t max_wait_ms = 500, std::int32_t min_bytes = 1) {
  wire::FetchRequest request{
      .max_wait_ms = max_wait_ms, .min_bytes = min_bytes, .max_bytes = 50 << 20};
  auto& wanted = request.topics.emplace_back();
  wanted.topic = topic;
  wanted.partitions.push_back(
      {.partition = PartitionIndex(0), .fetch_offset = offset, .partition_max_bytes = 1 << 20});
  return request;
}

/// The one entry of a Produce's answer.
inline const wire::ProduceResponse::PartitionProduceResponse& only(
    const wire::ProduceResponse& response) {
  return response.responses.at(0).partition_responses.at(0);
}

inline const wire::FetchResponse::PartitionData& only(const wire::FetchResponse& response) {
  return response.responses.at(0).partitions.at(0);
}

}  // namespace fl::broker
