// Answers CreateTopics once what was decided is committed.   Source: ControllerApis.createTopics.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/create_topics.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::CreateTopicsRequest& body);

}  // namespace fl::broker
