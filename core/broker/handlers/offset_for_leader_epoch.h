// Answers OffsetForLeaderEpoch: where an epoch ends in the leader's log.
// Source: KafkaApis.handleOffsetForLeaderEpochRequest, Partition.lastOffsetForLeaderEpoch.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/offset_for_leader_epoch.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::OffsetForLeaderEpochRequest& body);

}  // namespace fl::broker
