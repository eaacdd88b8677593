// The quorum's own protocol, on controller listeners: answered by this node's replica of the
// metadata log, sooner or later.   Source: ControllerApis, KafkaRaftClient.
#pragma once
#include "core/broker/control.h"
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/begin_quorum_epoch.h"
#include "core/wire/messages/describe_quorum.h"
#include "core/wire/messages/end_quorum_epoch.h"
#include "core/wire/messages/fetch_snapshot.h"
#include "core/wire/messages/raft_voters.h"
#include "core/wire/messages/vote.h"

#include <concepts>

namespace fl::broker {

/// Fetch belongs to the quorum only on controller listeners: handlers/fetch.h sees to it.
template <class M>
concept QuorumRequest =
    std::same_as<M, wire::VoteRequest> || std::same_as<M, wire::BeginQuorumEpochRequest> ||
    std::same_as<M, wire::EndQuorumEpochRequest> || std::same_as<M, wire::FetchSnapshotRequest> ||
    std::same_as<M, wire::DescribeQuorumRequest> || std::same_as<M, wire::AddRaftVoterRequest> ||
    std::same_as<M, wire::RemoveRaftVoterRequest> || std::same_as<M, wire::UpdateRaftVoterRequest>;

template <QuorumRequest M>
void handle(Server& server, Context& context, const Request& request, const M& body) {
  ask_quorum(server, context, request, body);
}

}  // namespace fl::broker
