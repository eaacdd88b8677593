// Answers UpdateFeatures.   Source: ControllerApis.handleUpdateFeatures, KIP-584.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/update_features.h"

namespace fl::broker {

/// REQUIRES: this node is the active controller.
void handle(Server& server, Context& context, const Request& request,
            const wire::UpdateFeaturesRequest& body);

}  // namespace fl::broker
