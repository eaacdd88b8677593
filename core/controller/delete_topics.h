// DeleteTopics, by name or by id.   Source: ControllerApis.deleteTopics.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/delete_topics.h"

#include <cstdint>

namespace fl::controller {

/// The request's version matters only where deletion is switched off: versions below 3 do not know
/// TOPIC_DELETION_DISABLED.
Decided<wire::DeleteTopicsResponse> decide_delete_topics(const View& view,
                                                         const wire::DeleteTopicsRequest& request,
                                                         std::int16_t version);

}  // namespace fl::controller
