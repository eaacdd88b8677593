// "Did you mean …": the known name that is closest to a mistyped one.
#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace fl {

/// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours), if
/// it is close enough to be a likely typing mistake: at most a third of the longer name's length.
/// Of equally close ones the first.
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates);

}  // namespace fl
