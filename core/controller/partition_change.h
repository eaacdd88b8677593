// One decision about one partition: from what it is and what it should become (ISR, replicas,
// recovery state, kind of election) to who leads it and the record that says so.
//
// The order of the steps is Kafka's and matters: a reassignment that can complete does, then the
// eligible leader replicas follow from the ISR, then the leader is elected, then epochs and fields
// are written. A record that names a leader, even the same, begins a leader epoch.
// Source: PartitionChangeBuilder, KIP-631, KIP-841, KIP-966; golden/placement/partition_change.
#pragma once
#include "core/controller/elections.h"
#include "core/metadata/image.h"
#include "core/wire/messages/metadata_records.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace fl::controller {

inline constexpr std::int8_t kRecovered = 0;
inline constexpr std::int8_t kRecovering = 1;

/// What a partition should become. Whatever is not changed stays as target_of() gave it.
struct PartitionTarget {
  std::vector<BrokerId> replicas;  ///< by preference
  std::vector<BrokerId> isr;
  std::vector<BrokerId> removing_replicas;
  std::vector<BrokerId> adding_replicas;
  /// Directories by replica; one that is not here is kUnassignedDirectory.
  std::map<BrokerId, Uuid> directories;
  /// Came back without having stopped cleanly: they may lack records that they acknowledged.
  std::vector<BrokerId> unclean_replicas;
  std::int8_t leader_recovery_state = kRecovered;
  Election election = Election::online;
};

PartitionTarget target_of(const metadata::PartitionImage& partition);

/// What holds for all partitions of a topic at a metadata.version.
struct PartitionRules {
  std::int32_t min_isr = 1;  ///< effective: at most the replication factor
  bool has_elr = false;      ///< eligible.leader.replicas.version is 1
  /// A partition without ISR and ELR may be led by its last leader again (KIP-966's balanced
  /// recovery, which is Kafka's only mode).
  bool recovers_last_leader = true;
  bool has_recovery_state = true;  ///< from metadata.version 3.2 on
  bool has_directories = true;     ///< from metadata.version 3.7-IV2 on
  /// Before 3.6 brokers needed a new leader epoch whenever the ISR shrank.   Source: KAFKA-15021.
  bool bumps_epoch_on_shrink = false;
};

struct PartitionChange {
  /// Nothing: the partition is already so. Topic id and partition are the caller's to fill in.
  std::optional<wire::PartitionChangeRecord> record;
  ElectionResult election;
};

/// `acceptable`: those that may lead at all, being alive with their directory online.
PartitionChange change_partition(const metadata::PartitionImage& partition, PartitionTarget target,
                                 const PartitionRules& rules,
                                 const std::vector<BrokerId>& acceptable);

}  // namespace fl::controller
