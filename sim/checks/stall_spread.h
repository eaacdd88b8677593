// D1: a disk that is stalled, slow or throttled delays only those who wait for it. Requests that
// ask nothing of the disk (ApiVersions, Metadata, FindCoordinator, a Fetch that waits at the log's
// end) are answered in their usual time while it is.
#pragma once
#include "sim/checks/check.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/scenario.h"

#include <cstdint>
#include <map>
#include <utility>

namespace fl::sim {

class StallSpreadCheck final : public Check {
 public:
  explicit StallSpreadCheck(const Scenario& scenario);

  std::string_view name() const override { return "stall-spreads"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Sent {
    std::int64_t bound_ns = 0;  ///< 0: may wait for the disk
    Instant at;
  };

  /// Node, connection, correlation id.
  using Key = std::pair<std::pair<NodeId, ConnId>, std::int32_t>;

  /// The disk misbehaved, and nothing else did, from `since_` on; nothing at all: nobody is judged.
  bool is_judging() const { return since_.has_value() && !is_disturbed_; }

  std::int64_t fetch_bound_ns_ = 0;
  std::map<Key, Sent> sent_;
  std::optional<Instant> since_;
  bool is_disturbed_ = false;
};

}  // namespace fl::sim
