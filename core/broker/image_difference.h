// What differs between two images, as if records had led from one to the other: for a snapshot,
// which replaces all that was known.   Source: MetadataDelta.finishSnapshot.
#pragma once
#include "core/metadata/delta.h"
#include "core/metadata/image.h"

namespace fl::broker {

metadata::Delta difference(const metadata::Image& before, const metadata::Image& after);

}  // namespace fl::broker
