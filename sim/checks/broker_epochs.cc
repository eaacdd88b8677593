#include "sim/checks/broker_epochs.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"

#include <string>

namespace fl::sim {

void BrokerEpochsCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<broker::ControllerActivated>()) {
    epochs_.clear();
  } else if (event.is<controller::BrokerRegistered>()) {
    const auto told = event.as<controller::BrokerRegistered>();
    const auto [known, is_first] = epochs_.try_emplace(told.broker, told.epoch);
    if (!is_first && told.epoch <= known->second)
      violate(world,
              "broker " + std::to_string(told.broker.value) + " is registered with epoch " +
                  std::to_string(told.epoch.value) + ", and had " +
                  std::to_string(known->second.value),
              event.step);
    known->second = told.epoch;
  }
}

}  // namespace fl::sim
