// AlterClientQuotas: how much a user, a client id, both together or an address may use.
// Source: ClientQuotaControlManager, KIP-546, KIP-612.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/alter_client_quotas.h"

namespace fl::controller {

/// Entity by entity: one that is refused changes nothing, the others do. An entity that the request
/// names twice is refused, yet its first change stands, as in Kafka. A request for more than 10000
/// records is refused whole.
Decided<wire::AlterClientQuotasResponse> decide_alter_client_quotas(
    const View& view, const wire::AlterClientQuotasRequest& request);

}  // namespace fl::controller
