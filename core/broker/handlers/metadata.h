// Answers Metadata: brokers, controller, and topics by name or id. An unknown topic may be created
// on the way; it is reported as unknown first, and the client asks again.   Source:
// KafkaApis.handleTopicMetadataRequest, KRaftMetadataCache, AutoTopicCreationManager.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/metadata.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::MetadataRequest& body);

}  // namespace fl::broker
