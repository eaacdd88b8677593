#include "core/broker/deadlines.h"

#include <limits>

namespace fl::broker {

namespace {

/// The one timer of a broker.
constexpr TimerId kTimer{1};

}  // namespace

std::optional<Deadline> Deadlines::earliest() const {
  std::optional<Deadline> first;
  due_.for_each_from({Instant(std::numeric_limits<std::int64_t>::min())},
                     [&first](const Deadline& deadline, bool /*value*/) {
                       first = deadline;
                       return false;
                     });
  return first;
}

void Deadlines::add(Context& context, Deadline deadline) {
  due_.put(deadline, true);
  if (armed_ && *armed_ <= deadline.at) return;
  armed_ = deadline.at;
  context.emit(Arm{kTimer, deadline.at});
}

std::optional<Deadline> Deadlines::take_due(Instant now) {
  const std::optional<Deadline> first = earliest();
  if (!first || first->at > now) return std::nullopt;
  due_.erase(*first);
  return first;
}

void Deadlines::on_fired(Context& context) {
  armed_.reset();
  const std::optional<Deadline> first = earliest();
  if (!first) return;
  armed_ = first->at;
  context.emit(Arm{kTimer, first->at});
}

}  // namespace fl::broker
