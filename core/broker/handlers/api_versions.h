// Answers ApiVersions: which APIs and versions are served here, and the cluster's features.
// Source: KafkaApis.handleApiVersionsRequest, ApiVersionsResponse, KIP-511, KIP-584.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/api_versions.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::ApiVersionsRequest& body);

/// ApiVersions of a version that is not known: answered in version 0 with UNSUPPORTED_VERSION and
/// the range of ApiVersions itself, so that the client can ask again.
void refuse_version(Server& server, Context& context, const Request& request);

}  // namespace fl::broker
