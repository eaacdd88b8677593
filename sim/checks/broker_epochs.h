// Q17: each registration of a broker gets a higher broker epoch than the one before. Told: what one
// controller decided may not have been committed when the next one decides.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class BrokerEpochsCheck final : public Check {
 public:
  std::string_view name() const override { return "broker-epoch-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Known {
    BrokerEpoch epoch;
    Uuid incarnation;
  };

  /// By each controller: one that was replaced decides on for a while, and commits nothing.
  std::map<std::pair<NodeId, BrokerId>, Known> epochs_;
};

}  // namespace fl::sim
