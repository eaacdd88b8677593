#include "sim/checks/metadata_prefix.h"

#include "core/controller/story.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void MetadataPrefixCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<NodeBooted>()) {
    applied_.erase(event.node);
  } else if (event.is<controller::MetadataCommitted>()) {
    const auto told = event.as<controller::MetadataCommitted>();
    Offset& applied = applied_[event.node];
    const std::string who = "node " + std::to_string(event.node.value) + " applies metadata from " +
                            std::to_string(told.first.value) + " to " +
                            std::to_string(told.end.value);
    if (told.first < applied)
      violate(world, who + ", and has applied all below " + std::to_string(applied.value),
              event.step);
    if (told.end > ghost_.committed_end())
      violate(world,
              who + ", and only what is below " + std::to_string(ghost_.committed_end().value) +
                  " is committed",
              event.step);
    applied = told.end;
  }
}

}  // namespace fl::sim
