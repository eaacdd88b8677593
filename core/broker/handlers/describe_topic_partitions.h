// Answers DescribeTopicPartitions: topics in order of their names, page by page (KIP-966). Source:
// DescribeTopicPartitionsRequestHandler.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/describe_topic_partitions.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeTopicPartitionsRequest& body);

}  // namespace fl::broker
