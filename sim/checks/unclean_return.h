// R14: a broker that came back from a loss of its power or disk, and said so to the controller, is
// elected cleanly only after a leader has taken it into the ISR again.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class UncleanReturnCheck final : public Check {
 public:
  std::string_view name() const override { return "leads-after-loss"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Loss {
    bool is_registered = false;  ///< since then
    StepId step{};               ///< of the registration
  };

  std::map<NodeId, Loss> losses_;
  std::map<std::pair<NodeId, TopicPartition>, StepId> joined_;
};

}  // namespace fl::sim
