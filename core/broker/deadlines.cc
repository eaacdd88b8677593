#include "core/broker/deadlines.h"

namespace fl::broker {

namespace {

/// The one timer of a broker.
constexpr TimerId kTimer{1};

}  // namespace

void Deadlines::add(Context& context, Deadline deadline) {
  due_.insert(deadline);
  if (armed_ && *armed_ <= deadline.at) return;
  armed_ = deadline.at;
  context.emit(Arm{kTimer, deadline.at});
}

std::optional<Deadline> Deadlines::take_due(Instant now) {
  if (due_.empty() || due_.begin()->at > now) return std::nullopt;
  const Deadline first = *due_.begin();
  due_.erase(due_.begin());
  return first;
}

void Deadlines::on_fired(Context& context) {
  armed_.reset();
  if (due_.empty()) return;
  armed_ = due_.begin()->at;
  context.emit(Arm{kTimer, *armed_});
}

}  // namespace fl::broker
