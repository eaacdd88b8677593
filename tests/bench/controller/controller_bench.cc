// What the controller can decide in a second, over 1,000 and over 100,000 partitions: a decision,
// its records applied to the image. The quorum that commits them, and the wire, are not in it.
#include "core/controller/alter_partition.h"
#include "core/controller/broker_lifecycle.h"
#include "core/controller/create_topics.h"
#include "core/metadata/delta.h"

#include <benchmark/benchmark.h>
#include <string>
#include <utility>

namespace fl::controller {
namespace {

constexpr std::int32_t kBrokers = 3;
constexpr std::int32_t kPartitionsPerTopic = 100;

std::string topic_name(std::int64_t number) {
  return "topic" + std::to_string(number);
}

wire::CreateTopicsRequest one_topic(std::int64_t number, std::int32_t partitions) {
  wire::CreateTopicsRequest::CreatableTopic topic;
  topic.name = topic_name(number);
  topic.num_partitions = partitions;
  topic.replication_factor = kBrokers;
  wire::CreateTopicsRequest request;
  request.topics.push_back(std::move(topic));
  return request;
}

/// Three unfenced brokers, and topics of a hundred partitions with three replicas each.
class Cluster {
 public:
  explicit Cluster(std::int64_t partitions) {
    config_ = config::parse({{"node.id", "1"}, {"process.roles", "broker,controller"}})->config;
    for (std::int32_t id = 1; id <= kBrokers; ++id)
      image_.brokers.put(BrokerId(id), {.id = BrokerId(id), .epoch = BrokerEpoch(id)});
    for (std::int64_t topic = 0; topic < partitions / kPartitionsPerTopic; ++topic)
      create(topic, kPartitionsPerTopic);
  }

  View view() const { return {.image = image_, .config = config_, .draw = draw_}; }

  const metadata::Image& image() const { return image_; }

  void commit(const metadata::RecordList& records) {
    metadata::Delta delta;
    for (const metadata::Record& record : records)
      FL_ASSERT(metadata::apply(image_, delta, record).has_value());
  }

  void create(std::int64_t number, std::int32_t partitions) {
    const auto decided = decide_create_topics(view(), one_topic(number, partitions));
    FL_ASSERT(decided.response.topics.at(0).error_code == wire::ErrorCode::none);
    commit(decided.records);
  }

 private:
  metadata::Image image_;
  config::BrokerConfig config_;
  Draw draw_{42};
};

void CreateTopic(benchmark::State& state) {
  Cluster cluster(state.range(0));
  std::int64_t next = 1'000'000;
  for (auto _ : state)
    cluster.create(next++, 1);
  state.SetItemsProcessed(state.iterations());
}

/// The leader takes its last follower out of the ISR and in again, partition by partition.
void AlterPartition(benchmark::State& state) {
  Cluster cluster(state.range(0));
  const std::int64_t topics = state.range(0) / kPartitionsPerTopic;
  std::int64_t nth = 0;
  for (auto _ : state) {
    const std::int64_t turn = nth++;
    const metadata::TopicImage& topic =
        *cluster.image().topic(topic_name(turn / kPartitionsPerTopic % topics));
    const PartitionIndex index(static_cast<std::int32_t>(turn % kPartitionsPerTopic));
    const metadata::PartitionImage& partition = *topic.partitions.find(index);
    wire::AlterPartitionRequest::PartitionData wanted{.partition_index = index,
                                                      .leader_epoch = partition.leader_epoch,
                                                      .partition_epoch = partition.partition_epoch};
    const bool shrinks = partition.isr.size() == partition.replicas.size();
    for (const BrokerId broker : partition.replicas)
      if (!shrinks || broker != partition.replicas.back())
        wanted.new_isr_with_epochs.push_back(
            {.broker_id = broker, .broker_epoch = BrokerEpoch(broker.value)});
    wire::AlterPartitionRequest request{.broker_id = partition.leader,
                                        .broker_epoch = BrokerEpoch(partition.leader.value)};
    request.topics.push_back({.topic_id = topic.id, .partitions = {std::move(wanted)}});
    const auto decided = decide_alter_partition(cluster.view(), request, 3);
    FL_ASSERT(decided.records.size() == 1);
    cluster.commit(decided.records);
  }
  state.SetItemsProcessed(state.iterations());
}

/// One of three brokers is silent: another leader for a third of the partitions, one replica fewer
/// in the ISR of all. The figure counts partitions.
void FenceBroker(benchmark::State& state) {
  const Cluster begin(state.range(0));
  const Heartbeats heartbeats = Heartbeats::of(begin.image(), Instant(0));
  for (auto _ : state) {
    state.PauseTiming();
    Cluster cluster = begin;
    state.ResumeTiming();
    const auto decided =
        decide_fence_stale(cluster.view(), heartbeats, Instant(3'600 * kNanosecondsPerSecond));
    FL_ASSERT(decided.response.has_value());
    cluster.commit(decided.records);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(CreateTopic)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(AlterPartition)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(FenceBroker)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fl::controller
