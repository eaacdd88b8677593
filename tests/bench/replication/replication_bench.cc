// What replication costs: three whole brokers in the simulated world (network and disks included,
// no story kept) with acks=all, and the memory of a broker whose partitions do nothing.
#include "core/broker/broker.h"
#include "core/wire/messages/create_topics.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/stage.h"
#include "sim/workload/client_connection.h"
#include "sim/world.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <malloc.h>
#include <memory>
#include <string>
#include <variant>

namespace fl::sim {
namespace {

constexpr NodeId kBroker{1};

Instant at_second(std::int64_t second) {
  return Instant(second * kNanosecondsPerSecond);
}

Scenario three_brokers() {
  Scenario scenario;
  scenario.cluster = {.brokers = 3, .controllers = 1};
  return scenario;
}

/// Makes topics of at most 100 partitions with three replicas each, ten a second: a node that makes
/// 10,000 logs in one step would measure the queue of its disk.
class MakesTopics {
 public:
  explicit MakesTopics(std::int32_t partitions)
      : connection_("maker", {{.host = broker_host(kBroker.value), .port = kBrokerPort}},
                    30 * kNanosecondsPerSecond),
        left_(partitions) {}

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input)) context.emit(Arm{kMake, at_second(3)});
    if (!connection_.step(context, input) && std::holds_alternative<Fired>(input)) make(context);
    while (connection_.next_answer()) {
    }
  }

 private:
  static constexpr TimerId kMake{ClientConnection::kFirstOwnTimer};

  void make(Context& context) {
    if (connection_.is_idle()) connection_.dial(context);
    if (connection_.is_ready() && left_ > 0) {
      const std::int32_t partitions = std::min(left_, 100);
      left_ -= partitions;
      wire::CreateTopicsRequest request{.timeout_ms = 10'000};
      request.topics.push_back({.name = "orders-" + std::to_string(++topics_),
                                .num_partitions = partitions,
                                .replication_factor = 3});
      connection_.send(context, request, 5);
    }
    context.emit(Arm{kMake, context.now + 100 * kNanosecondsPerMillisecond});
  }

  ClientConnection connection_;
  std::int32_t left_;
  std::int32_t topics_ = 0;
};

const broker::Broker& broker_of(const World& world) {
  return *world.node_as<broker::Broker>(kBroker);
}

/// Bytes of committed records at broker 1, whoever leads.
std::int64_t committed_bytes(const World& world) {
  const auto* partition =
      broker::find_partition(broker_of(world).server(), {"orders", PartitionIndex(0)});
  return partition == nullptr ? 0 : partition->log.size_bytes();
}

/// Argument: bytes of a batch, which has one record. Simulated time is as long as the producer
/// needs at 20 MB/s; what is measured is the wall time of all that the five nodes do in it.
void replicate(benchmark::State& state) {
  constexpr std::int64_t kBytesPerSecond = 20'000'000;
  const std::int64_t batch_bytes = state.range(0);
  Scenario scenario = three_brokers();
  scenario.topics = {{.name = "orders", .replicas = 3, .config = {{"min.insync.replicas", "2"}}}};
  ProducerSpec producer{.name = "p1", .topic = "orders"};
  producer.rate_per_second = kBytesPerSecond / batch_bytes;
  producer.record_bytes = batch_bytes;
  producer.batch_bytes = batch_bytes;
  producer.start_ns = at_second(5).value;
  scenario.producers = {producer};
  std::int64_t bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    World world(1, false);
    set_stage(world, scenario, {});
    world.run_until(at_second(6));
    const std::int64_t before = committed_bytes(world);
    state.ResumeTiming();
    world.run_until(at_second(8));
    const std::int64_t moved = committed_bytes(world) - before;
    if (moved <= 0) return state.SkipWithError("nothing was replicated");
    bytes += moved;
  }
  state.SetBytesProcessed(bytes);
  state.SetItemsProcessed(bytes / batch_bytes);
}

BENCHMARK(replicate)->Arg(1 << 10)->Arg(1 << 16)->Unit(benchmark::kMillisecond);

std::int64_t allocated_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

/// What stays allocated of a world when only a copy of broker 1 is left: it leads a third of the
/// partitions and follows two thirds.
std::int64_t bytes_of_broker(std::int32_t partitions) {
  const std::int64_t before = allocated_bytes();
  std::unique_ptr<broker::Broker> broker;
  {
    World world(1, false);
    set_stage(world, three_brokers(), {});
    world.add_node({.id = NodeId(kFirstConsumerNode),
                    .name = "maker",
                    .host = "maker",
                    .node = Host::of(MakesTopics(partitions))});
    world.boot(NodeId(kFirstConsumerNode));
    world.run_until(at_second(20));
    broker = std::make_unique<broker::Broker>(broker_of(world));
  }
  const bool has_all = broker->server().partitions.size() == static_cast<std::size_t>(partitions);
  return has_all ? allocated_bytes() - before : -1;
}

/// Argument: partitions, three replicas each. Iterations are whole clusters: one says it.
void idle_memory(benchmark::State& state) {
  const auto partitions = static_cast<std::int32_t>(state.range(0));
  for (auto _ : state) {
    const std::int64_t one = bytes_of_broker(1);
    const std::int64_t all = bytes_of_broker(partitions);
    if (one < 0 || all < 0) return state.SkipWithError("partitions are missing");
    state.counters["bytes_per_partition"] =
        static_cast<double>(all - one) / static_cast<double>(partitions - 1);
  }
}

BENCHMARK(idle_memory)->Arg(1'000)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fl::sim
