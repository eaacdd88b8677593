// How a partition moves to other brokers (KIP-455): it gets all replicas, old and new; when the new
// ones are in sync the old ones leave; or it is called off, and the new ones leave.
// Source: PartitionReassignmentReplicas, PartitionReassignmentRevert;
// golden/placement/reassignment.
#pragma once
#include "core/base/ids.h"

#include <optional>
#include <vector>

namespace fl::controller {

struct ReassignmentStart {
  std::vector<BrokerId> replicas;  ///< the target, then those that are to leave
  std::vector<BrokerId> removing;  ///< rising
  std::vector<BrokerId> adding;    ///< rising
};

ReassignmentStart start_reassignment(const std::vector<BrokerId>& current,
                                     const std::vector<BrokerId>& target);

struct ReassignmentEnd {
  std::vector<BrokerId> replicas;
  std::vector<BrokerId> isr;
};

/// What a reassignment looks like on its way.
struct ReassignmentState {
  const std::vector<BrokerId>& removing;
  const std::vector<BrokerId>& adding;
  const std::vector<BrokerId>& replicas;
};

/// Nothing until every replica that comes is in the ISR (every one of the target, if fewer come
/// than leave), or if none is in progress.
std::optional<ReassignmentEnd> complete_reassignment(const ReassignmentState& state,
                                                     const std::vector<BrokerId>& isr);

struct ReassignmentRevert {
  std::vector<BrokerId> replicas;
  std::vector<BrokerId> isr;
  /// No old replica was in the ISR: the first of them is put there, whatever it lacks.
  bool is_unclean = false;
};

/// Nothing if no replica would be left.
std::optional<ReassignmentRevert> revert_reassignment(const ReassignmentState& state,
                                                      const std::vector<BrokerId>& isr);

}  // namespace fl::controller
