// What a log costs per append and per lookup, without any disk: the effects are thrown away.
#include "core/storage/batch_scan.h"
#include "core/storage/log.h"

#include <benchmark/benchmark.h>
#include <vector>

namespace fl::storage {
namespace {

AppendBatch batch_of(std::size_t body_bytes, std::int32_t records) {
  record::BatchHeader header;
  header.batch_length =
      static_cast<std::int32_t>(record::kBatchHeaderBytes - record::kLogOverheadBytes + body_bytes);
  header.last_offset_delta = records - 1;
  header.record_count = records;
  header.max_timestamp = Timestamp(1'750'000'000'000);
  return {header, Slice(ByteVector(body_bytes, 'x'))};
}

/// Answers every operation at once; nothing is stored.
class Harness {
 public:
  template <class F>
  void step(Log& log, F&& f) {
    run([&](Context& context) { f(context, disk_); });
    while (!effects_.empty()) {
      std::vector<Effect> now;
      now.swap(effects_);
      for (const Effect& effect : now)
        std::visit(
            [&](const auto& each) {
              if constexpr (requires { each.op; })
                run([&](Context& context) {
                  log.on_done(context, disk_, disk_.finish(context, each.op), Done{each.op});
                });
            },
            effect);
    }
  }

  template <class F>
  void run(F&& f) {
    causes_.clear();
    Context context{NodeId(1), 1,         Instant(1), Timestamp(1'750'000'000'000), draw_, effects_,
                    nullptr,   StepId(1), causes_};
    f(context);
  }

  Disk& disk() { return disk_; }

  std::vector<Effect>& effects() { return effects_; }

 private:
  Draw draw_{1};
  Disk disk_;
  std::vector<Effect> effects_;
  std::vector<StepId> causes_;
};

LogIdentity identity() {
  return {.key = 1, .partition = {"bench", PartitionIndex(0)}, .directory = "d"};
}

void append_batches(benchmark::State& state) {
  const AppendBatch batch = batch_of(static_cast<std::size_t>(state.range(0)), 10);
  Harness harness;
  Log log(identity(), {}, Offset(0), Timestamp(1));
  for (auto _ : state)
    harness.step(log, [&](Context& context, Disk& disk) {
      benchmark::DoNotOptimize(
          log.append(context, disk, std::span(&batch, 1), LeaderEpoch(0), AppendOrigin::client));
    });
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * batch.header.size_bytes());
}

BENCHMARK(append_batches)->Arg(1000)->Arg(64 << 10);

void append_idempotent(benchmark::State& state) {
  AppendBatch batch = batch_of(1000, 1);
  batch.header.producer_id = ProducerId(3);
  batch.header.producer_epoch = ProducerEpoch(0);
  Harness harness;
  Log log(identity(), {}, Offset(0), Timestamp(1));
  std::int32_t sequence = 0;
  for (auto _ : state) {
    batch.header.base_sequence = Sequence(sequence++);
    harness.step(log, [&](Context& context, Disk& disk) {
      benchmark::DoNotOptimize(
          log.append(context, disk, std::span(&batch, 1), LeaderEpoch(0), AppendOrigin::client));
    });
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(append_idempotent);

void locate_and_read(benchmark::State& state) {
  const bool is_hot = state.range(0) == 1;
  const AppendBatch batch = batch_of(1000, 10);
  Harness harness;
  Log log(identity(), {}, Offset(0), Timestamp(1));
  constexpr int kBatches = 100'000;
  for (int i = 0; i < kBatches; ++i)
    harness.step(log, [&](Context& context, Disk& disk) {
      benchmark::DoNotOptimize(
          log.append(context, disk, std::span(&batch, 1), LeaderEpoch(0), AppendOrigin::client));
    });
  std::int64_t n = 0;
  for (auto _ : state) {
    // Hot: among the newest batches. Cold: anywhere, up to the load that it asks for.
    const std::int64_t offset =
        is_hot ? kBatches * 10LL - 1 - n % 2000 : n * 7919 % (kBatches * 10LL);
    ++n;
    harness.effects().clear();
    harness.run([&](Context& context) {
      const Located located = log.locate(context, harness.disk(), Offset(offset));
      if (located.is_found())
        benchmark::DoNotOptimize(
            log.read(context, harness.disk(), located, {.max_bytes = 1 << 20}));
    });
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(locate_and_read)->Arg(1)->Arg(0)->ArgName("hot");

/// What recovery costs per byte, apart from the disk.
void verify_batches(benchmark::State& state) {
  const auto body = static_cast<std::size_t>(state.range(0));
  ByteVector bytes;
  while (bytes.size() < (1U << 20)) {
    const AppendBatch batch = batch_of(body, 1);
    record::BatchHeader header = batch.header;
    ByteVector one(record::kBatchHeaderBytes);
    one.insert(one.end(), batch.rest.span().begin(), batch.rest.span().end());
    record::store_batch_header(header, one);
    header.crc = record::batch_crc(one);
    record::store_batch_header(header, one);
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  const auto size = static_cast<std::int64_t>(bytes.size());
  for (auto _ : state) {
    BatchScan scan(0, size, true);
    std::int64_t batches = 0;
    while (scan.state() == BatchScan::State::running) {
      const BatchScan::Wanted wanted = scan.wanted();
      scan.feed(ByteSpan(bytes).subspan(static_cast<std::size_t>(wanted.position),
                                        static_cast<std::size_t>(wanted.size_bytes)),
                [&](const ScannedBatch&) { return ++batches > 0; });
    }
    benchmark::DoNotOptimize(batches);
  }
  state.SetBytesProcessed(state.iterations() * size);
}

BENCHMARK(verify_batches)->Arg(1000)->Arg(64 << 10);

void copy_an_idle_log(benchmark::State& state) {
  const Log log(identity(), {}, Offset(0), Timestamp(1));
  for (auto _ : state) {
    Log copy = log;
    benchmark::DoNotOptimize(copy);
  }
  state.counters["sizeof"] = sizeof(Log);
}

BENCHMARK(copy_an_idle_log);

}  // namespace
}  // namespace fl::storage
