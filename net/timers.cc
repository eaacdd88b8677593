#include "net/timers.h"

namespace fl::net {

void Timers::arm(TimerId timer, Instant deadline) {
  disarm(timer);
  armed_[timer.value] = {deadline, ++last_generation_};
  by_deadline_.emplace(deadline, timer.value);
}

void Timers::disarm(TimerId timer) {
  const auto found = armed_.find(timer.value);
  if (found == armed_.end()) return;
  by_deadline_.erase({found->second.deadline, timer.value});
  armed_.erase(found);
}

std::optional<Instant> Timers::next() const {
  if (by_deadline_.empty()) return std::nullopt;
  return by_deadline_.begin()->first;
}

std::vector<Timers::Due> Timers::due(Instant now) {
  std::vector<Due> all;
  while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
    const TimerId timer(by_deadline_.begin()->second);
    all.push_back({timer, armed_.at(timer.value).generation});
    by_deadline_.erase(by_deadline_.begin());
  }
  return all;
}

bool Timers::fire(const Due& due) {
  const auto found = armed_.find(due.timer.value);
  if (found == armed_.end() || found->second.generation != due.generation) return false;
  armed_.erase(found);
  return true;
}

}  // namespace fl::net
