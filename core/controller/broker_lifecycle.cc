#include "core/controller/broker_lifecycle.h"

#include "core/base/assert.h"
#include "core/controller/broker_departure.h"
#include "core/controller/cluster_view.h"
#include "core/controller/partition_planner.h"

#include <algorithm>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::BrokerHeartbeatRequest;
using metadata::BrokerImage;

struct Step {
  BrokerState next = BrokerState::fenced;
  std::string_view because;  ///< of a row of kBrokerTransitions
};

/// A broker's epoch is the offset at which the batch of its registration begins, and batches are
/// applied whole.
bool is_caught_up(const Request& request, const BrokerImage& broker) {
  return request.current_metadata_offset.value >= broker.epoch.value;
}

Step next_of_fenced(const Request& request, const BrokerImage& broker) {
  using enum BrokerState;
  if (request.want_shut_down) return {shutdown_now, "fenced-broker-may-go"};
  if (request.want_fence) return {fenced, "wants-to-stay-fenced"};
  if (is_caught_up(request, broker)) return {unfenced, "has-read-its-registration"};
  return {fenced, "has-not-read-its-registration"};
}

Step next_of_unfenced(const View& view, const Request& request) {
  using enum BrokerState;
  if (request.want_fence && request.want_shut_down) return {shutdown_now, "wants-to-go-fenced"};
  if (request.want_fence) return {fenced, "wants-to-be-fenced"};
  if (!request.want_shut_down) return {unfenced, "heartbeat"};
  if (leads_any(view.image, request.broker_id))
    return {controlled_shutdown, "leads-partitions-still"};
  return {shutdown_now, "leads-nothing"};
}

Step next_of_leaving(const View& view, const Heartbeats& heartbeats, const Request& request) {
  using enum BrokerState;
  if (leads_any(view.image, request.broker_id))
    return {controlled_shutdown, "leads-partitions-still"};
  // Others must know the new leaders before the old one stops answering.
  const Heartbeat* const heartbeat = heartbeats.find(request.broker_id);
  if (heartbeat->shutdown_offset <= heartbeats.lowest_active_offset())
    return {shutdown_now, "all-others-have-read-it"};
  return {controlled_shutdown, "others-have-not-read-it"};
}

Step next_state(const View& view, const Heartbeats& heartbeats, const Request& request,
                const BrokerImage& broker) {
  switch (heartbeats.state_of(broker.id)) {
    case BrokerState::fenced:
      return next_of_fenced(request, broker);
    case BrokerState::unfenced:
      return next_of_unfenced(view, request);
    case BrokerState::controlled_shutdown:
      return next_of_leaving(view, heartbeats, request);
    case BrokerState::shutdown_now:
      break;
  }
  return {BrokerState::shutdown_now, "fenced-broker-may-go"};
}

void plan_step(const View& view, const BrokerImage& broker, BrokerState next,
               Decided<wire::BrokerHeartbeatResponse>& decided) {
  switch (next) {
    case BrokerState::fenced:
    case BrokerState::shutdown_now:
      plan_fenced(view, broker, decided.records, decided.stories);
      break;
    case BrokerState::unfenced:
      plan_unfenced(view, broker, decided.records, decided.stories);
      break;
    case BrokerState::controlled_shutdown:
      plan_controlled_shutdown(view, broker, decided.records, decided.stories);
      break;
  }
}

void plan_directories(const View& view, const BrokerImage& broker, const Request& request,
                      Decided<wire::BrokerHeartbeatResponse>& decided) {
  if (!has(view, MetadataLevel::v3_7_directories)) return;
  plan_directories_offline(view, broker, request.offline_log_dirs, decided.records,
                           decided.stories);
  if (!request.cordoned_log_dirs) return;
  std::vector<Uuid> cordoned = *request.cordoned_log_dirs;
  metadata::sort_directories(cordoned);
  if (cordoned == broker.cordoned_directories) return;
  wire::BrokerRegistrationChangeRecord record;
  record.broker_id = broker.id;
  record.broker_epoch = broker.epoch;
  record.cordoned_log_dirs = std::move(cordoned);
  decided.records.emplace_back(std::move(record));
}

