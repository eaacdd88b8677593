// The parts of a scenario file: cluster, hardware, topics, workload.
#pragma once
#include "sim/scenario/keys.h"
#include "sim/scenario/scenario.h"

namespace fl::sim {

void read_switches(const YamlNode& node, Properties& into, Mistakes& mistakes);
void read_cluster(Keys& keys, ClusterSpec& cluster, Mistakes& mistakes);
void read_hardware(Keys& keys, HardwareSpec& hardware, Mistakes& mistakes);
void read_topics(Keys& keys, std::vector<TopicSpec>& topics, Mistakes& mistakes);
void read_workload(Keys& keys, Scenario& scenario, Mistakes& mistakes);

}  // namespace fl::sim
