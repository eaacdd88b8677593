// Q14: each node applies the committed metadata log and nothing else: in order, never twice in a
// life, and never what is not committed.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <map>
#include <string_view>

namespace fl::sim {

class MetadataPrefixCheck final : public Check {
 public:
  explicit MetadataPrefixCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "metadata-not-committed"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const QuorumGhost& ghost_;
  std::map<NodeId, Offset> applied_;  ///< in this life
};

}  // namespace fl::sim
