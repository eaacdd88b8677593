// CreateTopics: names, collisions, counts, manual assignments, configurations, in Kafka's order and
// words.   Source: ControllerApis.createTopics, ReplicationControlManager.createTopics.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/create_topics.h"

namespace fl::controller {

/// Most partitions that one request may add.   Source:
/// ReplicationControlManager.MAX_PARTITIONS_PER_BATCH.
inline constexpr std::int64_t kPartitionsPerRequestMax = 10'000;

/// One result per name of the request, in its order; a name that comes twice has one result.
Decided<wire::CreateTopicsResponse> decide_create_topics(const View& view,
                                                         const wire::CreateTopicsRequest& request);

}  // namespace fl::controller
