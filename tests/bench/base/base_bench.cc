// Checksums, the rolling digest, keyed draws, and what a copy of a shared table costs.
#include "core/base/chunked.h"
#include "core/base/crc32c.h"
#include "core/base/digest.h"
#include "core/base/draw.h"
#include "core/base/shared_map.h"

#include <benchmark/benchmark.h>

namespace fl {
namespace {

ByteVector sample_bytes(std::size_t size) {
  ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 31 + i / 7);
  return bytes;
}

void crc32c_of(benchmark::State& state) {
  const ByteVector bytes = sample_bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(crc32c(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(crc32c_of)->Arg(64)->Arg(1024)->Arg(65536);

void digest_of_bytes(benchmark::State& state) {
  const ByteVector bytes = sample_bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(digest_of(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(digest_of_bytes)->Arg(64)->Arg(65536);

void keyed_draw(benchmark::State& state) {
  const Draw draw(7);
  std::uint64_t key = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(draw.below(1000, "latency", {1, 2, ++key}));
}

BENCHMARK(keyed_draw);

void copy_of_a_shared_map(benchmark::State& state) {
  SharedMap<std::int64_t, std::int64_t> map;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    map.put(i, i);
  for (auto _ : state) {
    SharedMap<std::int64_t, std::int64_t> copy = map;
    benchmark::DoNotOptimize(copy);
  }
}

BENCHMARK(copy_of_a_shared_map)->Arg(100)->Arg(100'000);

void first_write_after_a_copy(benchmark::State& state) {
  Chunked<std::int64_t> entries;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    entries.push_back(i);
  for (auto _ : state) {
    Chunked<std::int64_t> copy = entries;
    copy.push_back(1);
    benchmark::DoNotOptimize(copy);
  }
}

BENCHMARK(first_write_after_a_copy)->Arg(1000)->Arg(2'000'000);

}  // namespace
}  // namespace fl
