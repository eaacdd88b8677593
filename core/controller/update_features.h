// UpdateFeatures: the levels of the cluster's features are raised or lowered. All of the request is
// done or nothing; every broker and every registered controller must support the new level.
// Source: FeatureControlManager.updateFeatures, KIP-584, KIP-778, KIP-966; golden features table.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/update_features.h"

#include <cstdint>

namespace fl::controller {

/// `version` of the request: up to 1 each feature has an answer of its own, unless one failed.
/// Kafka: in version 0 `AllowDowngrade` is read by nobody, so that levels can only rise.
Decided<wire::UpdateFeaturesResponse> decide_update_features(
    const View& view, const wire::UpdateFeaturesRequest& request, std::int16_t version);

}  // namespace fl::controller
