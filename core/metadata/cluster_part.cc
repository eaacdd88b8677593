// Brokers and controllers.   Source: ClusterDelta, BrokerRegistration, ClusterControlManager.
#include "core/metadata/parts.h"

#include <utility>

namespace fl::metadata {

namespace {

template <class Record>
std::vector<BrokerEndpoint> endpoints_of(const Record& record) {
  std::vector<BrokerEndpoint> endpoints;
  endpoints.reserve(record.end_points.size());
  for (const auto& endpoint : record.end_points)
    endpoints.push_back({.listener = endpoint.name,
                         .host = endpoint.host,
                         .port = endpoint.port,
                         .security_protocol = endpoint.security_protocol});
  return endpoints;
}

template <class Record>
std::vector<FeatureRange> features_of(const Record& record) {
  std::vector<FeatureRange> features;
  features.reserve(record.features.size());
  for (const auto& feature : record.features)
    features.push_back({.name = feature.name,
                        .min = feature.min_supported_version,
                        .max = feature.max_supported_version});
  return features;
}

std::vector<Uuid> sorted(std::vector<Uuid> directories) {
  sort_directories(directories);
  return directories;
}

/// What is wrong with a record about the registration of a broker, or nothing.
std::optional<std::string> contradiction(const Image& image, BrokerId id, BrokerEpoch epoch) {
  const BrokerImage* const broker = image.brokers.find(id);
  const std::string name = "broker " + std::to_string(id.value);
  if (broker == nullptr) return name + " is not registered";
  if (broker->epoch != epoch)
    return "epoch " + std::to_string(epoch.value) + " is not that of " + name + ", which is " +
           std::to_string(broker->epoch.value);
  return std::nullopt;
}

Applied set_fenced(Target target, BrokerId id, BrokerEpoch epoch, bool is_fenced) {
  if (auto text = contradiction(target.image, id, epoch)) return wrong(std::move(*text));
  target.image.brokers.mutate(id)->is_fenced = is_fenced;
  target.delta.brokers.insert(id);
  return {};
}

}  // namespace

Applied apply_to(Target target, const wire::RegisterBrokerRecord& record) {
  static const std::vector<Uuid> kNone;
  BrokerImage broker{.id = record.broker_id,
                     .epoch = record.broker_epoch,
                     .rack = record.rack,
                     .endpoints = endpoints_of(record),
                     .is_fenced = record.fenced,
                     .incarnation = record.incarnation_id,
                     .is_in_controlled_shutdown = record.in_controlled_shutdown,
                     .features = features_of(record),
                     .directories = sorted(record.log_dirs),
                     .cordoned_directories = sorted(record.cordoned_log_dirs.value_or(kNone))};
  target.image.brokers.put(record.broker_id, std::move(broker));
  target.delta.brokers.insert(record.broker_id);
  return {};
}

Applied apply_to(Target target, const wire::UnregisterBrokerRecord& record) {
  if (auto text = contradiction(target.image, record.broker_id, record.broker_epoch))
    return wrong(std::move(*text));
  target.image.brokers.erase(record.broker_id);
  target.delta.brokers.insert(record.broker_id);
  return {};
}

Applied apply_to(Target target, const wire::BrokerRegistrationChangeRecord& record) {
  if (auto text = contradiction(target.image, record.broker_id, record.broker_epoch))
    return wrong(std::move(*text));
  if (record.fenced < -1 || record.fenced > 1)
    return wrong("unknown value for fenced: " + std::to_string(record.fenced));
  if (record.in_controlled_shutdown < 0 || record.in_controlled_shutdown > 1)
    return wrong("unknown value for inControlledShutdown: " +
                 std::to_string(record.in_controlled_shutdown));
  BrokerImage& broker = *target.image.brokers.mutate(record.broker_id);
  if (record.fenced != 0) broker.is_fenced = record.fenced == 1;
  if (record.in_controlled_shutdown == 1) broker.is_in_controlled_shutdown = true;
  if (!record.log_dirs.empty()) broker.directories = sorted(record.log_dirs);
  if (record.cordoned_log_dirs) broker.cordoned_directories = sorted(*record.cordoned_log_dirs);
  target.delta.brokers.insert(record.broker_id);
  return {};
}

Applied apply_to(Target target, const wire::FenceBrokerRecord& record) {
  return set_fenced(target, record.id, record.epoch, true);
}

Applied apply_to(Target target, const wire::UnfenceBrokerRecord& record) {
  return set_fenced(target, record.id, record.epoch, false);
}

Applied apply_to(Target target, const wire::RegisterControllerRecord& record) {
  target.image.controllers.put(record.controller_id,
                               {.id = record.controller_id,
                                .incarnation = record.incarnation_id,
                                .is_zk_migration_ready = record.zk_migration_ready,
                                .endpoints = endpoints_of(record),
                                .features = features_of(record)});
  target.delta.controllers.insert(record.controller_id);
  return {};
}

}  // namespace fl::metadata
