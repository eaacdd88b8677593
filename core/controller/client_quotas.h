// Client quotas: how much a user, a client id, both together or an address may use. They are set
// here and shown; brokers enforce them.   Source: ClientQuotaControlManager, ClientQuotasImage,
// KIP-546, KIP-612.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/alter_client_quotas.h"
#include "core/wire/messages/describe_client_quotas.h"

namespace fl::controller {

/// Entity by entity: one that is refused changes nothing, the others do. An entity that the request
/// names twice is refused, yet its first change stands, as in Kafka. A request for more than 10000
/// records is refused whole.
Decided<wire::AlterClientQuotasResponse> decide_alter_client_quotas(
    const View& view, const wire::AlterClientQuotasRequest& request);

/// The entities that fit all components; a strict filter only those without further kinds.
wire::DescribeClientQuotasResponse describe_client_quotas(
    const metadata::Image& image, const wire::DescribeClientQuotasRequest& request);

}  // namespace fl::controller
