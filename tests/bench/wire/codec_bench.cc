// What the codec costs per message: the requests and responses that a busy broker sees most.
#include "core/wire/header.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/metadata.h"
#include "core/wire/messages/produce.h"

#include <benchmark/benchmark.h>

namespace fl::wire {
namespace {

FetchRequest fetch_request() {
  FetchRequest request{.max_wait_ms = 500, .min_bytes = 1, .session_epoch = 0};
  auto& topic = request.topics.emplace_back();
  topic.topic = "orders";
  topic.topic_id = {1, 2};
  topic.partitions.push_back({.fetch_offset = Offset(1000), .partition_max_bytes = 1 << 20});
  return request;
}

FetchResponse fetch_response() {
  FetchResponse response;
  auto& topic = response.responses.emplace_back();
  topic.topic = "orders";
  topic.topic_id = {1, 2};
  Records records;
  records.parts.emplace_back(FileRange{.file = FileId(1), .position = Position(0), .size = 65536});
  topic.partitions.push_back({.high_watermark = Offset(2000), .records = std::move(records)});
  return response;
}

ProduceRequest produce_request() {
  ProduceRequest request{.acks = -1, .timeout_ms = 30'000};
  auto& topic = request.topic_data.emplace_back();
  topic.name = "orders";
  topic.topic_id = {1, 2};
  topic.partition_data.push_back({.records = Records(Slice(ByteVector(1024)))});
  return request;
}

ProduceResponse produce_response() {
  ProduceResponse response;
  auto& topic = response.responses.emplace_back();
  topic.name = "orders";
  topic.topic_id = {1, 2};
  topic.partition_responses.push_back({.base_offset = Offset(2000), .log_start_offset = Offset(0)});
  return response;
}

/// 100 topics of 10 partitions with three replicas each.
MetadataResponse metadata_response() {
  MetadataResponse response{.cluster_id = "cluster"};
  const std::vector<BrokerId> replicas{BrokerId(1), BrokerId(2), BrokerId(3)};
  for (const BrokerId id : replicas)
    response.brokers.push_back({.node_id = id, .host = "broker", .port = 9092});
  for (int i = 0; i < 100; ++i) {
    auto& topic = response.topics.emplace_back();
    topic.name = "topic-" + std::to_string(i);
    for (int k = 0; k < 10; ++k)
      topic.partitions.push_back({.partition_index = PartitionIndex(k),
                                  .leader_id = BrokerId(1),
                                  .replica_nodes = replicas,
                                  .isr_nodes = replicas});
  }
  return response;
}

template <class M>
void decoding(benchmark::State& state, const M& message) {
  const auto version = static_cast<std::int16_t>(state.range(0));
  const Slice bytes(encode_bytes(message, version).value());
  for (auto _ : state) {
    auto decoded = decode<M>(bytes, version);
    benchmark::DoNotOptimize(decoded);
  }
}

template <class M>
void encoding(benchmark::State& state, const M& message) {
  const auto version = static_cast<std::int16_t>(state.range(0));
  for (auto _ : state) {
    auto parts = encode(message, version);
    benchmark::DoNotOptimize(parts);
  }
}

void DecodeFetchRequest(benchmark::State& state) {
  decoding(state, fetch_request());
}

void EncodeFetchRequest(benchmark::State& state) {
  encoding(state, fetch_request());
}

void EncodeFetchResponse(benchmark::State& state) {
  encoding(state, fetch_response());
}

void DecodeProduceRequest(benchmark::State& state) {
  decoding(state, produce_request());
}

void EncodeProduceResponse(benchmark::State& state) {
  encoding(state, produce_response());
}

void DecodeMetadataResponse(benchmark::State& state) {
  decoding(state, metadata_response());
}

void EncodeMetadataResponse(benchmark::State& state) {
  encoding(state, metadata_response());
}

void SplitProduceRequest(benchmark::State& state) {
  const auto version = static_cast<std::int16_t>(state.range(0));
  const Parts parts =
      encode_request({.client_id = "producer-1"}, produce_request(), version).value();
  ByteVector bytes;
  for (const Part& part : parts) {
    const Slice& slice = std::get<Slice>(part);
    bytes.insert(bytes.end(), slice.data(), slice.data() + slice.size());
  }
  const Slice payload = Slice(std::move(bytes)).from(4);
  for (auto _ : state) {
    auto split = split_request(payload);
    benchmark::DoNotOptimize(split);
  }
}

BENCHMARK(DecodeFetchRequest)->Arg(11)->Arg(17);
BENCHMARK(EncodeFetchRequest)->Arg(11)->Arg(17);
BENCHMARK(EncodeFetchResponse)->Arg(11)->Arg(17);
BENCHMARK(DecodeProduceRequest)->Arg(8)->Arg(13);
BENCHMARK(EncodeProduceResponse)->Arg(8)->Arg(13);
BENCHMARK(DecodeMetadataResponse)->Arg(8)->Arg(12);
BENCHMARK(EncodeMetadataResponse)->Arg(8)->Arg(12);
BENCHMARK(SplitProduceRequest)->Arg(8)->Arg(13);

}  // namespace
}  // namespace fl::wire
