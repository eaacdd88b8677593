// Answers DeleteRecords: moves log start offsets up, and waits until every live replica has done
// so; segments wholly below go. Source: ReplicaManager.deleteRecords,
// Partition.deleteRecordsOnLeader, DelayedDeleteRecords, KIP-107.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/delete_records.h"

#include <cstdint>

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DeleteRecordsRequest& body);

/// A low watermark may have moved, or a partition may have another leader.
void look_at_deletes(Server& server, Context& context);

/// The row's timeout_ms is over.
void on_delete_records_due(Server& server, Context& context, std::int64_t row);

}  // namespace fl::broker
