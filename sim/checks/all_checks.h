// The list of all checks, in the order in which a run reports them.
#pragma once
#include "sim/checks/check.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/scenario.h"

namespace fl::sim {

/// REQUIRES: scenario and cast outlive the checks.
void add_all_checks(CheckSet& checks, const Scenario& scenario, const Cast& cast);

}  // namespace fl::sim
