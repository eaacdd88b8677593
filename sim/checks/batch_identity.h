// L3: a leader epoch and an offset name one batch: two replicas that have a batch of the same epoch
// at the same offset have the same batch, by size, end, newest timestamp and its producer's
// numbers.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

class BatchIdentityCheck final : public Check {
 public:
  std::string_view name() const override { return "same-offset-other-batch"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Batch {
    Offset base;
    Offset last;
    std::int64_t size_bytes = 0;
    Timestamp max_timestamp;
    ProducerId producer_id;
    Sequence base_sequence;

    friend bool operator==(const Batch&, const Batch&) = default;
  };

  TopicIds topics_;
  /// By base offset.
  std::map<std::pair<TopicIdPartition, LeaderEpoch>, std::vector<Batch>> batches_;
};

}  // namespace fl::sim
