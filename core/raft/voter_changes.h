// AddRaftVoter, RemoveRaftVoter and UpdateRaftVoter: why one is refused, in Kafka's order of checks
// and in Kafka's words. What is not refused the leader does (reconfiguring.cc).
// Source: KafkaRaftClient.handleAddVoterRequest, handleRemoveVoterRequest,
// handleUpdateVoterRequest, AddVoterHandler, RemoveVoterHandler, UpdateVoterHandler, KIP-853.
#pragma once
#include "core/raft/types.h"
#include "core/raft/voter_history.h"
#include "core/wire/error_code.h"
#include "core/wire/messages/raft_voters.h"

#include <optional>
#include <string>
#include <string_view>

namespace fl::raft {

/// What the replica knows that is asked.
struct VoterChangeView {
  std::string_view cluster_id;
  std::string_view listener;  ///< that every voter must have
  bool leads = false;
  LeaderAndEpoch leader;
  std::optional<Endpoint> leader_endpoint;
  bool has_change = false;               ///< one is in flight
  std::optional<Offset> high_watermark;  ///< of this epoch, once it is known
  const VoterHistory& history;
};

struct Refusal {
  wire::ErrorCode error = wire::ErrorCode::none;
  std::optional<std::string> message = "";
};

/// The error with its own text. Source: RaftUtil.addVoterResponse.
Refusal refusal_of(wire::ErrorCode error);

std::optional<Refusal> refuse(const wire::AddRaftVoterRequest& request,
                              const VoterChangeView& view);
std::optional<Refusal> refuse(const wire::RemoveRaftVoterRequest& request,
                              const VoterChangeView& view);

/// `known` are the voters that the update is made in.
wire::ErrorCode refuse(const wire::UpdateRaftVoterRequest& request, const VoterChangeView& view,
                       const VoterSet& known);

/// The voter that a request describes, where the message has its fields.
Voter voter_in(const wire::AddRaftVoterRequest& request);
Voter voter_in(const wire::UpdateRaftVoterRequest& request);

wire::UpdateRaftVoterResponse update_response(wire::ErrorCode error, const VoterChangeView& view);

}  // namespace fl::raft
