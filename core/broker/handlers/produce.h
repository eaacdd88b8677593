// Answers Produce: batches are checked and appended, one per partition, without copying record
// bytes; the answer waits until they count. A wait is a row.   Source:
// KafkaApis.handleProduceRequest, ReplicaManager.appendRecords, DelayedProduce.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/wire/messages/produce.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::ProduceRequest& body);

/// Something that the row waited for has happened; it is answered if nothing is left.
void look_at_produce(Server& server, Context& context, std::int64_t row);

/// The request's timeout is over.
void on_produce_due(Server& server, Context& context, std::int64_t row);

/// A Job has checked the records of one of the row's entries.
void on_batch_verified(Server& server, Context& context, const Owner& owner, const Done& done);

}  // namespace fl::broker
