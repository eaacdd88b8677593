// Checks that what the lines of a scenario name is declared in it: brokers, topics and partitions,
// producers, consumers.
#pragma once
#include "sim/scenario/keys.h"
#include "sim/scenario/scenario.h"

namespace fl::sim {

void check_references(const Scenario& scenario, Mistakes& mistakes);

/// The same for one action that came from elsewhere (a prompt, the control port).
void check_references(const Scenario& scenario, const ActionLine& action, Mistakes& mistakes);

}  // namespace fl::sim
