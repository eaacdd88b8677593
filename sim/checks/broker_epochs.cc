#include "sim/checks/broker_epochs.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"

#include <string>

namespace fl::sim {

void BrokerEpochsCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<broker::ControllerActivated>()) {
    std::erase_if(epochs_, [&](const auto& entry) { return entry.first.first == event.node; });
  } else if (event.is<controller::BrokerRegistered>()) {
    const auto told = event.as<controller::BrokerRegistered>();
    const Known now{.epoch = told.epoch, .incarnation = told.incarnation};
    const auto [known, is_first] = epochs_.try_emplace({event.node, told.broker}, now);
    // A life of the broker that registers once more keeps its epoch.
    const bool is_same = known->second.incarnation == told.incarnation;
    if (!is_first &&
        (is_same ? told.epoch != known->second.epoch : told.epoch <= known->second.epoch))
      violate(world,
              "broker " + std::to_string(told.broker.value) + " is registered with epoch " +
                  std::to_string(told.epoch.value) + ", and had " +
                  std::to_string(known->second.epoch.value),
              event.step);
    known->second = now;
  }
}

}  // namespace fl::sim
