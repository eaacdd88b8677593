// What the world does for a node after its step, in order, at the moment when the step ends.
#include "sim/world.h"

#include <algorithm>
#include <tuple>
#include <variant>

namespace fl::sim {

namespace {

/// Sends of small slices travel as one piece up to this size.
constexpr std::int64_t kJoinedBytesMax = 4096;

bool is_small(const Parts& parts) {
  if (parts.size() < 2 || size_of(parts) > kJoinedBytesMax) return false;
  return std::all_of(parts.begin(), parts.end(),
                     [](const Part& part) { return std::holds_alternative<Slice>(part); });
}

Slice joined(const Parts& parts) {
  ByteVector bytes;
  bytes.reserve(static_cast<std::size_t>(size_of(parts)));
  for (const Part& part : parts) {
    const Slice& slice = std::get<Slice>(part);
    bytes.insert(bytes.end(), slice.span().begin(), slice.span().end());
  }
  return Slice(std::move(bytes));
}

}  // namespace

void World::perform_all(SimNode& node) {
  const std::int32_t incarnation = node.incarnation;
  for (const Effect& effect : effects_) {
    perform(node, node.busy_until, effect);
    const bool is_over = node.phase != Phase::running || node.incarnation != incarnation;
    if (is_over || failure_) return;
  }
  schedule_timers(node);
  schedule_disk(node);
}

void World::perform(SimNode& node, Instant at, const Effect& effect) {
  if (perform_on_connection(node, at, effect)) return;
  if (perform_on_disk(node, at, effect)) return;
  if (const auto* e = std::get_if<Arm>(&effect)) return arm(node, *e);
  if (const auto* e = std::get_if<Disarm>(&effect)) return disarm(node, e->timer);
  if (const auto* e = std::get_if<Work>(&effect)) return perform_work(node, at, *e);
  if (const auto* e = std::get_if<Exit>(&effect)) return exit(node, *e);
  if (const auto* e = std::get_if<Reply>(&effect))
    told_.push_back({.node = node.id, .id = e->id, .value = e->value, .is_reply = true});
  if (const auto* e = std::get_if<Notify>(&effect))
    told_.push_back({.node = node.id, .id = e->id, .value = e->value, .is_reply = false});
}

bool World::perform_on_connection(SimNode& node, Instant at, const Effect& effect) {
  if (const auto* e = std::get_if<Dial>(&effect)) {
    if (e->conn.value >= 0 || node.conns.contains(e->conn)) {
      fail(node, "Dial needs a fresh negative connection id");
      return true;
    }
    node.conns.put(e->conn, true);
    network_.dial(queue_, at, {node.id, node.incarnation, e->conn}, *e, StepId(steps_));
    return true;
  }
  if (const auto* e = std::get_if<Receive>(&effect)) {
    const bool is_sound = 0 < e->at_least && e->at_least <= e->at_most;
    if (!is_sound) {
      fail(node, "Receive needs 0 < at_least <= at_most");
    } else if (!network_.receive(queue_, at, {node.id, node.incarnation, e->conn}, *e)) {
      fail(node, "Receive while an earlier grant is unanswered");
    }
    return true;
  }
  if (const auto* e = std::get_if<Send>(&effect)) {
    perform_send(node, at, *e);
    return true;
  }
  if (const auto* e = std::get_if<Hang>(&effect)) {
    node.conns.erase(e->conn);
    network_.hang(queue_, at, {node.id, node.incarnation, e->conn}, e->reset);
    return true;
  }
  return false;
}

void World::perform_send(SimNode& node, Instant at, const Send& send) {
  const StepId step(steps_);
  std::vector<StreamPiece> pieces;
  if (is_small(send.parts)) {
    pieces.push_back({.sent = {.bytes = joined(send.parts), .inode = InodeId(-1), .position = {}},
                      .origin = step});
  } else {
    for (const Part& part : send.parts) {
      if (const auto* bytes = std::get_if<Slice>(&part)) {
        pieces.push_back(
            {.sent = {.bytes = *bytes, .inode = InodeId(-1), .position = {}}, .origin = step});
        continue;
      }
      auto range = node.disk.read_range(std::get<FileRange>(part));
      if (!range) return fail(node, "Send names a file range that is not there");
      for (SentPiece& piece : *range)
        pieces.push_back({.sent = std::move(piece), .origin = step});
    }
  }
  const auto met = network_.send(queue_, at, {node.id, node.incarnation, send.conn},
                                 std::move(pieces), send.tell ? std::optional(step) : std::nullopt);
  if (met)
    tell(node.id, MessageFaulted{.fault = met->fault.kind,
                                 .api = static_cast<wire::ApiKey>(met->api),
                                 .is_response = met->fault.is_response,
                                 .to = met->fault.to,
                                 .correlation_id = met->correlation_id});
}

bool World::perform_on_disk(SimNode& node, Instant at, const Effect& effect) {
  return std::visit(
      [&](const auto& e) {
        if constexpr (std::is_constructible_v<DiskOperation, decltype(e)>) {
          node.disk.submit(at, e, StepId(steps_));
          return true;
        } else {
          return false;
        }
      },
      effect);
}

/// A job runs beside its node: it costs time, but not the node's.
void World::perform_work(SimNode& node, Instant at, const Work& work) {
  std::expected<Slice, std::string> result = Host::run(*work.job);
  if (!result) return fail(node, std::move(result.error()));
  const std::int64_t cost =
      std::max(std::int64_t{0}, work.job->cost_bytes()) * node.hardware.step_ns_per_kib / 1024;
  Done done{.op = work.op, .error = IoError::none, .value = 0, .bytes = std::move(*result)};
  queue_.push_input(at + cost * node.slowness, node.id, node.incarnation, std::move(done),
                    StepId(steps_));
}

// ---- Timers ------------------------------------------------------------------------------------

void World::arm(SimNode& node, const Arm& effect) {
  disarm(node, effect.timer);
  const auto place = std::lower_bound(node.timers.begin(), node.timers.end(), effect.timer,
                                      [](const Timer& t, TimerId id) { return t.id < id; });
  node.timers.insert(place, {.id = effect.timer,
                             .deadline = effect.deadline,
                             .generation = ++node.last_generation,
                             .armed_in = StepId(steps_)});
}

void World::disarm(SimNode& node, TimerId timer) {
  std::erase_if(node.timers, [timer](const Timer& t) { return t.id == timer; });
}

void World::schedule_timers(SimNode& node) {
  std::optional<Instant> earliest;
  for (const Timer& timer : node.timers)
    if (!timer.has_fired && (!earliest || timer.deadline < *earliest)) earliest = timer.deadline;
  if (!earliest) return;
  const Instant at = std::max(now_, node.clock.world_at(*earliest));
  if (node.timer_wake && *node.timer_wake <= at) return;
  node.timer_wake = at;
  queue_.push(
      {.at = at, .kind = Happening::timer_wake, .node = node.id, .incarnation = node.incarnation});
}

void World::fire_timers(SimNode& node) {
  const Instant local = node.clock.monotonic(now_);
  std::vector<std::tuple<Instant, TimerId, QueuedInput>> due;
  for (Timer& timer : node.timers) {
    if (timer.has_fired || timer.deadline > local) continue;
    timer.has_fired = true;
    due.emplace_back(timer.deadline, timer.id,
                     QueuedInput{.input = std::make_shared<const Input>(Fired{timer.id}),
                                 .origin = timer.armed_in,
                                 .generation = timer.generation});
  }
  std::sort(due.begin(), due.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (auto& [deadline, id, input] : due)
    offer(node, std::move(input));
  if (node.phase == Phase::running) schedule_timers(node);
}

// ---- Disk --------------------------------------------------------------------------------------

void World::schedule_disk(SimNode& node) {
  const std::optional<Instant> due = node.disk.next_due();
  if (!due) return;
  const Instant at = std::max(now_, *due);
  if (node.disk_wake && *node.disk_wake <= at) return;
  node.disk_wake = at;
  queue_.push(
      {.at = at, .kind = Happening::disk_wake, .node = node.id, .incarnation = node.incarnation});
}

void World::answer_disk(SimNode& node) {
  for (SimDisk::Completed& completed : node.disk.take_due(now_, node.clock.wall(now_)))
    offer(node, {.input = std::make_shared<const Input>(std::move(completed.done)),
                 .origin = completed.origin});
  if (node.phase == Phase::running) schedule_disk(node);
}

}  // namespace fl::sim
