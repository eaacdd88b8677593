// Tells what committed metadata changed: the difference of two images, for those whom a delta
// names.
#pragma once
#include "core/metadata/delta.h"
#include "core/metadata/image.h"
#include "core/node/context.h"

namespace fl::broker {

/// MetadataCommitted, then TopicCreated, PartitionsAdded, TopicDeleted, ConfigChanged.
void tell_committed(Context& context, const metadata::Image& before, const metadata::Image& after,
                    const metadata::Delta& delta);

}  // namespace fl::broker
