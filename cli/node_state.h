// What a simulated node knows at a moment, for `faultline story --state`.
#pragma once
#include "core/base/ids.h"
#include "sim/world.h"

#include <expected>
#include <string>

namespace fl::cli {

/// The state of the node of that name, as one line of JSON or as lines for people.
/// On error: why there is nothing to see, with the nearest right name.
std::expected<std::string, std::string> node_state(const sim::World& world, const std::string& name,
                                                   bool json);

}  // namespace fl::cli
