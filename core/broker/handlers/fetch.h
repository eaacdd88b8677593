// Answers Fetch: records as ranges of segment files, at once or when min_bytes are there, a cold
// part is read, or max_wait is over. A wait is a row.   Source: KafkaApis.handleFetchRequest,
// ReplicaManager.fetchMessages, DelayedFetch.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/wire/messages/fetch.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::FetchRequest& body);

/// Something that the row waited for has happened.
void look_at_fetch(Server& server, Context& context, std::int64_t row);

/// The connection is gone: the row, if there is one of this id, is forgotten.
void drop_fetch(Server& server, std::int64_t row, ConnId conn);

/// max_wait_ms is over.
void on_fetch_due(Server& server, Context& context, std::int64_t row);

/// A part of an index or segment that the row needs was read.
void on_fetch_loaded(Server& server, Context& context, const Owner& owner, const Done& done);

}  // namespace fl::broker
