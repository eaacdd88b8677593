// L7: the start of a log never goes back. Told: a replica whose disk was lost, or that takes over a
// log that begins elsewhere, begins anew.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class LogStartCheck final : public Check {
 public:
  std::string_view name() const override { return "log-start-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  using Key = std::pair<NodeId, TopicPartition>;

  void starts(const World& world, const StoredEvent& event, Key key, Offset start);

  TopicIds topics_;
  std::map<Key, Offset> starts_;
};

}  // namespace fl::sim
