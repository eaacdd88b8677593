// How a broker starts: configuration, its own files, the metadata log, then the partitions' logs;
// it reads requests once all of them are loaded.   Source: BrokerServer.startup,
// LogManager.loadLogs.
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"

namespace fl::broker {

void on_boot(Server& server, Context& context, const Boot& boot);

/// The replica of the metadata log has been read: the broker begins to register; a node that is a
/// controller only serves.
void on_quorum_started(Server& server, Context& context);

/// The broker's logs can be read and written: it may be unfenced.
bool are_logs_loaded(const Server& server);

/// The controller has unfenced this broker: clients are served.
void serve_if_unfenced(Server& server, Context& context);

/// One of the broker's own files was opened, read or written.
void on_startup_done(Server& server, Context& context, const Owner& owner, const Done& done);

/// A log's loader may go on.
void on_loading_done(Server& server, Context& context, const Owner& owner, const Done& done);

}  // namespace fl::broker
