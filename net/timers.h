// The node's timers: which is armed for when. A timer that is due but was disarmed or armed anew
// before the node heard of it is not fired.
#pragma once
#include "core/base/ids.h"

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fl::net {

class Timers {
 public:
  struct Due {
    TimerId timer;
    std::uint64_t generation = 0;
  };

  void arm(TimerId timer, Instant deadline);
  void disarm(TimerId timer);

  /// The earliest deadline that is armed.
  std::optional<Instant> next() const;

  /// Takes all timers whose deadline is not after `now`, earliest first. They stay armed until
  /// `fire`.
  std::vector<Due> due(Instant now);

  /// True, and the timer is no longer armed, if it was neither disarmed nor armed anew since.
  bool fire(const Due& due);

 private:
  struct Armed {
    Instant deadline;
    std::uint64_t generation = 0;
  };

  std::unordered_map<std::int64_t, Armed> armed_;
  std::set<std::pair<Instant, std::int64_t>> by_deadline_;
  std::uint64_t last_generation_ = 0;
};

}  // namespace fl::net
