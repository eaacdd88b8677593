// Answers DeleteTopics once what was decided is committed.   Source: ControllerApis.deleteTopics.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/delete_topics.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DeleteTopicsRequest& body);

}  // namespace fl::broker