Telling<BrokerStateChanged> changed(const BrokerImage& broker, std::string_view before,
                                    std::string_view after, Decision because) {
  return {.event = {.broker = broker.id,
                    .epoch = broker.epoch,
                    .before = std::string(before),
                    .after = std::string(after)},
          .because = std::move(because)};
}

}  // namespace

DecidedHeartbeat decide_heartbeat(const View& view, const Heartbeats& heartbeats,
                                  const Request& request) {
  DecidedHeartbeat decided;
  const ApiError error = check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
  if (error.is_failure() || heartbeats.find(request.broker_id) == nullptr) {
    decided.response.error_code = wire::ErrorCode::stale_broker_epoch;
    return decided;
  }
  const BrokerImage& broker = *view.image.brokers.find(request.broker_id);
  const Step step = next_state(view, heartbeats, request, broker);
  decided.before = heartbeats.state_of(broker.id);
  decided.next = step.next;
  FL_ASSERT(allowed(kBrokerTransitions, decided.before, decided.next));
  if (decided.before != decided.next) {
    const Heartbeat& heartbeat = *heartbeats.find(broker.id);
    decided.stories.emplace_back(changed(
        broker, name_of(decided.before), name_of(decided.next),
        {.rule = step.because,
         .terms = {{.name = "metadata_offset", .value = request.current_metadata_offset.value},
                   {.name = "registration_offset", .value = broker.epoch.value},
                   {.name = "shutdown_offset", .value = heartbeat.shutdown_offset.value}}}));
    plan_step(view, broker, decided.next, decided);
  }
  plan_directories(view, broker, request, decided);
  decided.response.is_caught_up = is_caught_up(request, broker);
  decided.response.is_fenced =
      decided.next == BrokerState::fenced || decided.next == BrokerState::shutdown_now;
  decided.response.should_shut_down = decided.next == BrokerState::shutdown_now;
  return decided;
}

ApiError check_expired_heartbeat(const View& view, const Request& request) {
  return check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
}

Decided<std::optional<BrokerId>> decide_fence_stale(const View& view, const Heartbeats& heartbeats,
                                                    Instant now) {
  constexpr std::int64_t kNanosecondsPerMs = 1'000'000;
  Decided<std::optional<BrokerId>> decided;
  const std::int64_t timeout_ms = view.config.broker_session_timeout_ms;
  const auto stale = heartbeats.stale(now, timeout_ms);
  if (!stale) return decided;
  const BrokerImage* const broker = view.image.brokers.find(*stale);
  FL_ASSERT(broker != nullptr);
  decided.response = *stale;
  decided.stories.emplace_back(changed(
      *broker, name_of(heartbeats.state_of(*stale)), name_of(BrokerState::fenced),
      {.rule = "session-timed-out",
       .terms = {{.name = "silent_ms",
                  .value = (now - heartbeats.find(*stale)->last_contact) / kNanosecondsPerMs},
                 {.name = "session_timeout_ms",
                  .value = timeout_ms,
                  .config = "broker.session.timeout.ms"}}}));
  plan_fenced(view, *broker, decided.records, decided.stories);
  return decided;
}

Decided<wire::UnregisterBrokerResponse> decide_unregister_broker(
    const View& view, const wire::UnregisterBrokerRequest& request) {
  Decided<wire::UnregisterBrokerResponse> decided;
  decided.response.error_message.reset();
  const BrokerImage* const broker = view.image.brokers.find(request.broker_id);
  if (broker == nullptr) {
    decided.response.error_code = wire::ErrorCode::broker_id_not_registered;
    decided.response.error_message =
        "Broker ID " + std::to_string(request.broker_id.value) + " is not currently registered";
    return decided;
  }
  decided.stories.emplace_back(changed(*broker, broker->is_fenced ? "fenced" : "unfenced",
                                       "unregistered",
                                       {.rule = "unregister-broker-asked-for", .terms = {}}));
  plan_unregistered(view, *broker, decided.records, decided.stories);
  return decided;
}

}  // namespace fl::controller
