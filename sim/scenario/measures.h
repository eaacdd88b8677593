// The numbers that conditions and expectations ask for, folded from the story.
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/record_fates.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/script.h"
#include "sim/story_log.h"
#include "sim/world.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {

class Measures {
 public:
  explicit Measures(const Cast& cast) : cast_(&cast) {}

  void told(const StoredEvent& event);

  /// What the end of a run showed: survived, lost, duplicated.
  void set_fates(std::map<std::string, ProducerFate> fates) { fates_ = std::move(fates); }

  std::vector<std::int64_t> value(const World& world, const Measure& measure) const;

  /// A comparison; REQUIRES: condition.relation is not `changes`.
  bool holds(const World& world, const Condition& condition) const;

 private:
  struct Client {
    std::int64_t sent = 0;
    std::int64_t acked = 0;
    std::int64_t failed = 0;
    std::int64_t consumed = 0;
    std::int64_t slowest_ack_ns = 0;
  };

  struct LogMeasures {
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t high_watermark = 0;
    std::int64_t segments = 1;
  };

  void told_by_client(const StoredEvent& event);
  void told_by_log(const StoredEvent& event);
  std::int64_t number(const World& world, const Measure& measure) const;
  std::int64_t of_producer(const Measure& measure) const;
  std::int64_t of_log(const World& world, const Measure& measure) const;
  std::vector<std::int64_t> of_partition(const World& world, const Measure& measure) const;

  const Cast* cast_;
  std::map<std::string, Client> clients_;
  using Replica = std::pair<NodeId, TopicPartition>;

  std::map<Replica, LogMeasures> logs_;
  std::map<TopicPartition, NodeId> last_leaders_;  ///< as they told it
  std::map<std::string, std::int64_t, std::less<>> told_;
  std::map<std::string, ProducerFate> fates_;
};

/// True if the measure's value is a list.
bool is_list(MeasureSort sort);

/// True if the measure is known at the end of a run only.
bool is_final(MeasureSort sort);

/// "acked(p1)": as it would be written.
std::string to_text(const Measure& measure);

}  // namespace fl::sim
