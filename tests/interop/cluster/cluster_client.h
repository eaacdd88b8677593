// One request, one answer, one connection each: enough of a client to see when a cluster takes a
// record, and who leads.
#pragma once
#include "core/base/parts.h"
#include "core/base/writer.h"
#include "core/record/builder.h"
#include "core/wire/header.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/metadata.h"
#include "core/wire/messages/produce.h"
#include "tests/net/client.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl {

template <class Response, class Request>
std::optional<Response> ask(std::uint16_t port, const Request& request, std::int16_t version) {
  const auto frame = wire::encode_request({.client_id = "cluster-test"}, request, version);
  net::Client client(port);
  if (!frame || !client.is_connected()) return std::nullopt;
  for (const Part& part : *frame)
    if (!client.send(std::string(as_text(std::get<Slice>(part))))) return std::nullopt;
  const std::string size = client.receive(4);
  if (size.size() != 4) return std::nullopt;
  std::string payload = client.receive(static_cast<std::size_t>(load_i32(as_bytes(size), 0)));
  auto response = wire::decode_response<Response>(Slice(std::move(payload)), version);
  return response ? std::optional(*std::move(response)) : std::nullopt;
}

inline bool create_topic(std::uint16_t port, const std::string& name, std::int16_t replicas) {
  wire::CreateTopicsRequest request;
  request.topics.push_back({.name = name, .num_partitions = 1, .replication_factor = replicas});
  const auto response = ask<wire::CreateTopicsResponse>(port, request, 7);
  return response && response->topics.size() == 1 &&
         response->topics[0].error_code == wire::ErrorCode::none;
}

struct PartitionState {
  int leader = -1;
  std::vector<int> in_sync;
};

/// Partition 0 as the broker at `port` knows it.
inline std::optional<PartitionState> look_at(std::uint16_t port, const std::string& topic) {
  wire::MetadataRequest request{.allow_auto_topic_creation = false};
  request.topics->emplace_back().name = topic;
  const auto response = ask<wire::MetadataResponse>(port, request, 9);
  if (!response || response->topics.size() != 1 || response->topics[0].partitions.size() != 1)
    return std::nullopt;
  const auto& partition = response->topics[0].partitions[0];
  PartitionState state{.leader = partition.leader_id.value, .in_sync = {}};
  for (const BrokerId id : partition.isr_nodes)
    state.in_sync.push_back(id.value);
  return state;
}

/// The offset of the record, once all in-sync replicas have it; nothing if it was refused.
inline std::optional<Offset> produce(std::uint16_t port, const std::string& topic,
                                     const std::string& value) {
  record::BatchBuilder builder{record::BatchSettings{}};
  builder.add({.timestamp = Timestamp(1), .value = as_bytes(value)});
  wire::ProduceRequest request{.acks = -1, .timeout_ms = 5'000};
  request.topic_data.push_back({.name = topic});
  request.topic_data[0].partition_data.push_back(
      {.index = PartitionIndex(0), .records = Records(Slice(std::move(builder).build()))});
  const auto response = ask<wire::ProduceResponse>(port, request, 9);
  if (!response || response->responses.size() != 1) return std::nullopt;
  const auto& answer = response->responses[0].partition_responses.at(0);
  return answer.error_code == wire::ErrorCode::none ? std::optional(answer.base_offset)
                                                    : std::nullopt;
}

}  // namespace fl
