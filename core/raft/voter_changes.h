// AddRaftVoter and RemoveRaftVoter where voters are static: they stand in the configuration, and
// after all other checks a change is refused.   Source: KafkaRaftClient.handleAddVoterRequest,
// handleRemoveVoterRequest, AddVoterHandler, RemoveVoterHandler, KIP-853.
#pragma once
#include "core/wire/messages/raft_voters.h"

#include <string_view>

namespace fl::raft {

/// What the replica knows that is asked.
struct VoterChange {
  std::string_view cluster_id;
  std::string_view listener;  ///< that every voter must have
  bool leads = false;
};

wire::AddRaftVoterResponse refuse_voter_change(const wire::AddRaftVoterRequest& request,
                                               const VoterChange& change);
wire::RemoveRaftVoterResponse refuse_voter_change(const wire::RemoveRaftVoterRequest& request,
                                                  const VoterChange& change);

}  // namespace fl::raft
