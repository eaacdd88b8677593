// UpdateFeatures: the levels of the cluster's features are raised or lowered. All of the request is
// done or nothing; every broker and every registered controller must support the new level.
// Source: FeatureControlManager.updateFeatures, KIP-584, KIP-778, KIP-966; golden features table.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/update_features.h"

#include <cstdint>
#include <string>

namespace fl::controller {

/// The feature of the quorum itself, whose level stands in its control records: it is raised by the
/// quorum, not by the records of a decision.
struct KraftVersion {
  std::int16_t level = 0;
  std::string problem = {};  ///< why it cannot be raised now; "" if it can
};

/// `version` of the request: up to 1 each feature has an answer of its own, unless one failed.
/// Kafka: in version 0 `AllowDowngrade` is read by nobody, so that levels can only rise.
Decided<wire::UpdateFeaturesResponse> decide_update_features(
    const View& view, const wire::UpdateFeaturesRequest& request, std::int16_t version,
    const KraftVersion& kraft = {});

}  // namespace fl::controller
