// What a broker spends on record bytes: the checks before an append, with and without
// decompression, and what a client spends on reading.
#include "core/record/builder.h"
#include "core/record/reader.h"
#include "core/record/validate.h"

#include <benchmark/benchmark.h>
#include <string>

namespace fl::record {
namespace {

constexpr Timestamp kNow{1700000000000};

/// A batch of just above `bytes`, of records of `record_bytes` that compress by about half.
Slice sample_batch(std::size_t bytes, std::size_t record_bytes, Codec codec) {
  BatchBuilder builder({.codec = codec});
  std::string value(record_bytes, 'x');
  for (std::size_t i = 0; builder.uncompressed_size() < bytes; ++i) {
    for (std::size_t at = 0; at < value.size(); at += 2)
      value[at] = static_cast<char>('a' + (i * 31 + at * 17 + at / 13 * i) % 26);
    builder.add({.timestamp = kNow, .key = std::nullopt, .value = as_bytes(value)});
  }
  return Slice(std::move(builder).build());
}

void count_bytes(benchmark::State& state, const Slice& batch) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(batch.size()));
}

void check_before_append(benchmark::State& state, Codec codec) {
  const Slice batch = sample_batch(static_cast<std::size_t>(state.range(0)),
                                   static_cast<std::size_t>(state.range(1)), codec);
  const AppendSettings settings{.message_bytes_max = 2 << 20, .partition = "bench-0"};
  for (auto _ : state) {
    auto checked = check_for_append(batch, settings, kNow);
    benchmark::DoNotOptimize(checked);
  }
  count_bytes(state, batch);
}

BENCHMARK_CAPTURE(check_before_append, none, Codec::none)
    ->Args({1024, 1000})
    ->Args({65536, 100})
    ->Args({65536, 1000})
    ->Args({1048576, 1000});
BENCHMARK_CAPTURE(check_before_append, gzip, Codec::gzip)->Args({65536, 1000});
BENCHMARK_CAPTURE(check_before_append, snappy, Codec::snappy)->Args({65536, 1000});
BENCHMARK_CAPTURE(check_before_append, lz4, Codec::lz4)->Args({65536, 1000});
BENCHMARK_CAPTURE(check_before_append, zstd, Codec::zstd)->Args({65536, 1000});

void read_records(benchmark::State& state, Codec codec) {
  const Slice batch = sample_batch(65536, static_cast<std::size_t>(state.range(0)), codec);
  std::int64_t records = 0;
  for (auto _ : state) {
    const OpenResult opened = open_batch(batch);
    RecordReader reader(opened.batch);
    while (const auto record = reader.next()) {
      benchmark::DoNotOptimize(record->offset);
      ++records;
    }
  }
  state.SetItemsProcessed(records);
  count_bytes(state, batch);
}

BENCHMARK_CAPTURE(read_records, none, Codec::none)->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK_CAPTURE(read_records, lz4, Codec::lz4)->Arg(100);
BENCHMARK_CAPTURE(read_records, zstd, Codec::zstd)->Arg(100);

void build_batch(benchmark::State& state) {
  const std::string value(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    BatchBuilder builder(BatchSettings{});
    for (int i = 0; i < 100; ++i)
      builder.add({.timestamp = kNow, .key = std::nullopt, .value = as_bytes(value)});
    benchmark::DoNotOptimize(std::move(builder).build());
  }
  state.SetItemsProcessed(state.iterations() * 100);
}

BENCHMARK(build_batch)->Arg(100)->Arg(1000);

}  // namespace
}  // namespace fl::record
