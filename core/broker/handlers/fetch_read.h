// The part of Fetch that touches logs: what each wanted partition has, and the answer made of it.
// Source: Partition.fetchRecords, ReplicaManager.readFromLog.
#pragma once
#include "core/broker/handlers/fetch_row.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/storage/log.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fl::broker {

/// Checks the wanted partition as it stands now, and finds where its records begin. May ask for a
/// load, with the row as its owner; the row then waits.
void look_up(Server& server, Context& context, FetchRow& row, std::int64_t row_id,
             std::size_t index);

/// Takes a load's answer; may ask for the next one.
void go_on_looking_up(Server& server, Context& context, FetchRow& row, const Owner& owner,
                      const Done& done);

/// Why the row is answered now, or "" if it has to wait.   Source: the conditions of
/// ReplicaManager.fetchMessages and DelayedFetch.tryComplete.
std::string_view reason_to_answer(Server& server, const Context& context, const FetchRow& row);

/// The records of all wanted partitions within the row's limits.
std::vector<FetchAnswer> read_all(Server& server, Context& context, FetchRow& row);

}  // namespace fl::broker
