// Answers DescribeClientQuotas, from the image of any broker, and AlterClientQuotas.
// Source: KafkaApis.handleDescribeClientQuotasRequest, ControllerApis.handleAlterClientQuotas.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/alter_client_quotas.h"
#include "core/wire/messages/describe_client_quotas.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeClientQuotasRequest& body);

/// REQUIRES: this node is the active controller.
void handle(Server& server, Context& context, const Request& request,
            const wire::AlterClientQuotasRequest& body);

}  // namespace fl::broker
