// Rows that wait for a partition or a connection: who wakes them, and when they are looked at.
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"

namespace fl::broker {

/// The partition changed in some other way (epoch, or it is gone or offline): all its rows are
/// looked at before the step ends.
void wake_rows_of(Server& server, Partition& partition);

/// Its high watermark moved.
void wake_fetches_of(Server& server, Partition& partition);

/// Its log's ends may have moved: Produce requests that waited for that are looked at.
void wake_produces_of(Server& server, Partition& partition);

/// Looks at the rows that were woken, and answers those that are complete.
void answer_ready_rows(Server& server, Context& context);

/// The connection is gone: its rows are dropped, what they asked for is not answered.
void drop_rows_of(Server& server, Context& context, ConnId conn);

}  // namespace fl::broker
