// The first half of a drawn scenario: machines, Kafka's properties, topics and clients.
#pragma once
#include "sim/explore/dice.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fl::sim {

struct DrawnTopic {
  std::string name;
  std::vector<std::vector<std::int64_t>> replicas;  ///< by partition, the preferred one first
  std::int64_t min_isr = 1;
};

struct DrawnProducer {
  std::string name;
  std::string topic;
  std::string acks;
  bool is_idempotent = true;
  std::int64_t records_per_second = 10;
  std::string record_size;
};

/// What the faults and the expectations need to know of it.
struct DrawnCluster {
  std::int64_t brokers = 3;
  std::int64_t controllers = 3;  ///< 0: the one broker is its own
  bool is_unclean = false;       ///< unclean.leader.election.enable
  std::vector<DrawnTopic> topics;
  std::vector<DrawnProducer> producers;
  std::vector<std::string> consumers;
  std::int64_t faults_begin_s = 6;
  std::int64_t faults_end_s = 20;
  std::int64_t end_s = 60;
};

DrawnCluster draw_cluster(const Dice& dice);

/// `run:` to `workload:` as YAML.
std::string cluster_yaml(const DrawnCluster& cluster, const Dice& dice);

}  // namespace fl::sim
