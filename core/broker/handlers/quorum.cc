#include "core/broker/handlers/quorum.h"

#include "core/broker/control.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::VoteRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::BeginQuorumEpochRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::EndQuorumEpochRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::FetchSnapshotRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeQuorumRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AddRaftVoterRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::RemoveRaftVoterRequest& body) {
  ask_quorum(server, context, request, body);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::UpdateRaftVoterRequest& body) {
  ask_quorum(server, context, request, body);
}

}  // namespace fl::broker
