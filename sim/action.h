// What can be done to a simulated world: faults, repairs and operations, resolved to nodes. This is
// what a decision log records and what the lines of a scenario become at the moment when they
// happen.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "sim/message_fault.h"
#include "sim/workload/operator_task.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fl::sim {

/// The three ways to die. They differ in what the disk keeps.
enum class CrashKind : std::uint8_t {
  process_kill,  ///< kill -9: the page cache survives; unanswered operations are begun, torn or
                 ///< whole
  power_loss,    ///< what was not synced is lost, torn or zeroed; peers are told nothing
  disk_loss,     ///< power loss, and the disk is empty afterwards
};

constexpr std::string_view name_of(CrashKind kind) {
  switch (kind) {
    case CrashKind::process_kill:
      return "process-kill";
    case CrashKind::power_loss:
      return "power-loss";
    case CrashKind::disk_loss:
      return "disk-loss";
  }
  return "";
}

/// Which disk operations fail.
enum class FailKind : std::uint8_t { none, reads, writes, syncs, all };

constexpr std::string_view name_of(FailKind kind) {
  switch (kind) {
    case FailKind::none:
      return "none";
    case FailKind::reads:
      return "reads";
    case FailKind::writes:
      return "writes";
    case FailKind::syncs:
      return "syncs";
    case FailKind::all:
      return "all";
  }
  return "";
}

/// One action. Which fields matter, the kind says; the others stay at their defaults.
enum class ActionKind : std::uint8_t {
  crash,              ///< node, crash
  stop,               ///< node: asks for a graceful end (a Command with the world's stop value)
  restart,            ///< node: boots it again on its disk; if it runs, it is process-killed first
  start,              ///< node: boots it if it is down; one that runs goes on
  pause,              ///< node: no step until resume; its clocks go on
  resume,             ///< node
  slow,               ///< node, amount: every step costs so many times more; 1 heals
  throttle_disk,      ///< node, amount: bytes per second; 0 heals
  stall_disk,         ///< node, amount: nothing completes for so many ns
  limit_disk,         ///< node, amount: bytes that fit; -1 heals
  fail_disk,          ///< node, fail; FailKind::none heals
  throttle_link,      ///< node, other, amount: bytes per second; 0 heals
  stall_link,         ///< node, other, amount: nothing arrives for so many ns
  partition_link,     ///< node, other: nothing arrives until heal_link
  heal_link,          ///< node, other: partition, throttle, stall, delay and fragments end
  reset_link,         ///< node, other: their connections are reset
  half_open_link,     ///< node, other: their connections go silent for ever, without an end
  delay_link,         ///< node, other, amount: extra latency in ns; 0 heals
  fragment_link,      ///< node, other, amount: segments of at most so many bytes; 0 heals
  skew_clock,         ///< node, amount: wall clock off by so many ns from now on (a jump)
  drift_clock,        ///< node, amount: parts per million; 0 heals
  ask,                ///< node: the operator, task: what it asks the cluster for
  drop_message,       ///< node, other, api, is_response: the next such message from node to other
  delay_message,      ///< likewise, amount: ns
  duplicate_message,  ///< likewise
};

constexpr std::string_view name_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::crash:
      return "crash";
    case ActionKind::stop:
      return "stop";
    case ActionKind::restart:
      return "restart";
    case ActionKind::start:
      return "start";
    case ActionKind::pause:
      return "pause";
    case ActionKind::resume:
      return "resume";
    case ActionKind::slow:
      return "slow";
    case ActionKind::throttle_disk:
      return "throttle_disk";
    case ActionKind::stall_disk:
      return "stall_disk";
    case ActionKind::limit_disk:
      return "limit_disk";
    case ActionKind::fail_disk:
      return "fail_disk";
    case ActionKind::throttle_link:
      return "throttle_link";
    case ActionKind::stall_link:
      return "stall_link";
    case ActionKind::partition_link:
      return "partition_link";
    case ActionKind::heal_link:
      return "heal_link";
    case ActionKind::reset_link:
      return "reset_link";
    case ActionKind::half_open_link:
      return "half_open_link";
    case ActionKind::delay_link:
      return "delay_link";
    case ActionKind::fragment_link:
      return "fragment_link";
    case ActionKind::skew_clock:
      return "skew_clock";
    case ActionKind::drift_clock:
      return "drift_clock";
    case ActionKind::ask:
      return "ask";
    case ActionKind::drop_message:
      return "drop_message";
    case ActionKind::delay_message:
      return "delay_message";
    case ActionKind::duplicate_message:
      return "duplicate_message";
  }
  return "";
}

struct Action {
  ActionKind kind = ActionKind::crash;
  NodeId node;
  NodeId other;
  bool is_one_way = false;  ///< links: only what goes from `node` to `other`
  CrashKind crash = CrashKind::process_kill;
  FailKind fail = FailKind::none;
  std::int64_t amount = 0;
  OperatorTask task;
  std::int16_t api = kAnyApi;
  bool is_response = false;

  friend bool operator==(const Action&, const Action&) = default;

  static consteval auto fields() {
    return field_list(field<&Action::kind>("kind"), field<&Action::node>("node"),
                      field<&Action::other>("other"), field<&Action::is_one_way>("is_one_way"),
                      field<&Action::crash>("crash"), field<&Action::fail>("fail"),
                      field<&Action::amount>("amount"), field<&Action::task>("task"),
                      field<&Action::api>("api"), field<&Action::is_response>("is_response"));
  }
};

}  // namespace fl::sim
