// Answers ListOffsets: the ends of a log, the first record at or after a time, the record with the
// greatest timestamp. Times may need cold parts of a log: the wait is a row.   Source:
// KafkaApis.handleListOffsetRequest, ReplicaManager.fetchOffset, UnifiedLog.fetchOffsetByTimestamp.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/wire/messages/list_offsets.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::ListOffsetsRequest& body);

/// A part of a log that a row looks up times in was read.
void on_lookup_loaded(Server& server, Context& context, const Owner& owner, const Done& done);

}  // namespace fl::broker
