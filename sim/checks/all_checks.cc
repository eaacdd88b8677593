#include "sim/checks/all_checks.h"

#include "sim/checks/acked_record.h"
#include "sim/checks/batch_identity.h"
#include "sim/checks/broker_epochs.h"
#include "sim/checks/commit_first.h"
#include "sim/checks/committed_cut.h"
#include "sim/checks/committed_replaced.h"
#include "sim/checks/elected_leader.h"
#include "sim/checks/follows_a_fork.h"
#include "sim/checks/high_watermark.h"
#include "sim/checks/high_watermark_order.h"
#include "sim/checks/index_agreement.h"
#include "sim/checks/isr_agrees.h"
#include "sim/checks/isr_join.h"
#include "sim/checks/isr_shape.h"
#include "sim/checks/isr_shrink.h"
#include "sim/checks/leader_completeness.h"
#include "sim/checks/leader_epoch_order.h"
#include "sim/checks/leader_epochs.h"
#include "sim/checks/log_bounds.h"
#include "sim/checks/log_epochs.h"
#include "sim/checks/log_forks.h"
#include "sim/checks/log_start.h"
#include "sim/checks/maximal_isr.h"
#include "sim/checks/metadata_image.h"
#include "sim/checks/metadata_prefix.h"
#include "sim/checks/min_isr_ack.h"
#include "sim/checks/min_isr_commit.h"
#include "sim/checks/offset_gap.h"
#include "sim/checks/partition_epochs.h"
#include "sim/checks/quorum_agreement.h"
#include "sim/checks/quorum_commit.h"
#include "sim/checks/quorum_completeness.h"
#include "sim/checks/quorum_durability.h"
#include "sim/checks/quorum_epoch_order.h"
#include "sim/checks/quorum_ghost.h"
#include "sim/checks/quorum_leaders.h"
#include "sim/checks/quorum_mark.h"
#include "sim/checks/quorum_roles.h"
#include "sim/checks/quorum_votes.h"
#include "sim/checks/read_agreement.h"
#include "sim/checks/reassignment.h"
#include "sim/checks/replica_ghost.h"
#include "sim/checks/replicas_agree.h"
#include "sim/checks/response_order.h"
#include "sim/checks/sent_range.h"
#include "sim/checks/settling.h"
#include "sim/checks/stall_spread.h"
#include "sim/checks/stored_bytes.h"
#include "sim/checks/synced_record.h"
#include "sim/checks/unclean_return.h"
#include "sim/checks/uncommitted_read.h"
#include "sim/checks/zombie_ack.h"

#include <charconv>
#include <cstdint>

namespace fl::sim {

namespace {

/// min.insync.replicas of the brokers themselves.
std::int64_t first_min_isr(const Scenario& scenario) {
  std::int64_t min_isr = 1;
  for (const auto& [property, value] : scenario.cluster.config)
    if (property == "min.insync.replicas")
      std::from_chars(value.data(), value.data() + value.size(), min_isr);
  return min_isr;
}

/// What is committed and who holds it.
void add_history_checks(CheckSet& checks, const ReplicaGhost& ghost) {
  checks.add(std::make_unique<LogEpochsCheck>(ghost));
  checks.add(std::make_unique<BatchIdentityCheck>());
  checks.add(std::make_unique<LogForksCheck>(ghost));
  checks.add(std::make_unique<LogBoundsCheck>(ghost));
  checks.add(std::make_unique<LogStartCheck>());
  checks.add(std::make_unique<CommittedCutCheck>(ghost));
  checks.add(std::make_unique<FollowsAForkCheck>(ghost));
  checks.add(std::make_unique<PartitionEpochsCheck>());
  checks.add(std::make_unique<MaximalIsrCheck>(ghost));
  checks.add(std::make_unique<MinIsrCommitCheck>(ghost));
  checks.add(std::make_unique<CommittedReplacedCheck>(ghost));
  checks.add(std::make_unique<LeaderCompletenessCheck>(ghost));
  checks.add(std::make_unique<IsrAgreesCheck>(ghost));
  checks.add(std::make_unique<IsrJoinCheck>(ghost));
  checks.add(std::make_unique<UncleanReturnCheck>());
  checks.add(std::make_unique<ZombieAckCheck>(ghost));
  checks.add(std::make_unique<MinIsrAckCheck>(ghost));
  checks.add(std::make_unique<IsrShrinkCheck>());
  checks.add(std::make_unique<ReassignmentCheck>());
  checks.add(std::make_unique<ReadAgreementCheck>(ghost));
  checks.add(std::make_unique<UncommittedReadCheck>());
  checks.add(std::make_unique<QuorumVotesCheck>());
  checks.add(std::make_unique<BrokerEpochsCheck>());
}

/// The metadata log and who may write it.
void add_metadata_checks(CheckSet& checks, const QuorumGhost& ghost) {
  checks.add(std::make_unique<QuorumCommitCheck>(ghost));
  checks.add(std::make_unique<QuorumMarkCheck>(ghost));
  checks.add(std::make_unique<QuorumCompletenessCheck>(ghost));
  checks.add(std::make_unique<QuorumAgreementCheck>(ghost));
  checks.add(std::make_unique<QuorumDurabilityCheck>(ghost));
  checks.add(std::make_unique<QuorumRolesCheck>(ghost));
  checks.add(std::make_unique<MetadataPrefixCheck>(ghost));
  checks.add(std::make_unique<MetadataImageCheck>());
  checks.add(std::make_unique<CommitFirstCheck>());
}

}  // namespace

void add_all_checks(CheckSet& checks, const Scenario& scenario, const Cast& cast) {
  checks.add(std::make_unique<AckedRecordCheck>(cast));
  checks.add(std::make_unique<OffsetGapCheck>(cast));
  checks.add(std::make_unique<StoredBytesCheck>(cast));
  checks.add(std::make_unique<SyncedRecordCheck>(cast));
  checks.add(std::make_unique<IndexAgreementCheck>(cast));
  checks.add(std::make_unique<ResponseOrderCheck>());
  checks.add(std::make_unique<SentRangeCheck>(scenario));
  checks.add(std::make_unique<StallSpreadCheck>(scenario));
  if (scenario.cluster.controllers == 0) return;
  const ReplicaGhost& ghost =
      checks.add_fold(std::make_unique<ReplicaGhost>(first_min_isr(scenario)));
  checks.add(std::make_unique<LeaderEpochsCheck>());
  checks.add(std::make_unique<LeaderEpochOrderCheck>());
  checks.add(std::make_unique<ElectedLeaderCheck>());
  checks.add(std::make_unique<IsrShapeCheck>());
  checks.add(std::make_unique<HighWatermarkCheck>(ghost));
  checks.add(std::make_unique<HighWatermarkOrderCheck>(ghost));
  checks.add(std::make_unique<ReplicasAgreeCheck>(cast, ghost));
  checks.add(std::make_unique<QuorumLeadersCheck>());
  checks.add(std::make_unique<QuorumEpochOrderCheck>());
  checks.add(std::make_unique<SettlingCheck>(cast, ghost));
  add_history_checks(checks, ghost);
  add_metadata_checks(checks,
                      checks.add_fold(std::make_unique<QuorumGhost>(ghost, cast.controllers())));
}

}  // namespace fl::sim
