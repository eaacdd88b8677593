#include "sim/explore/drawn_scenario.h"

#include "sim/explore/dice.h"
#include "sim/explore/drawn_cluster.h"
#include "sim/explore/drawn_faults.h"

#include <fmt/format.h>

namespace fl::sim {

std::string drawn_scenario(std::uint64_t seed) {
  const Dice dice(seed);
  const DrawnCluster cluster = draw_cluster(dice);
  return fmt::format(
             "title: {{en: \"Drawn from {0}\", zh: \"由 {0} 抽出\"}}\n"
             "question: {{en: \"Does one of the checks break?\", zh: \"有检查不成立吗？\"}}\n"
             "seed: {0}\n",
             seed) +
         cluster_yaml(cluster, dice) + faults_yaml(cluster, dice);
}

}  // namespace fl::sim
