// Answers InitProducerId for idempotent producers: ids come from this broker's block. There is no
// transaction coordinator yet: a transactional id is answered so.   Source:
// KafkaApis.handleInitProducerIdRequest, TransactionCoordinator, RPCProducerIdManager.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/init_producer_id.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::InitProducerIdRequest& body);

struct LinkAnswer;

/// The controller gave a block of ids, or did not.
void on_producer_ids_answered(Server& server, Context& context, const LinkAnswer& answer);

/// A block is asked for again.
void on_producer_retry_due(Server& server, Context& context);

/// Requests that wait for a block of ids give up.
void on_producer_ids_due(Server& server, Context& context);

}  // namespace fl::broker
