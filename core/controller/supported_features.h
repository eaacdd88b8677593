// What a node of release 4.3 supports: the levels of each feature that it can run with.
// Source: Feature, MetadataVersion, QuorumFeatures; golden features table.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace fl::controller {

/// Both ends inclusive. A minimum of zero: the feature may be off.
struct SupportedFeature {
  std::string_view name;
  std::int16_t min = 0;
  std::int16_t max = 0;
};

inline constexpr std::array<SupportedFeature, 7> kSupportedFeatures{{
    {"eligible.leader.replicas.version", 0, 1},
    {"group.version", 0, 1},
    {"kraft.version", 0, 1},
    {"metadata.version", 7, 30},
    {"share.version", 0, 1},
    {"streams.version", 0, 1},
    {"transaction.version", 0, 2},
}};

}  // namespace fl::controller
