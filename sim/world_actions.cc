// Faults, repairs and operations, as they come from a scenario, a person or a decision log; and the
// connections from outside.
#include "sim/world.h"

#include <algorithm>

namespace fl::sim {

namespace {

/// Bounds of amounts, so that no sum of times leaves 64 bits: eleven days of delay, a century of
/// skew, a million times slower.
constexpr std::int64_t kAmountMax = 1'000'000'000'000'000;
constexpr std::int64_t kSkewNsMax = 3'155'760'000'000'000'000;
constexpr std::int64_t kSlownessMax = 1'000'000;

}  // namespace

void World::apply(const Action& action) {
  SimNode& node = at(action.node);
  const std::int64_t amount = std::clamp(action.amount, std::int64_t{0}, kAmountMax);
  tell(action.node, ActionApplied{.action = action});
  switch (action.kind) {
    case ActionKind::crash:
      return crash(node, action.crash);
    case ActionKind::stop:
      return stop(node);
    case ActionKind::restart:
      if (node.phase == Phase::running) crash(node, CrashKind::process_kill);
      return boot(node.id);
    case ActionKind::start:
      if (node.phase != Phase::running) boot(node.id);
      return;
    case ActionKind::pause:
      node.is_paused = node.phase == Phase::running;
      return;
    case ActionKind::resume:
      node.is_paused = false;
      return wake(node);
    case ActionKind::slow:
      node.slowness = std::clamp(action.amount, std::int64_t{1}, kSlownessMax);
      return;
    case ActionKind::throttle_disk:
      return node.disk.throttle(amount);
    case ActionKind::stall_disk:
      if (amount > 0) {
        node.disk.stall(now_ + amount);
        return;
      }
      node.disk.end_stall(now_);
      return schedule_disk(node);
    case ActionKind::limit_disk:
      return node.disk.limit(action.amount);
    case ActionKind::fail_disk:
      return node.disk.fail(action.fail);
    case ActionKind::skew_clock:
      return node.clock.skew(std::clamp(action.amount, -kSkewNsMax, kSkewNsMax));
    case ActionKind::drift_clock:
      node.clock.drift(now_, std::clamp(action.amount, -kDriftPpmMax, kDriftPpmMax));
      return schedule_timers(node);
    case ActionKind::ask:
      if (node.phase == Phase::running)
        static_cast<void>(command(node.id, DescribedValue::of(action.task)));
      return;
    case ActionKind::drop_message:
    case ActionKind::delay_message:
    case ActionKind::duplicate_message:
      return network_.arm({.kind = action.kind == ActionKind::drop_message ? MessageFaultKind::drop
                                   : action.kind == ActionKind::delay_message
                                       ? MessageFaultKind::delay
                                       : MessageFaultKind::duplicate,
                           .from = action.node,
                           .to = action.other,
                           .api = action.api,
                           .is_response = action.is_response,
                           .delay_ns = amount});
    case ActionKind::throttle_link:
    case ActionKind::stall_link:
    case ActionKind::partition_link:
    case ActionKind::heal_link:
    case ActionKind::reset_link:
    case ActionKind::half_open_link:
    case ActionKind::delay_link:
    case ActionKind::fragment_link:
      return apply_to_link(action);
  }
}

void World::apply_to_link(const Action& action) {
  const std::int64_t amount = std::clamp(action.amount, std::int64_t{0}, kAmountMax);
  if (action.kind == ActionKind::reset_link)
    return network_.reset(queue_, now_, action.node, action.other);
  if (action.kind == ActionKind::half_open_link)
    return network_.half_open(action.node, action.other);
  const auto one_way = [&](NodeId from, NodeId to) {
    if (action.kind == ActionKind::throttle_link) network_.throttle(from, to, amount);
    if (action.kind == ActionKind::stall_link) network_.stall(now_ + amount, from, to);
    if (action.kind == ActionKind::partition_link) network_.partition(from, to);
    if (action.kind == ActionKind::heal_link) network_.heal(queue_, now_, from, to);
    if (action.kind == ActionKind::delay_link) network_.delay(from, to, amount);
    if (action.kind == ActionKind::fragment_link) network_.fragment(from, to, amount);
  };
  one_way(action.node, action.other);
  if (!action.is_one_way) one_way(action.other, action.node);
}

void World::crash(SimNode& node, CrashKind kind) {
  if (node.phase == Phase::off) return;
  const auto unanswered = static_cast<std::int64_t>(node.disk.unanswered());
  const bool was_running = node.phase == Phase::running;
  const std::vector<FileAfterCrash> files = node.disk.crash(kind, draw_,
                                                            {.node = node.id,
                                                             .incarnation = node.incarnation,
                                                             .now = now_,
                                                             .wall = node.clock.wall(now_)});
  Machine& machine = network_.machine(node.id);
  machine.is_listening = false;
  if (kind == CrashKind::process_kill) {
    network_.process_ended(queue_, now_, node.id);
  } else {
    machine.is_up = false;
    network_.machine_lost(queue_, now_, node.id);
  }
  node.phase = Phase::crashed;
  end_incarnation(node);
  if (was_running || kind != CrashKind::process_kill)
    tell(node.id,
         NodeCrashed{.name = node.name, .crash = kind, .unanswered_operations = unanswered});
  for (const FileAfterCrash& file : files)
    tell(node.id, file);
}

void World::exit(SimNode& node, const Exit& effect) {
  node.disk.finish_all(now_, node.clock.wall(now_));
  network_.machine(node.id).is_listening = false;
  network_.process_ended(queue_, node.busy_until, node.id);
  node.phase = Phase::exited;
  node.exit_code = effect.code;
  tell(node.id, NodeExited{.name = node.name, .code = effect.code, .why = effect.why});
  end_incarnation(node);
}

/// Nothing of an earlier incarnation is ever answered to a later one.
void World::end_incarnation(SimNode& node) {
  node.is_paused = false;
  node.has_wake = false;
  node.inbox.clear();
  node.conns.clear();
  node.timers.clear();
  node.timer_wake.reset();
  node.disk_wake.reset();
}

void World::stop(SimNode& node) {
  if (node.phase != Phase::running) return;
  if (node.stop.type == nullptr) return crash(node, CrashKind::process_kill);
  static_cast<void>(command(node.id, node.stop));
}

CommandId World::command(NodeId id, DescribedValue value) {
  const CommandId command(++last_command_);
  queue_.push_input(now_, id, at(id).incarnation, Command{command, std::move(value)}, StepId(-1));
  return command;
}

// ---- The outside -------------------------------------------------------------------------------

std::optional<std::int64_t> World::open_outside(NodeId to, ListenerId listener, std::string peer) {
  return network_.open_outside(queue_, now_, to, listener, std::move(peer));
}

void World::push(std::int64_t connection, Slice bytes) {
  network_.push(queue_, now_, connection, std::move(bytes));
}

std::vector<Slice> World::take(std::int64_t connection) {
  std::vector<Slice> taken = network_.take(queue_, now_, connection);
  check_received_ranges();
  return taken;
}

void World::close_outside(std::int64_t connection, bool reset) {
  network_.close_outside(queue_, now_, connection, reset);
}

}  // namespace fl::sim
