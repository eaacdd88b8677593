#include "sim/checks/metadata_image.h"

#include "core/controller/story.h"

#include <string>

namespace fl::sim {

void MetadataImageCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<controller::MetadataCommitted>()) return;
  const auto told = event.as<controller::MetadataCommitted>();
  const auto [known, is_first] = applied_.try_emplace(
      {told.first, told.end}, Applied{.digest = told.changes_digest, .by = event.node});
  if (!is_first && known->second.digest != told.changes_digest)
    violate(world,
            "nodes " + std::to_string(known->second.by.value) + " and " +
                std::to_string(event.node.value) + " know different things after metadata up to " +
                std::to_string(told.end.value),
            event.step);
}

}  // namespace fl::sim
