// Variants of a scenario: the same story with one thing changed, such as acks: 1 instead of all. A
// variant is written as what differs: its maps are laid over those of the scenario key by key, its
// lists and values replace them.
#pragma once
#include "sim/scenario/keys.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/yaml.h"

#include <string_view>
#include <vector>

namespace fl::sim {

/// The names and titles of a scenario's variants, in the order of the file.
std::vector<VariantName> read_variants(const YamlNode& root, Mistakes& mistakes);

/// The scenario's text with a variant laid over it. REQUIRES: it is one of read_variants().
YamlNode with_variant(const YamlNode& root, std::string_view variant);

}  // namespace fl::sim
