// Which features a directory is formatted with: the release's, or what --release-version and
// --feature ask for, refused in Kafka's words.   Source: Formatter.calculateEffectiveFeatureLevels.
#pragma once
#include "core/controller/bootstrap.h"

#include <expected>
#include <string>
#include <vector>

namespace fl::cli {

/// metadata.version of a new directory: the name, and its level.
inline constexpr std::string_view kMetadataVersion = "4.3-IV0";
inline constexpr std::int16_t kMetadataVersionLevel = 30;

/// `release` is "" or a metadata version or a release, `levels` are "NAME=LEVEL".
/// `is_dynamic`: voters are in the log, which is kraft.version 1, and nothing else.
/// On error: why not.
std::expected<std::vector<controller::FeatureLevel>, std::string> features_to_format(
    const std::string& release, const std::vector<std::string>& levels, bool is_dynamic);

}  // namespace fl::cli
