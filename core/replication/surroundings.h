// What a replica's decisions look at besides its own state: who this broker is, what metadata says
// of the others, and the configuration.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/topic_partition.h"
#include "core/metadata/image.h"
#include "core/replication/switches.h"

#include <cstdint>

namespace fl::replication {

using Brokers = SharedMap<BrokerId, metadata::BrokerImage>;

/// References live only during the call.
struct Surroundings {
  const TopicPartition& partition;  ///< for the story
  const Brokers& brokers;           ///< as the newest known metadata has them
  BrokerId self;
  BrokerEpoch self_epoch{-1};  ///< of this broker's registration
  Switches switches;
  std::int32_t min_isr = 1;               ///< min.insync.replicas of the topic
  std::int64_t lag_max_ms = 30'000;       ///< replica.lag.time.max.ms
  std::int64_t fetch_backoff_ms = 1'000;  ///< replica.fetch.backoff.ms
};

}  // namespace fl::replication
