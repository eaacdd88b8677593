#include "sim/checks/all_checks.h"

#include "sim/checks/acked_record.h"
#include "sim/checks/elected_leader.h"
#include "sim/checks/high_watermark.h"
#include "sim/checks/high_watermark_order.h"
#include "sim/checks/index_agreement.h"
#include "sim/checks/isr_shape.h"
#include "sim/checks/leader_epoch_order.h"
#include "sim/checks/leader_epochs.h"
#include "sim/checks/offset_gap.h"
#include "sim/checks/quorum_epoch_order.h"
#include "sim/checks/quorum_leaders.h"
#include "sim/checks/replica_ghost.h"
#include "sim/checks/replicas_agree.h"
#include "sim/checks/response_order.h"
#include "sim/checks/sent_range.h"
#include "sim/checks/stall_spread.h"
#include "sim/checks/stored_bytes.h"
#include "sim/checks/synced_record.h"

namespace fl::sim {

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
  const ReplicaGhost& ghost = checks.add_fold(std::make_unique<ReplicaGhost>());
  checks.add(std::make_unique<LeaderEpochsCheck>());
  checks.add(std::make_unique<LeaderEpochOrderCheck>());
  checks.add(std::make_unique<ElectedLeaderCheck>());
  checks.add(std::make_unique<IsrShapeCheck>());
  checks.add(std::make_unique<HighWatermarkCheck>(ghost));
  checks.add(std::make_unique<HighWatermarkOrderCheck>(ghost));
  checks.add(std::make_unique<ReplicasAgreeCheck>(cast, ghost));
  checks.add(std::make_unique<QuorumLeadersCheck>());
  checks.add(std::make_unique<QuorumEpochOrderCheck>());
}

}  // namespace fl::sim
