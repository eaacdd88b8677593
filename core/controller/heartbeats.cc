#include "core/controller/heartbeats.h"

#include "core/base/assert.h"

#include <algorithm>
#include <limits>

namespace fl::controller {

namespace {

constexpr std::int64_t kNanosecondsPerMs = 1'000'000;
constexpr Offset kNoOffset{-1};

Instant expiry_of(const Heartbeat& heartbeat, std::int64_t session_timeout_ms) {
  return heartbeat.last_contact + session_timeout_ms * kNanosecondsPerMs;
}

}  // namespace

Heartbeats Heartbeats::of(const metadata::Image& image, Instant now) {
  Heartbeats heartbeats;
  image.brokers.for_each(
      [&](const BrokerId&, const metadata::BrokerImage& broker) { heartbeats.put(broker, now); });
  return heartbeats;
}

void Heartbeats::put(const metadata::BrokerImage& broker, Instant now) {
  Heartbeat& heartbeat = brokers_[broker.id];
  // A new incarnation has read nothing yet.
  if (heartbeat.epoch != broker.epoch) heartbeat = {};
  heartbeat.epoch = broker.epoch;
  heartbeat.is_fenced = broker.is_fenced;
  heartbeat.last_contact = now;
  if (broker.is_fenced) heartbeat.shutdown_offset = kNoOffset;
}

void Heartbeats::follow(const metadata::Image& image, const std::set<BrokerId>& changed,
                        Instant now) {
  for (const BrokerId id : changed) {
    if (const metadata::BrokerImage* const broker = image.brokers.find(id))
      put(*broker, now);
    else
      brokers_.erase(id);
  }
}

void Heartbeats::on_heartbeat(const Report& report, Instant now) {
  const auto found = brokers_.find(report.broker);
  FL_ASSERT(found != brokers_.end());
  Heartbeat& heartbeat = found->second;
  heartbeat.last_contact = now;
  heartbeat.metadata_offset = report.metadata_offset;
  heartbeat.is_fenced =
      report.next == BrokerState::fenced || report.next == BrokerState::shutdown_now;
  if (heartbeat.is_fenced) heartbeat.shutdown_offset = kNoOffset;
  if (report.next == BrokerState::controlled_shutdown && heartbeat.shutdown_offset == kNoOffset)
    heartbeat.shutdown_offset = std::max(report.decided_last, Offset(0));
}

bool Heartbeats::has_session(BrokerId broker, Instant now, std::int64_t session_timeout_ms) const {
  const Heartbeat* const heartbeat = find(broker);
  return heartbeat != nullptr && !heartbeat->is_fenced &&
         expiry_of(*heartbeat, session_timeout_ms) >= now;
}

std::optional<BrokerId> Heartbeats::stale(Instant now, std::int64_t session_timeout_ms) const {
  std::optional<BrokerId> oldest;
  Instant oldest_contact;
  for (const auto& [id, heartbeat] : brokers_) {
    if (heartbeat.is_fenced || expiry_of(heartbeat, session_timeout_ms) >= now) continue;
    if (oldest && oldest_contact <= heartbeat.last_contact) continue;
    oldest = id;
    oldest_contact = heartbeat.last_contact;
  }
  return oldest;
}

std::optional<Instant> Heartbeats::next_expiry(std::int64_t session_timeout_ms) const {
  std::optional<Instant> next;
  // A session is over one nanosecond after its timeout, not at it.
  for (const auto& [id, heartbeat] : brokers_)
    if (!heartbeat.is_fenced) {
      const Instant expiry = expiry_of(heartbeat, session_timeout_ms) + 1;
      next = next ? std::min(*next, expiry) : expiry;
    }
  return next;
}

Offset Heartbeats::lowest_active_offset() const {
  Offset lowest(std::numeric_limits<std::int64_t>::max());
  for (const auto& [id, heartbeat] : brokers_)
    if (!heartbeat.is_fenced && heartbeat.shutdown_offset == kNoOffset)
      lowest = std::min(lowest, heartbeat.metadata_offset);
  return lowest;
}

BrokerState Heartbeats::state_of(BrokerId broker) const {
  const Heartbeat* const heartbeat = find(broker);
  if (heartbeat == nullptr) return BrokerState::fenced;
  if (heartbeat->shutdown_offset != kNoOffset) return BrokerState::controlled_shutdown;
  return heartbeat->is_fenced ? BrokerState::fenced : BrokerState::unfenced;
}

const Heartbeat* Heartbeats::find(BrokerId broker) const {
  const auto found = brokers_.find(broker);
  return found == brokers_.end() ? nullptr : &found->second;
}

}  // namespace fl::controller
