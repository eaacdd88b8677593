// What requests ask of a partition's leader: may this be written, is it committed, who should be
// read from.
#include "core/replication/leader.h"

#include <algorithm>
#include <tuple>

namespace fl::replication {

namespace {

std::string_view rack_of(const Surroundings& around, BrokerId id) {
  const metadata::BrokerImage* broker = around.brokers.find(id);
  if (broker == nullptr || !broker->rack) return {};
  return *broker->rack;
}

}  // namespace

std::int32_t LeaderReplica::effective_min_isr(const Surroundings& around) const {
  return std::min(around.min_isr, static_cast<std::int32_t>(followers_.size()) + 1);
}

bool LeaderReplica::is_under_min_isr(const Surroundings& around) const {
  return static_cast<std::int32_t>(isr_.size()) < effective_min_isr(around);
}

wire::ErrorCode LeaderReplica::check_before_append(const Surroundings& around) const {
  return is_under_min_isr(around) ? wire::ErrorCode::not_enough_replicas : wire::ErrorCode::none;
}

std::optional<wire::ErrorCode> LeaderReplica::check_after_append(const Surroundings& around,
                                                                 Offset required) const {
  if (high_watermark_ < required) return std::nullopt;
  // The records are committed and readable all the same: the ISR became too small after the append.
  if (static_cast<std::int32_t>(maximal_isr().size()) < effective_min_isr(around))
    return wire::ErrorCode::not_enough_replicas_after_append;
  return wire::ErrorCode::none;
}

std::optional<BrokerId> LeaderReplica::preferred_read_replica(const Context& context,
                                                              const Surroundings& around,
                                                              const ReadWish& wish,
                                                              Offset log_end) const {
  if (wish.rack.empty() || rack_of(around, around.self) == wish.rack) return std::nullopt;
  const RemoteReplica* best = nullptr;
  // The most caught up: by its end, then by when it last had all, then by its id.
  const auto rank = [&](const RemoteReplica& replica) {
    const std::int64_t behind_ns =
        replica.last_caught_up ? context.now - *replica.last_caught_up : context.now.value;
    return std::tuple(std::min(replica.end, log_end), -behind_ns, replica.id);
  };
  for (const RemoteReplica& replica : followers_) {
    if (!is_in_isr(replica.id) || replica.end < wish.offset || replica.log_start > wish.offset)
      continue;
    const metadata::BrokerImage* broker = around.brokers.find(replica.id);
    if (broker == nullptr || broker->is_fenced || rack_of(around, replica.id) != wish.rack)
      continue;
    if (best == nullptr || rank(*best) < rank(replica)) best = &replica;
  }
  if (best == nullptr) return std::nullopt;
  return best->id;
}

Offset LeaderReplica::low_watermark(const Surroundings& around, Offset log_start) const {
  Offset low = log_start;
  for (const RemoteReplica& replica : followers_) {
    const metadata::BrokerImage* broker = around.brokers.find(replica.id);
    if (broker == nullptr || broker->is_fenced) continue;
    low = std::min(low, replica.log_start);
  }
  return low;
}

}  // namespace fl::replication
