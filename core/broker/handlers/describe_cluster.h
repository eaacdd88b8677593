// Answers DescribeCluster.   Source: AuthHelper.computeDescribeClusterResponse.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/describe_cluster.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeClusterRequest& body);

}  // namespace fl::broker
