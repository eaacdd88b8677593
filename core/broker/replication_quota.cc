#include "core/broker/replication_quota.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace fl::broker {

namespace {

std::int64_t ms_of(Instant instant) {
  return instant.value / kNanosecondsPerMillisecond;
}

std::optional<std::int32_t> number_in(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  return number;
}

}  // namespace

ReplicationQuota::Window& ReplicationQuota::current(std::int64_t now_ms) {
  if (windows_.empty()) windows_.push_back({.begin_ms = now_ms, .last_ms = now_ms, .bytes = 0});
  Window& newest = windows_[at_];
  if (now_ms - newest.begin_ms < settings_.window_ms) return newest;
  // One more than is measured: the oldest may be measured in part.
  const auto windows_max = static_cast<std::size_t>(settings_.windows) + 1;
  at_ = (at_ + 1) % windows_max;
  if (at_ >= windows_.size()) {
    at_ = windows_.size();
    windows_.emplace_back();
  }
  windows_[at_] = {.begin_ms = now_ms, .last_ms = now_ms, .bytes = 0};
  return windows_[at_];
}

void ReplicationQuota::record(std::int64_t bytes, Instant now) {
  Window& window = current(ms_of(now));
  window.bytes += bytes;
  window.last_ms = ms_of(now);
}

bool ReplicationQuota::is_exceeded(Instant now) {
  const std::int64_t now_ms = ms_of(now);
  // Kafka: time counts from the first look, too.
  if (windows_.empty()) windows_.push_back({.begin_ms = now_ms, .last_ms = now_ms, .bytes = 0});
  const std::int64_t measured_ms = settings_.windows * settings_.window_ms;
  std::int64_t bytes = 0;
  std::int64_t begin_ms = now_ms;
  for (Window& window : windows_) {
    if (now_ms - window.last_ms >= measured_ms)
      window = {.begin_ms = now_ms, .last_ms = now_ms, .bytes = 0};
    bytes += window.bytes;
    begin_ms = std::min(begin_ms, window.begin_ms);
  }
  // The first window counts as a whole: otherwise its first bytes would be an endless rate.
  const std::int64_t elapsed_ms = std::max(now_ms - begin_ms, settings_.window_ms);
  const std::int64_t limit = settings_.bytes_per_second;
  if (limit > std::numeric_limits<std::int64_t>::max() / elapsed_ms) return false;
  return bytes * 1000 > limit * elapsed_ms;
}

bool is_throttled(std::span<const std::string> replicas, PartitionIndex partition,
                  BrokerId broker) {
  if (replicas.size() == 1 && replicas.front() == "*") return true;
  return std::ranges::any_of(replicas, [&](std::string_view replica) {
    const std::size_t colon = replica.find(':');
    if (colon == std::string_view::npos) return false;
    return number_in(replica.substr(0, colon)) == partition.value &&
           number_in(replica.substr(colon + 1)) == broker.value;
  });
}

}  // namespace fl::broker
