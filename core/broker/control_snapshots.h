// When a node writes a snapshot of the metadata, and out of what: every node for itself, after so
// many bytes of records, or so long after the last one, and never inside of a transaction of the
// log. The image is a value: it is written piece by piece while the node goes on.
// Source: SnapshotGenerator, MetadataLoader, SnapshotEmitter, KIP-630, KIP-876.
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/raft/types.h"

namespace fl::broker {

/// server.image stands at the batch's end.
void note_applied(Server& server, Context& context, const raft::CommittedBatch& batch);

/// server.image is the snapshot's.
void note_restored(Server& server, Context& context, const raft::CommittedSnapshot& snapshot);

/// All that is known to be committed is in server.image: from now on records count.
void begin_counting(Server& server, Context& context);

/// Writes the next piece of the snapshot that is being written, if the disk is ready for it.
void write_snapshot(Server& server, Context& context);

}  // namespace fl::broker
