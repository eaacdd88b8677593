// BrokerRegistration: a broker that starts makes itself known. Its epoch is the offset of the next
// record; a new incarnation begins fenced, out of every ISR, and if it did not stop cleanly out of
// the eligible leader replicas too.   Source: ClusterControlManager.registerBroker, KIP-631,
// KIP-858, KIP-966.
#pragma once
#include "core/controller/decided.h"
#include "core/controller/heartbeats.h"
#include "core/wire/messages/broker_registration.h"
#include "core/wire/messages/controller_registration.h"

#include <cstdint>
#include <string_view>

namespace fl::controller {

struct Registrant {
  const wire::BrokerRegistrationRequest& request;
  /// From version 3 on a broker tells the epoch in which it stopped cleanly; before, all stops
  /// count as clean.
  std::int16_t version = 0;
  std::string_view cluster_id;
  Instant now;
};

/// Refused while another incarnation has a session (DUPLICATE_BROKER_REGISTRATION): it may come
/// again when that has run out. Call Heartbeats::follow with what the records change.
Decided<wire::BrokerRegistrationResponse> decide_register_broker(const View& view,
                                                                 const Heartbeats& heartbeats,
                                                                 const Registrant& registrant);

/// KIP-919: standby and active controllers make their endpoints known. UNSUPPORTED_VERSION before
/// metadata.version 3.7.
Decided<wire::ControllerRegistrationResponse> decide_register_controller(
    const View& view, const wire::ControllerRegistrationRequest& request);

}  // namespace fl::controller
