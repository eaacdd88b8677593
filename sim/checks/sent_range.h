// W5: a file range in a Send reaches its receiver with the bytes that the file had in the step of
// the Send, and a consumed record is the one that its producer made.
#pragma once
#include "sim/checks/check.h"
#include "sim/scenario/scenario.h"

#include <cstdint>
#include <map>
#include <string>

namespace fl::sim {

class SentRangeCheck final : public Check {
 public:
  explicit SentRangeCheck(const Scenario& scenario);

  std::string_view name() const override { return "sent-range-changed"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  std::map<std::string, std::int64_t> record_bytes_;  ///< by producer
  /// Steps at which a node last lost its power: what it had sent by then had left the machine, and
  /// the loss of its file changed nothing of it.
  std::map<NodeId, StepId> power_lost_;
  bool is_open_to_outside_;
};

}  // namespace fl::sim
