#include "sim/checks/faults_in_force.h"

#include "sim/events.h"

#include <algorithm>

namespace fl::sim {

namespace {

/// Whether the action causes a fault that lasts until it is taken back, or takes one back; nothing
/// if it does neither.
std::optional<bool> switches(const Action& action) {
  switch (action.kind) {
    case ActionKind::pause:
    case ActionKind::partition_link:
      return true;
    case ActionKind::slow:
      return action.amount != 1;
    case ActionKind::limit_disk:
      return action.amount != -1;
    case ActionKind::fail_disk:
      return action.fail != FailKind::none;
    case ActionKind::throttle_disk:
    case ActionKind::throttle_link:
    case ActionKind::delay_link:
    case ActionKind::fragment_link:
      return action.amount != 0;
    case ActionKind::stall_disk:
    case ActionKind::stall_link:
    case ActionKind::delay_message:
    case ActionKind::crash:
    case ActionKind::stop:
    case ActionKind::restart:
    case ActionKind::start:
    case ActionKind::resume:
    case ActionKind::heal_link:
    case ActionKind::reset_link:
    case ActionKind::half_open_link:
    case ActionKind::skew_clock:
    case ActionKind::drift_clock:
    case ActionKind::ask:
    case ActionKind::drop_message:
    case ActionKind::duplicate_message:
      return std::nullopt;
  }
  return std::nullopt;
}

bool ends_by_itself(ActionKind kind) {
  return kind == ActionKind::stall_disk || kind == ActionKind::stall_link ||
         kind == ActionKind::delay_message;
}

}  // namespace

void FaultsInForce::told(const StoredEvent& event) {
  if (!event.is<ActionApplied>()) return;
  const Action action = event.as<ActionApplied>().action;
  if (const auto is_on = switches(action)) {
    set(action, *is_on);
  } else if (action.kind == ActionKind::heal_link) {
    for (const ActionKind kind : {ActionKind::partition_link, ActionKind::throttle_link,
                                  ActionKind::delay_link, ActionKind::fragment_link}) {
      Action ended = action;
      ended.kind = kind;
      set(ended, false);
    }
  } else if (action.kind == ActionKind::resume || action.kind == ActionKind::crash ||
             action.kind == ActionKind::restart) {
    std::erase_if(faults_, [&](const Fault& fault) {
      return std::get<ActionKind>(fault) == ActionKind::pause && std::get<1>(fault) == action.node;
    });
  }
  const Instant until = ends_by_itself(action.kind) ? event.at + action.amount : event.at;
  last_ = std::max(last_, until);
}

void FaultsInForce::set(const Action& action, bool is_on) {
  const Fault there{action.kind, action.node, action.other};
  const Fault back{action.kind, action.other, action.node};
  if (is_on)
    faults_.insert(there);
  else
    faults_.erase(there);
  // A link has two directions; what is not about a link has no other node.
  if (action.is_one_way || there == back) return;
  const bool is_link =
      action.kind == ActionKind::partition_link || action.kind == ActionKind::throttle_link ||
      action.kind == ActionKind::delay_link || action.kind == ActionKind::fragment_link;
  if (!is_link) return;
  if (is_on)
    faults_.insert(back);
  else
    faults_.erase(back);
}

std::optional<Instant> FaultsInForce::quiet_since() const {
  if (!faults_.empty()) return std::nullopt;
  return last_;
}

}  // namespace fl::sim
