// R20: a record that a consumer got is at its offset what every consumer gets there later, whoever
// leads. Told: an unclean election gives up what its leader lacks.
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace fl::sim {

class ReadAgreementCheck final : public Check {
 public:
  explicit ReadAgreementCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "read-changes"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Read {
    std::int64_t digest = 0;
    std::int64_t number = -1;  ///< -1: nobody got it yet
  };

  const ReplicaGhost& ghost_;
  std::map<TopicPartition, std::vector<Read>> reads_;
};

}  // namespace fl::sim
