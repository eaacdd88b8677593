#include "core/controller/bootstrap.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

namespace fl::controller {

namespace {

constexpr std::array kFeatures43{
    FeatureLevel{"metadata.version", 30}, FeatureLevel{"eligible.leader.replicas.version", 1},
    FeatureLevel{"group.version", 1},     FeatureLevel{"share.version", 1},
    FeatureLevel{"streams.version", 1},   FeatureLevel{"transaction.version", 2},
};
constexpr std::array kFeatures39{FeatureLevel{"metadata.version", 21}};

}  // namespace

std::span<const FeatureLevel> standard_features(config::Release release) {
  switch (release) {
    case config::Release::v4_3:
      return kFeatures43;
    case config::Release::v3_9:
      return kFeatures39;
    case config::Release::v3_2:
      return {};
  }
  return {};
}

metadata::RecordList feature_records(std::span<const FeatureLevel> features) {
  metadata::RecordList records;
  for (const FeatureLevel& feature : features) {
    if (feature.level == 0) continue;
    wire::FeatureLevelRecord record;
    record.name = feature.name;
    record.feature_level = feature.level;
    records.emplace_back(std::move(record));
  }
  return records;
}

metadata::RecordList bootstrap_records(const config::BrokerConfig& config) {
  return bootstrap_records(config, feature_records(standard_features(config.release())));
}

metadata::RecordList bootstrap_records(const config::BrokerConfig& config,
                                       metadata::RecordList records) {
  const bool has_eligible_leader_replicas =
      std::ranges::any_of(records, [](const metadata::Record& record) {
        const auto* feature = std::get_if<wire::FeatureLevelRecord>(&record);
        return feature != nullptr && feature->name == "eligible.leader.replicas.version";
      });
  if (has_eligible_leader_replicas) {
    // All brokers must agree on who may lead: what the first one was configured with becomes the
    // cluster's.
    wire::ConfigRecord record;
    record.resource_type = static_cast<std::int8_t>(metadata::ResourceType::broker);
    record.name = "min.insync.replicas";
    record.value = std::to_string(config.min_insync_replicas);
    records.emplace_back(std::move(record));
  }
  if (records.empty()) records.emplace_back(wire::NoOpRecord{});
  return records;
}

}  // namespace fl::controller
