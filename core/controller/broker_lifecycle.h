// Brokers over time: heartbeats move them between fenced, unfenced and on their way out; silence
// fences them, one per event, the longest silent first; an operator may have one forgotten.
// Source: ReplicationControlManager.processBrokerHeartbeat, maybeFenceOneStaleBroker,
// unregisterBroker; KIP-631.
#pragma once
#include "core/controller/decided.h"
#include "core/controller/heartbeats.h"
#include "core/wire/messages/broker_heartbeat.h"
#include "core/wire/messages/unregister_broker.h"

#include <optional>

namespace fl::controller {

struct DecidedHeartbeat : Decided<wire::BrokerHeartbeatResponse> {
  BrokerState before = BrokerState::fenced;
  BrokerState next = BrokerState::fenced;
};

/// When the records are applied to what was decided: Heartbeats::follow, then, unless the response
/// is an error, Heartbeats::on_heartbeat with `next`.
DecidedHeartbeat decide_heartbeat(const View& view, const Heartbeats& heartbeats,
                                  const wire::BrokerHeartbeatRequest& request);

/// A heartbeat that waited too long to be processed: only the contact counts. STALE_BROKER_EPOCH if
/// it is not of the registered broker.
ApiError check_expired_heartbeat(const View& view, const wire::BrokerHeartbeatRequest& request);

/// Fences at most one broker; the response is its id. Ask again until there is none, and then at
/// Heartbeats::next_expiry.
Decided<std::optional<BrokerId>> decide_fence_stale(const View& view, const Heartbeats& heartbeats,
                                                    Instant now);

Decided<wire::UnregisterBrokerResponse> decide_unregister_broker(
    const View& view, const wire::UnregisterBrokerRequest& request);

}  // namespace fl::controller
