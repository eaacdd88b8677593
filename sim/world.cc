// The loop: what happens next, who steps, what it costs, what is hashed and kept. Effects:
// world_effects.cc. Faults: world_actions.cc.
#include "sim/world.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/describe/pack.h"

#include <algorithm>
#include <variant>

namespace fl::sim {

namespace {

/// Keeps what a step tells.
class Sink final : public StorySink {
 public:
  Sink(StoryLog& log, Instant at) : log_(log), at_(at) {}

  bool wants(const EventKind& kind) const override {
    static_cast<void>(kind);
    return true;
  }

  void told(const Told& told) override {
    ByteVector packed;
    Writer out(packed);
    pack(out, *told.kind.type, told.event);
    log_.add({.step = told.step,
              .node = told.node,
              .at = at_,
              .wall = told.wall,
              .kind = &told.kind,
              .payload = Slice(std::move(packed)),
              .because = told.because});
  }

 private:
  StoryLog& log_;
  Instant at_;
};

std::int64_t bytes_of(const Input& input) {
  if (const auto* received = std::get_if<Received>(&input))
    return static_cast<std::int64_t>(received->bytes.size());
  if (const auto* done = std::get_if<Done>(&input))
    return static_cast<std::int64_t>(done->bytes.size());
  return 0;
}

std::int64_t bytes_of(const Effect& effect) {
  if (const auto* send = std::get_if<Send>(&effect)) return size_of(send->parts);
  if (const auto* append = std::get_if<Append>(&effect)) return size_of(append->parts);
  return 0;
}

/// The connection that an input is about.
std::optional<ConnId> conn_of(const Input& input) {
  return std::visit(
      [](const auto& i) -> std::optional<ConnId> {
        if constexpr (requires { i.conn; }) {
          return i.conn;
        } else {
          return std::nullopt;
        }
      },
      input);
}

}  // namespace

World::World(std::uint64_t seed, bool keeps_story)
    : draw_(seed), keeps_story_(keeps_story), network_(seed) {
  network_.add_machine({.node = kOutside, .host = {}, .listeners = {}, .is_up = true});
}

void World::add_node(NodeSpec spec) {
  FL_ASSERT(spec.id > kOutside);
  network_.add_machine({.node = spec.id,
                        .host = spec.host,
                        .listeners = spec.listeners,
                        .is_up = true,
                        .hardware = spec.hardware});
  SimNode node{.id = spec.id,
               .name = std::move(spec.name),
               .fresh = std::make_shared<const Host>(spec.node),
               .node = std::move(spec.node),
               .config = std::move(spec.config),
               .listeners = std::move(spec.listeners),
               .directories = std::move(spec.directories),
               .hardware = spec.hardware,
               .stop = std::move(spec.stop),
               .disk = SimDisk(spec.hardware),
               .clock = {}};
  const auto place = std::upper_bound(nodes_.begin(), nodes_.end(), node.id,
                                      [](NodeId id, const SimNode& n) { return id < n.id; });
  FL_ASSERT(place == nodes_.begin() || std::prev(place)->id != node.id);
  nodes_.insert(place, std::move(node));
}

World::SimNode& World::at(NodeId node) {
  return const_cast<SimNode&>(std::as_const(*this).at(node));
}

const World::SimNode& World::at(NodeId node) const {
  const auto place = std::lower_bound(nodes_.begin(), nodes_.end(), node,
                                      [](const SimNode& n, NodeId id) { return n.id < id; });
  FL_ASSERT(place != nodes_.end());
  FL_ASSERT(place->id == node);
  return *place;
}

std::vector<NodeId> World::nodes() const {
  std::vector<NodeId> ids;
  for (const SimNode& node : nodes_)
    ids.push_back(node.id);
  return ids;
}

SimDisk& World::disk_before_boot(NodeId node) {
  FL_ASSERT(!is_running(node));
  return at(node).disk;
}

void World::set_epoch(Timestamp epoch) {
  FL_ASSERT(steps_ == 0);
  for (SimNode& node : nodes_)
    node.clock.set_epoch(epoch);
}

void World::boot(NodeId id) {
  SimNode& node = at(id);
  FL_ASSERT(node.phase != Phase::running);
  node.phase = Phase::running;
  node.node = *node.fresh;
  node.exit_code.reset();
  node.busy_until = now_;
  ++node.incarnation;
  Machine& machine = network_.machine(id);
  const bool was_up = std::exchange(machine.is_up, true);
  machine.is_listening = true;
  machine.incarnation = node.incarnation;
  machine.last_accepted = 0;
  if (!was_up) network_.machine_back(queue_, now_, id);
  Boot boot{.incarnation = node.incarnation,
            .config = node.config,
            .listeners = node.listeners,
            .directories = {}};
  for (const std::string& directory : node.directories) {
    node.disk.add_directory(directory);
    boot.directories.push_back(node.disk.listing(directory));
  }
  tell(id, NodeBooted{.name = node.name, .incarnation = node.incarnation});
  queue_.push_input(now_, id, node.incarnation, std::move(boot), StepId(-1));
}

// ---- The loop ----------------------------------------------------------------------------------

std::optional<Instant> World::next_event() const {
  if (queue_.empty()) return std::nullopt;
  return queue_.top().at;
}

bool World::step_until(Instant until) {
  while (!failure_ && !queue_.empty() && queue_.top().at <= until) {
    const std::int64_t steps_before = steps_;
    happen(queue_.pop());
    if (steps_ != steps_before) return true;
  }
  if (!failure_) now_ = std::max(now_, until);
  return false;
}

bool World::replay_step(std::int64_t events, Instant until) {
  while (!failure_ && events_ < events && !queue_.empty() && queue_.top().at <= until) {
    const std::int64_t steps_before = steps_;
    happen(queue_.pop());
    if (steps_ != steps_before) return true;
  }
  return false;
}

bool World::wait_until(Instant at) {
  if (at < now_ || (!queue_.empty() && queue_.top().at < at)) return false;
  now_ = at;
  return true;
}

void World::happen(const Event& event) {
  FL_ASSERT(event.at >= now_);
  now_ = event.at;
  ++events_;
  const bool is_network = event.kind == Happening::arrival || event.kind == Happening::dial ||
                          event.kind == Happening::accepted;
  if (is_network) {
    network_.on_event(queue_, event);
  } else {
    SimNode& node = at(event.node);
    if (node.phase != Phase::running || node.incarnation != event.incarnation) return;
    if (event.kind == Happening::input) {
      note_connection(node, *event.input);
      offer(node, {.input = event.input, .origin = event.origin});
    } else if (event.kind == Happening::node_wake) {
      node.has_wake = false;
      take_next(node);
    } else if (event.kind == Happening::timer_wake && node.timer_wake == event.at) {
      node.timer_wake.reset();
      fire_timers(node);
    } else if (event.kind == Happening::disk_wake && node.disk_wake == event.at) {
      node.disk_wake.reset();
      answer_disk(node);
    }
  }
  check_received_ranges();
}

void World::note_connection(SimNode& node, const Input& input) {
  if (const auto* accepted = std::get_if<Accepted>(&input)) node.conns.put(accepted->conn, true);
}

void World::offer(SimNode& node, QueuedInput input) {
  const bool is_free = !node.is_paused && node.busy_until <= now_ && node.inbox.empty();
  if (!is_free) {
    node.inbox.push_back(std::move(input));
    return wake(node);
  }
  if (is_still_wanted(node, input)) run_step(node, input);
}

void World::wake(SimNode& node) {
  if (node.has_wake || node.is_paused || node.inbox.empty()) return;
  node.has_wake = true;
  queue_.push({.at = std::max(node.busy_until, now_),
               .kind = Happening::node_wake,
               .node = node.id,
               .incarnation = node.incarnation});
}

void World::take_next(SimNode& node) {
  if (node.is_paused) return;
  while (!node.inbox.empty() && node.busy_until <= now_) {
    const QueuedInput queued = std::move(node.inbox.front());
    node.inbox.pop_front();
    if (!is_still_wanted(node, queued)) continue;
    run_step(node, queued);
    break;
  }
  wake(node);
}

/// Nothing comes for a connection that was hung up, or for a timer that was armed anew or disarmed.
/// Takes note that the input is being delivered.
bool World::is_still_wanted(SimNode& node, const QueuedInput& queued) {
  const Input& input = *queued.input;
  if (const auto* fired = std::get_if<Fired>(&input)) {
    const auto timer = std::find_if(node.timers.begin(), node.timers.end(),
                                    [&](const Timer& t) { return t.id == fired->timer; });
    if (timer == node.timers.end() || timer->generation != queued.generation) return false;
    node.timers.erase(timer);
    return true;
  }
  const std::optional<ConnId> conn = conn_of(input);
  if (!conn) return true;
  if (!node.conns.contains(*conn)) return false;
  const auto* connected = std::get_if<Connected>(&input);
  const bool is_refused = connected != nullptr && connected->error != ConnectError::none;
  if (is_refused || std::holds_alternative<Closed>(input)) node.conns.erase(*conn);
  return true;
}

void World::run_step(SimNode& node, const QueuedInput& queued) {
  const StepId step(++steps_);
  const Input& input = *queued.input;
  effects_.clear();
  std::vector<StepId> rows;
  Sink sink(story_, now_);
  Context context{.self = node.id,
                  .incarnation = node.incarnation,
                  .now = node.clock.monotonic(now_),
                  .wall = node.clock.wall(now_),
                  .draw = draw_,
                  .effects = effects_,
                  .story = keeps_story_ ? &sink : nullptr,
                  .step = step,
                  .causes = rows};
  const std::optional<std::string> broken = node.node.step(context, input);
  hash_.number(now_.value);
  hash_.number(node.id.value);
  absorb(hash_, input);
  for (const Effect& effect : effects_)
    absorb(hash_, effect);
  if (keeps_story_)
    story_.add_step({.at = now_,
                     .node = node.id,
                     .origin = queued.origin,
                     .input = static_cast<std::uint8_t>(input.index()),
                     .rows = std::move(rows)});
  if (broken) return fail(node, *broken);
  node.busy_until = now_ + cost_ns(node, input, effects_);
  perform_all(node);
  effects_.clear();
}

std::int64_t World::cost_ns(const SimNode& node, const Input& input,
                            const std::vector<Effect>& effects) const {
  std::int64_t bytes = bytes_of(input);
  for (const Effect& effect : effects)
    bytes += bytes_of(effect);
  const std::int64_t cost = node.hardware.step_ns + bytes * node.hardware.step_ns_per_kib / 1024;
  return std::max(std::int64_t{1}, cost * node.slowness);
}

void World::fail(const SimNode& node, std::string what) {
  tell(node.id, InvariantBroken{.name = node.name, .what = what});
  failure_ = {.node = node.id, .step = StepId(steps_), .what = std::move(what)};
}

void World::store(NodeId node, const EventKind& kind, const void* event) {
  ByteVector packed;
  Writer out(packed);
  pack(out, *kind.type, event);
  story_.add({.step = StepId(steps_),
              .node = node,
              .at = now_,
              .wall = at(node).clock.wall(now_),
              .kind = &kind,
              .payload = Slice(std::move(packed)),
              .because = {}});
}

/// A file range has to reach its receiver with the bytes that it had in the step that sent it.
void World::check_received_ranges() {
  for (const auto& [sender, piece] : network_.take_received_ranges()) {
    if (at(sender).disk.still_has(piece.sent)) continue;
    tell(sender, SentRangeChanged{.sent_in = piece.origin,
                                  .position = piece.sent.position.value,
                                  .size = static_cast<std::int64_t>(piece.sent.bytes.size())});
  }
}

}  // namespace fl::sim
