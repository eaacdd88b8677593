// The second half of a drawn scenario: what goes wrong, when it is mended, and what must hold
// because of it.
#pragma once
#include "sim/explore/drawn_cluster.h"

#include <string>

namespace fl::sim {

/// `timeline:` and `expect:` as YAML.
std::string faults_yaml(const DrawnCluster& cluster, const Dice& dice);

}  // namespace fl::sim
