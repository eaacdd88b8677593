#include "core/broker/lifecycle.h"

#include "core/base/drawn_uuid.h"
#include "core/broker/boot.h"
#include "core/broker/control.h"
#include "core/broker/controller_link.h"
#include "core/broker/nodes.h"
#include "core/broker/server.h"
#include "core/broker/stop.h"
#include "core/controller/supported_features.h"
#include "core/wire/error_code.h"
#include "core/wire/messages/broker_heartbeat.h"
#include "core/wire/messages/broker_registration.h"

#include <algorithm>
#include <utility>

namespace fl::broker {

namespace {

constexpr std::int16_t kRegistrationVersion = 4;
constexpr std::int16_t kHeartbeatVersion = 1;
/// Until it has caught up a broker asks so often.   Source: BrokerLifecycleManager.
constexpr std::int64_t kCatchUpIntervalNs = 10 * kNanosecondsPerMillisecond;
/// While it wants to be shut down: once soon, then at the usual interval.
constexpr std::int64_t kShutdownIntervalNs = 50 * kNanosecondsPerMillisecond;
constexpr std::int64_t kRetryFirstNs = 100 * kNanosecondsPerMillisecond;
constexpr std::int32_t kDoublingsMax = 5;

std::int64_t interval_ns(const Server& server) {
  return server.config.broker_heartbeat_interval_ms * kNanosecondsPerMillisecond;
}

void schedule(Server& server, Context& context, std::int64_t after_ns) {
  Lifecycle& life = server.lifecycle;
  if (life.due)
    server.deadlines.remove({.at = *life.due, .kind = DeadlineKind::lifecycle, .key = 0});
  life.due.reset();
  life.is_ready = after_ns == 0;
  if (life.is_ready) return;
  life.due = context.now + after_ns;
  server.deadlines.add(context, {.at = *life.due, .kind = DeadlineKind::lifecycle, .key = 0});
}

/// Source: resendExponentialBackoff (100 ms, doubled up to the heartbeat interval).
void retry_later(Server& server, Context& context) {
  Lifecycle& life = server.lifecycle;
  const std::int64_t wait = std::min(kRetryFirstNs << std::min(life.failures, kDoublingsMax),
                                     std::max(interval_ns(server), kRetryFirstNs));
  ++life.failures;
  schedule(server, context, wait);
}

void ask_to_register(Server& server, Context& context) {
  const metadata::BrokerImage self = registered_self(server);
  wire::BrokerRegistrationRequest request{.broker_id = server.id,
                                          .cluster_id = server.cluster_id,
                                          .incarnation_id = server.lifecycle.incarnation,
                                          .rack = self.rack,
                                          .log_dirs = {server.directory_id},
                                          .previous_broker_epoch = server.lifecycle.previous};
  for (const metadata::BrokerEndpoint& endpoint : self.endpoints)
    request.listeners.push_back({.name = endpoint.listener,
                                 .host = endpoint.host,
                                 .port = endpoint.port,
                                 .security_protocol = endpoint.security_protocol});
  for (const controller::SupportedFeature& feature : controller::kSupportedFeatures)
    request.features.push_back({.name = std::string(feature.name),
                                .min_supported_version = feature.min,
                                .max_supported_version = feature.max});
  ask_controller(server, context, LinkKind::registration, 0, request, kRegistrationVersion);
}

void ask_heartbeat(Server& server, Context& context) {
  const Lifecycle& life = server.lifecycle;
  const wire::BrokerHeartbeatRequest request{
      .broker_id = server.id,
      .broker_epoch = *life.epoch,
      .current_metadata_offset = Offset(server.image.end.value - 1),
      .want_fence = !are_logs_loaded(server),
      .want_shut_down = life.wants_shutdown};
  ask_controller(server, context, LinkKind::heartbeat, 0, request, kHeartbeatVersion);
}

/// The answer, if there is one and it can be read.
template <class M>
std::optional<M> read_if_any(const LinkAnswer& answer) {
  if (answer.failure) return std::nullopt;
  auto read = answer.read<M>();
  return read ? std::optional(std::move(*read)) : std::nullopt;
}

/// What the broker does next because of what the controller said.
void go_on(Server& server, Context& context, bool was_caught_up) {
  Lifecycle& life = server.lifecycle;
  if (life.may_shut_down) {
    on_may_shut_down(server, context);
    return;
  }
  if (life.wants_shutdown) {
    schedule(server, context, kShutdownIntervalNs);
    return;
  }
  if (!life.is_caught_up) {
    schedule(server, context, kCatchUpIntervalNs);
    return;
  }
  schedule(server, context, interval_ns(server));
  if (!was_caught_up) on_metadata_ready(server, context);
  if (!life.is_fenced) serve_if_unfenced(server, context);
}

}  // namespace

void start_lifecycle(Server& server, Context& context) {
  Lifecycle& life = server.lifecycle;
  life.incarnation = drawn_uuid(context.draw, "incarnation",
                                {static_cast<std::uint64_t>(context.self.value),
                                 static_cast<std::uint64_t>(context.incarnation)});
  schedule(server, context, 0);
}

void hasten_lifecycle(Server& server, Context& context) {
  Lifecycle& life = server.lifecycle;
  if (!life.due || life.is_asking) return;
  schedule(server, context, 0);
}

void on_lifecycle_due(Server& server, Context& /*context*/) {
  server.lifecycle.due.reset();
  server.lifecycle.is_ready = true;
}

bool drain_lifecycle(Server& server, Context& context) {
  Lifecycle& life = server.lifecycle;
  if (!std::exchange(life.is_ready, false) || life.is_asking) return false;
  if (!is_controller_known(server)) {
    schedule(server, context, kRetryFirstNs / 2);
    return false;
  }
  life.is_asking = true;
  if (life.epoch)
    ask_heartbeat(server, context);
  else
    ask_to_register(server, context);
  return true;
}

void on_registration_answered(Server& server, Context& context, const LinkAnswer& answer) {
  Lifecycle& life = server.lifecycle;
  life.is_asking = false;
  const auto response = read_if_any<wire::BrokerRegistrationResponse>(answer);
  if (!response || response->error_code != wire::ErrorCode::none) {
    retry_later(server, context);
    return;
  }
  life.failures = 0;
  life.epoch = response->broker_epoch;
  schedule(server, context, 0);
}

void on_heartbeat_answered(Server& server, Context& context, const LinkAnswer& answer) {
  Lifecycle& life = server.lifecycle;
  life.is_asking = false;
  const auto response = read_if_any<wire::BrokerHeartbeatResponse>(answer);
  if (!response || response->error_code != wire::ErrorCode::none) {
    retry_later(server, context);
    return;
  }
  life.failures = 0;
  const bool was_caught_up = life.is_caught_up;
  life.is_caught_up = life.is_caught_up || response->is_caught_up;
  life.is_fenced = response->is_fenced;
  life.may_shut_down = response->should_shut_down;
  go_on(server, context, was_caught_up);
}

void ask_for_shutdown(Server& server, Context& context) {
  server.lifecycle.wants_shutdown = true;
  if (server.lifecycle.is_asking) return;
  schedule(server, context, 0);
}

}  // namespace fl::broker
