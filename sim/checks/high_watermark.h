// R7: a leader moves its high watermark only to where every replica of the ISR has the log, by what
// those replicas themselves told of their logs; and never back within an epoch. The maximal ISR
// counts: with the replica that the leader has asked to take in. One that crashed since is not
// judged.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace fl::sim {

class HighWatermarkCheck final : public Check {
 public:
  std::string_view name() const override { return "high-watermark-too-high"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct LogEnd {
    Offset end;
    std::int32_t incarnation = 0;  ///< of the broker, when it told
  };

  void told_by_log(const World& world, const StoredEvent& event);
  void advanced(const World& world, const StoredEvent& event);

  std::map<std::tuple<NodeId, TopicPartition, LeaderEpoch>, Offset> marks_;
  std::map<std::pair<NodeId, TopicPartition>, LogEnd> ends_;
  /// As the leader knows it, with who is to be taken in.
  std::map<std::pair<NodeId, TopicPartition>, std::vector<BrokerId>> isr_;
};

}  // namespace fl::sim
