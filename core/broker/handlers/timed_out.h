// The responses of requests whose commit did not come in time: what would have succeeded is
// REQUEST_TIMED_OUT, what failed stays as it was.
#pragma once
#include "core/wire/messages/alter_configs.h"
#include "core/wire/messages/create_partitions.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/delete_topics.h"
#include "core/wire/messages/incremental_alter_configs.h"

namespace fl::broker {

void mark_timed_out(wire::CreateTopicsResponse& response);
void mark_timed_out(wire::DeleteTopicsResponse& response);
void mark_timed_out(wire::CreatePartitionsResponse& response);
void mark_timed_out(wire::AlterConfigsResponse& response);
void mark_timed_out(wire::IncrementalAlterConfigsResponse& response);

}  // namespace fl::broker
