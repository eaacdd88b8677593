#include "core/controller/register_broker.h"

#include "core/controller/broker_departure.h"
#include "core/controller/cluster_view.h"

#include <algorithm>
#include <set>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::BrokerRegistrationRequest;
using Response = wire::BrokerRegistrationResponse;
using wire::ErrorCode;
using wire::RegisterBrokerRecord;

constexpr std::int16_t kVersionWithPreviousEpoch = 3;
constexpr std::uint64_t kReservedDirectoryMax = 99;
constexpr std::string_view kMetadataVersion = "metadata.version";

ApiError check_incarnation(const View& view, const Heartbeats& heartbeats,
                           const Registrant& registrant) {
  const Request& request = registrant.request;
  const metadata::BrokerImage* const existing = view.image.brokers.find(request.broker_id);
  if (existing == nullptr || existing->incarnation == request.incarnation_id) return {};
  // One that is on its way out by its own wish does not come back: its successor need not wait.
  if (existing->is_in_controlled_shutdown) return {};
  if (!heartbeats.has_session(request.broker_id, registrant.now,
                              view.config.broker_session_timeout_ms))
    return {};
  return {ErrorCode::duplicate_broker_registration,
          "Another broker is registered with that broker id. If the broker was recently restarted "
          "this should self-resolve once the heartbeat manager expires the broker's session."};
}

ApiError check_directories(const View& view, const Request& request) {
  if (!has(view, MetadataLevel::v3_7_directories)) return {};
  const auto invalid = [](std::string text) {
    return ApiError{.code = ErrorCode::invalid_registration, .message = std::move(text)};
  };
  if (request.log_dirs.empty()) return invalid("No directories specified in request");
  const auto is_reserved = [](const Uuid& id) {
    return id.high == 0 && id.low <= kReservedDirectoryMax;
  };
  if (std::ranges::any_of(request.log_dirs, is_reserved))
    return invalid("Reserved directory ID in request");
  const std::set<Uuid> distinct(request.log_dirs.begin(), request.log_dirs.end());
  if (distinct.size() != request.log_dirs.size())
    return invalid("Duplicate directory ID in request");
  ApiError error;
  view.image.brokers.for_each([&](const BrokerId& id, const metadata::BrokerImage& broker) {
    if (id == request.broker_id || error.is_failure()) return;
    for (const Uuid& directory : request.log_dirs)
      if (broker.has_directory(directory)) {
        error = invalid("Broker " + std::to_string(id.value) +
                        " is already registered with directory " + directory.to_text());
        return;
      }
  });
  return error;
}

struct Range {
  std::int16_t min = 0;
  std::int16_t max = 0;
};

ApiError check_feature(const View& view, const std::string& name, Range range) {
  const std::int16_t* const found = view.image.features.find(name);
  const std::int16_t standard = name == kMetadataVersion ? 1 : 0;
  const std::int16_t finalized = found == nullptr ? standard : *found;
  if (range.min <= finalized && finalized <= range.max) return {};
  return {ErrorCode::unsupported_version,
          "Unable to register because the broker does not support finalized version " +
              std::to_string(finalized) + " of " + name + ". The broker wants a version between " +
              std::to_string(range.min) + " and " + std::to_string(range.max) + ", inclusive."};
}

bool names_feature(const Request& request, std::string_view name) {
  return std::ranges::any_of(request.features,
                             [name](const Request::Feature& f) { return f.name == name; });
}

/// Every feature that is in force must be within what the broker supports.
ApiError check_features(const View& view, const Request& request) {
  for (const Request::Feature& feature : request.features) {
    ApiError error =
        check_feature(view, feature.name,
                      {.min = feature.min_supported_version, .max = feature.max_supported_version});
    if (error.is_failure()) return error;
  }
  if (!names_feature(request, kMetadataVersion)) {
    ApiError error = check_feature(view, std::string(kMetadataVersion), {.min = 1, .max = 1});
    if (error.is_failure()) return error;
  }
  for (const std::string& name : view.image.features.keys()) {
    if (name == kMetadataVersion || names_feature(request, name)) continue;
    ApiError error = check_feature(view, name, {});
    if (error.is_failure()) return error;
  }
  return {};
}

ApiError check(const View& view, const Heartbeats& heartbeats, const Registrant& registrant) {
  const Request& request = registrant.request;
  if (request.cluster_id != registrant.cluster_id)
    return {ErrorCode::inconsistent_cluster_id, "Expected cluster ID " +
                                                    std::string(registrant.cluster_id) +
                                                    ", but got cluster ID " + request.cluster_id};
  if (ApiError error = check_incarnation(view, heartbeats, registrant); error.is_failure())
    return error;
  if (request.is_migrating_zk_broker)
    return {ErrorCode::broker_id_not_registered,
            "Controller does not support registering ZK brokers."};
  if (ApiError error = check_directories(view, request); error.is_failure()) return error;
  return check_features(view, request);
}

