// AddRaftVoter, RemoveRaftVoter and UpdateRaftVoter where voters are static: they stand in the
// configuration, and after all other checks a change is refused.   Source:
// KafkaRaftClient.handleAddVoterRequest, handleRemoveVoterRequest, handleUpdateVoterRequest,
// AddVoterHandler, RemoveVoterHandler, UpdateVoterHandler, KIP-853.
#pragma once
#include "core/raft/types.h"
#include "core/wire/messages/raft_voters.h"

#include <optional>
#include <string_view>
#include <vector>

namespace fl::raft {

/// What the replica knows that is asked.
struct VoterChange {
  std::string_view cluster_id;
  std::string_view listener;  ///< that every voter must have
  bool leads = false;
  LeaderAndEpoch leader;
  std::optional<Endpoint> leader_endpoint;
  const std::vector<Voter>& voters;
};

wire::AddRaftVoterResponse refuse_voter_change(const wire::AddRaftVoterRequest& request,
                                               const VoterChange& change);
wire::RemoveRaftVoterResponse refuse_voter_change(const wire::RemoveRaftVoterRequest& request,
                                                  const VoterChange& change);

/// What a voter tells of itself is right if it is one. Kafka keeps it until kraft.version is
/// raised, which is not possible here.
wire::UpdateRaftVoterResponse answer_voter_update(const wire::UpdateRaftVoterRequest& request,
                                                  const VoterChange& change);

}  // namespace fl::raft
