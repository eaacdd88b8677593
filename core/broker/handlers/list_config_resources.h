// Answers ListConfigResources: what there is that has a configuration. Version 0 knows client
// metrics only.   Source: KafkaApis.handleListConfigResources, KIP-1142.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/list_config_resources.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::ListConfigResourcesRequest& body);

}  // namespace fl::broker
