// Answers DescribeConfigs: values in force, where they come from, what they mean.   Source:
// ConfigHelper.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/describe_configs.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeConfigsRequest& body);

}  // namespace fl::broker
