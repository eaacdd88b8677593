// The two clocks of a simulated node: monotonic, which may drift but never goes back, and wall,
// which drifts with it and may jump either way. Integers only.
#pragma once
#include "core/base/assert.h"
#include "core/base/ids.h"

#include <cstdint>

namespace fl::sim {

/// 2026-01-01T00:00:00Z: what unskewed wall clocks show when a world begins.
inline constexpr std::int64_t kWorldEpochMs = 1'767'225'600'000;
inline constexpr std::int64_t kDriftPpmMax = 500'000;

class NodeClock {
 public:
  /// The node's monotonic clock at a moment of the world. REQUIRES: not before the last `drift`.
  Instant monotonic(Instant world) const { return monotonic_base_ + elapsed(world - world_base_); }

  Timestamp wall(Instant world) const {
    const std::int64_t ns = monotonic(world).value + skew_ns_;
    return Timestamp(epoch_ms_ + floor_milliseconds(ns));
  }

  /// The earliest moment of the world at which the monotonic clock shows at least `deadline`.
  Instant world_at(Instant deadline) const {
    const std::int64_t wanted = deadline - monotonic_base_;
    if (wanted <= 0) return world_base_;
    if (drift_ppm_ == 0) return world_base_ + wanted;
    const std::int64_t rate = 1'000'000 + drift_ppm_;
    std::int64_t guess = wanted / rate * 1'000'000 + wanted % rate * 1'000'000 / rate;
    while (elapsed(guess) < wanted)
      ++guess;
    return world_base_ + guess;
  }

  /// What the unskewed wall clock showed when the world began.
  void set_epoch(Timestamp epoch) { epoch_ms_ = epoch.value; }

  /// The wall clock jumps; `ns` counts from the true time.
  void skew(std::int64_t ns) { skew_ns_ = ns; }

  /// From `world` on both clocks run faster by so many parts per million.
  void drift(Instant world, std::int64_t ppm) {
    FL_ASSERT(ppm >= -kDriftPpmMax);
    FL_ASSERT(ppm <= kDriftPpmMax);
    monotonic_base_ = monotonic(world);
    world_base_ = world;
    drift_ppm_ = ppm;
  }

 private:
  std::int64_t elapsed(std::int64_t ns) const {
    return ns + ns / 1'000'000 * drift_ppm_ + ns % 1'000'000 * drift_ppm_ / 1'000'000;
  }

  static std::int64_t floor_milliseconds(std::int64_t ns) {
    const std::int64_t ms = ns / kNanosecondsPerMillisecond;
    return ns % kNanosecondsPerMillisecond < 0 ? ms - 1 : ms;
  }

  std::int64_t epoch_ms_ = kWorldEpochMs;
  Instant world_base_;
  Instant monotonic_base_;
  std::int64_t drift_ppm_ = 0;
  std::int64_t skew_ns_ = 0;
};

}  // namespace fl::sim
