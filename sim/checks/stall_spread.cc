#include "sim/checks/stall_spread.h"

#include "sim/events.h"
#include "sim/workload/events.h"

#include <algorithm>

namespace fl::sim {

namespace {

/// Far above what network and steps cost, far below a stall worth the name.
constexpr std::int64_t kBoundNs = 500'000'000;

bool is_disk_action(ActionKind kind) {
  return kind == ActionKind::stall_disk || kind == ActionKind::throttle_disk;
}

}  // namespace

StallSpreadCheck::StallSpreadCheck(const Scenario& scenario) {
  std::int64_t wait_ms = 0;
  for (const ConsumerSpec& spec : scenario.consumers)
    wait_ms = std::max<std::int64_t>(wait_ms, spec.fetch_max_wait_ms);
  fetch_bound_ns_ = kBoundNs + wait_ms * kNanosecondsPerMillisecond;
}

void StallSpreadCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<ActionApplied>()) {
    // Another fault explains any delay; so does a broker that dies.
    const ActionKind kind = event.as<ActionApplied>().action.kind;
    if (is_disk_action(kind))
      since_ = since_.value_or(event.at);
    else
      is_disturbed_ = true;
  } else if (event.is<NodeCrashed>() || event.is<NodeExited>()) {
    is_disturbed_ = true;
  } else if (event.is<RequestSent>()) {
    const auto sent = event.as<RequestSent>();
    if (!sent.expects_response) return;
    std::int64_t bound = 0;
    if (sent.api == wire::ApiKey::api_versions || sent.api == wire::ApiKey::metadata ||
        sent.api == wire::ApiKey::find_coordinator)
      bound = kBoundNs;
    if (sent.api == wire::ApiKey::fetch) bound = fetch_bound_ns_;
    sent_[{{event.node, sent.conn}, sent.correlation_id}] = {.bound_ns = bound, .at = event.at};
  } else if (event.is<ResponseArrived>()) {
    const auto arrived = event.as<ResponseArrived>();
    const auto sent = sent_.find({{event.node, arrived.conn}, arrived.correlation_id});
    if (sent == sent_.end()) return;
    const Sent request = sent->second;
    sent_.erase(sent);
    if (!is_judging() || request.bound_ns == 0) return;
    if (event.at - request.at > request.bound_ns)
      violate(world,
              "a request that needs no disk waited " +
                  std::to_string((event.at - request.at) / kNanosecondsPerMillisecond) +
                  " ms while the disk was slow",
              event.step);
  }
}

}  // namespace fl::sim