RegisterBrokerRecord record_of(const View& view, const Request& request) {
  RegisterBrokerRecord record;
  record.broker_id = request.broker_id;
  record.is_migrating_zk_broker = request.is_migrating_zk_broker;
  record.incarnation_id = request.incarnation_id;
  record.rack = request.rack;
  for (const Request::Listener& listener : request.listeners) {
    auto& endpoint = record.end_points.emplace_back();
    endpoint.name = listener.name;
    endpoint.host = listener.host;
    endpoint.port = listener.port;
    endpoint.security_protocol = listener.security_protocol;
  }
  for (const Request::Feature& feature : request.features) {
    auto& supported = record.features.emplace_back();
    supported.name = feature.name;
    supported.min_supported_version = feature.min_supported_version;
    supported.max_supported_version = feature.max_supported_version;
  }
  if (!names_feature(request, kMetadataVersion)) {
    auto& supported = record.features.emplace_back();
    supported.name = kMetadataVersion;
    supported.min_supported_version = 1;
    supported.max_supported_version = 1;
  }
  if (has(view, MetadataLevel::v3_7_directories)) record.log_dirs = request.log_dirs;
  return record;
}

}  // namespace

Decided<Response> decide_register_broker(const View& view, const Heartbeats& heartbeats,
                                         const Registrant& registrant) {
  const Request& request = registrant.request;
  Decided<Response> decided;
  if (ApiError error = check(view, heartbeats, registrant); error.is_failure()) {
    decided.response.error_code = error.code;
    const Heartbeat* const known = heartbeats.find(request.broker_id);
    constexpr std::int64_t kNanosecondsPerMs = 1'000'000;
    Decision because{.rule = "broker-registration-checks", .terms = {}};
    if (error.code == ErrorCode::duplicate_broker_registration && known != nullptr)
      because = {.rule = "another-incarnation-has-a-session",
                 .terms = {{.name = "silent_ms",
                            .value = (registrant.now - known->last_contact) / kNanosecondsPerMs},
                           {.name = "session_timeout_ms",
                            .value = view.config.broker_session_timeout_ms,
                            .config = "broker.session.timeout.ms"}}};
    decided.stories.emplace_back(
        Telling<RegistrationRefused>{.event = {.broker = request.broker_id,
                                               .error = std::string(wire::name_of(error.code)),
                                               .why = bounded_text(error.message).value_or("")},
                                     .because = std::move(because)});
    return decided;
  }
  const metadata::BrokerImage* const existing = view.image.brokers.find(request.broker_id);
  RegisterBrokerRecord record = record_of(view, request);
  bool was_clean = true;
  if (existing != nullptr && existing->incarnation == request.incarnation_id) {
    record.fenced = existing->is_fenced;
    record.in_controlled_shutdown = existing->is_in_controlled_shutdown;
    record.broker_epoch = existing->epoch;
  } else {
    record.broker_epoch = BrokerEpoch(view.image.end.value);
    was_clean = registrant.version < kVersionWithPreviousEpoch ||
                (existing != nullptr && existing->epoch == request.previous_broker_epoch);
    plan_restart(view, request.broker_id, was_clean, decided.records, decided.stories);
  }
  decided.response.broker_epoch = record.broker_epoch;
  decided.stories.emplace_back(Telling<BrokerRegistered>{
      .event = {.broker = request.broker_id,
                .epoch = record.broker_epoch,
                .incarnation = request.incarnation_id,
                .rack = request.rack,
                .was_clean = was_clean},
      .because = {
          .rule = "broker-registers",
          .terms = {{.name = "next_offset", .value = view.image.end.value},
                    {.name = "previous_epoch", .value = request.previous_broker_epoch.value}}}});
  decided.records.emplace_back(std::move(record));
  return decided;
}

Decided<wire::ControllerRegistrationResponse> decide_register_controller(
    const View& view, const wire::ControllerRegistrationRequest& request) {
  Decided<wire::ControllerRegistrationResponse> decided;
  if (!has(view, MetadataLevel::v3_7_controller_registration)) {
    decided.response.error_code = ErrorCode::unsupported_version;
    decided.response.error_message =
        "The current MetadataVersion is too old to support controller registrations.";
    return decided;
  }
  wire::RegisterControllerRecord record;
  record.controller_id = request.controller_id;
  record.incarnation_id = request.incarnation_id;
  for (const auto& listener : request.listeners) {
    auto& endpoint = record.end_points.emplace_back();
    endpoint.name = listener.name;
    endpoint.host = listener.host;
    endpoint.port = listener.port;
    endpoint.security_protocol = listener.security_protocol;
  }
  for (const auto& feature : request.features) {
    auto& supported = record.features.emplace_back();
    supported.name = feature.name;
    supported.min_supported_version = feature.min_supported_version;
    supported.max_supported_version = feature.max_supported_version;
  }
  decided.records.emplace_back(std::move(record));
  return decided;
}

}  // namespace fl::controller
