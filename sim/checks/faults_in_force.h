// Which faults a run has caused and not taken back, and since when there is none: checks that
// demand something of a cluster that is left alone ask this.
#pragma once
#include "core/base/ids.h"
#include "sim/action.h"
#include "sim/story_log.h"

#include <optional>
#include <set>
#include <tuple>

namespace fl::sim {

class FaultsInForce {
 public:
  void told(const StoredEvent& event);

  /// Since when nothing was done to the world and no fault is in force; nothing while one is. Nodes
  /// that are down are not known here. The time of a fault that ends by itself counts.
  std::optional<Instant> quiet_since() const;

 private:
  /// Two nodes for a link.
  using Fault = std::tuple<ActionKind, NodeId, NodeId>;

  void set(const Action& action, bool is_on);

  std::set<Fault> faults_;
  Instant last_;
};

}  // namespace fl::sim
