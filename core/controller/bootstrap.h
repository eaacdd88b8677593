// The first records of a cluster: the features at the levels of a release.
// Source: BootstrapMetadata, ActivationRecordsGenerator; golden feature tables of Apache
// Kafka 4.3.1.
#pragma once
#include "core/controller/decided.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace fl::controller {

struct FeatureLevel {
  std::string_view name;
  std::int16_t level = 0;
};

/// What a freshly formatted cluster of the release has finalized; empty for 3.2, whose features
/// were not in a metadata log.
std::span<const FeatureLevel> standard_features(config::Release release);

metadata::RecordList bootstrap_records(const config::BrokerConfig& config);
/// The same where a directory was formatted with `records`.
metadata::RecordList bootstrap_records(const config::BrokerConfig& config,
                                       metadata::RecordList records);

/// The records of features at those levels; one of level 0 has none.
metadata::RecordList feature_records(std::span<const FeatureLevel> features);

}  // namespace fl::controller
