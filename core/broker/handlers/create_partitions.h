// Answers CreatePartitions once what was decided is committed.   Source:
// ControllerApis.createPartitions.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/create_partitions.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::CreatePartitionsRequest& body);

}  // namespace fl::broker
