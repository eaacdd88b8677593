// Answers IncrementalAlterConfigs, which sets, removes, appends and subtracts.   Source:
// KafkaApis.handleIncrementalAlterConfigsRequest, ConfigAdminManager.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/incremental_alter_configs.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::IncrementalAlterConfigsRequest& body);

}  // namespace fl::broker
