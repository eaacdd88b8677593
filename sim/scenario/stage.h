// Sets a scenario's world up: its brokers with disks and listeners, and its clients.
#pragma once
#include "sim/scenario/cast.h"
#include "sim/scenario/run.h"
#include "sim/scenario/scenario.h"
#include "sim/world.h"

namespace fl::sim {

/// Adds all nodes and boots them. `options.wrap` sees every node before it is added.
void set_stage(World& world, const Scenario& scenario, const RunOptions& options);

}  // namespace fl::sim
