// Where the data plane and the control plane of a broker meet. The control plane (the metadata log,
// its image, the controller) is the only one that knows what topics there are; the data plane holds
// their logs. Each calls the other through this file only.
#pragma once
#include "core/base/ids.h"
#include "core/broker/server.h"
#include "core/client/channels.h"
#include "core/metadata/delta.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/raft/types.h"

#include <cstdint>

namespace fl::broker {

// ---- The control plane, for the data plane: defined in control.cc
// --------------------------------

/// Starts this node's replica of the metadata quorum (Boot's listing is in server.directories), and
/// then its life as a broker, which ends with on_metadata_ready. Called once, after
/// meta.properties.
void start_control(Server& server, Context& context);

/// A disk operation of the control plane is done.
void on_control_done(Server& server, Context& context, const Owner& owner, const Done& done);

/// DeadlineKind::commit, quorum or controller is due; it is no longer in the table.
void on_control_due(Server& server, Context& context, const Deadline& deadline);

/// The connection is gone: its waiting requests are dropped.
void on_control_closed(Server& server, Context& context, ConnId conn);

/// A request of the quorum's protocol: answered by the replica of this node.
void ask_quorum(Server& server, Context& context, const Request& request,
                raft::RequestMessage message);

/// A request that this node's replica sent has ended.
void on_quorum_outcome(Server& server, Context& context, const client::Outcome& outcome);

/// At the end of a step in which something was proposed. True if there was something to do.
bool settle_control(Server& server, Context& context);

/// True if the outcome belongs to the quorum.
bool is_of_quorum(const Server& server, const client::Outcome& outcome);

/// Asks for a block of producer ids; answered by on_producer_ids once the block is committed.
void ask_for_producer_ids(Server& server, Context& context);

/// Closes the metadata log cleanly. Ends with on_control_stopped.
void stop_control(Server& server, Context& context);

// ---- The data plane, for the control plane
// -------------------------------------------------------

/// The image stands at the end of the metadata log: logs are loaded now.
void on_metadata_ready(Server& server, Context& context);

/// Records were applied to server.image while the broker runs: logs are made, removed, or get their
/// new configuration.
void apply_topics_changed(Server& server, Context& context, const metadata::Delta& delta);

/// A block of producer ids is this broker's own.
void on_producer_ids(Server& server, Context& context, ProducerId first, std::int32_t count);

void on_control_stopped(Server& server, Context& context);

/// server.config changed (dynamic broker configuration): effective topic configurations follow.
void apply_config_changed(Server& server, Context& context);

}  // namespace fl::broker
