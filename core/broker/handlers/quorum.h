// The quorum's own protocol, on controller listeners: answered by this node's replica of the
// metadata log, sooner or later.   Source: ControllerApis, KafkaRaftClient.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/begin_quorum_epoch.h"
#include "core/wire/messages/describe_quorum.h"
#include "core/wire/messages/end_quorum_epoch.h"
#include "core/wire/messages/fetch_snapshot.h"
#include "core/wire/messages/raft_voters.h"
#include "core/wire/messages/vote.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::VoteRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::BeginQuorumEpochRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::EndQuorumEpochRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::FetchSnapshotRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeQuorumRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::AddRaftVoterRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::RemoveRaftVoterRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::UpdateRaftVoterRequest& body);

}  // namespace fl::broker
