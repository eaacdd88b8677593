// Answers AlterConfigs, which replaces all configuration of a resource.   Source:
// KafkaApis.handleAlterConfigsRequest, ConfigAdminManager.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/alter_configs.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::AlterConfigsRequest& body);

}  // namespace fl::broker
