// Answers DeleteRecords: moves log start offsets up; segments wholly below go.
// Source: ReplicaManager.deleteRecordsOnLocalLog, Partition.deleteRecordsOnLeader, KIP-107.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/delete_records.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DeleteRecordsRequest& body);

}  // namespace fl::broker
