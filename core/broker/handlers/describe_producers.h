// Answers DescribeProducers: what the leader knows of the producers of a partition (KIP-664).
// Source: KafkaApis.handleDescribeProducersRequest, ReplicaManager.activeProducerState.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/describe_producers.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeProducersRequest& body);

}  // namespace fl::broker
