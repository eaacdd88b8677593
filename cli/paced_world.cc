#include "cli/paced_world.h"

#include "core/base/assert.h"
#include "sim/scenario/cast.h"

#include <algorithm>
#include <utility>

namespace fl::cli {

namespace {

constexpr TimerId kNextEvent{1};
/// Looked at least so often: what clients do has its place on the virtual clock then.
constexpr std::int64_t kLookNanoseconds = 50 * kNanosecondsPerMillisecond;
/// What is read of a client at a time.
constexpr std::int64_t kReadBytesMax = 64 << 10;

NodeId broker_of(ListenerId listener) {
  return NodeId(listener.value + 1);
}

}  // namespace

void PacedWorld::step(Context& context, const Input& input) {
  if (has_ended_) return;
  if (const auto* boot = std::get_if<Boot>(&input)) on_boot(context, *boot);
  runner_->advance_to(virtual_time(context.now));
  if (const auto* accepted = std::get_if<Accepted>(&input)) on_accepted(context, *accepted);
  if (const auto* received = std::get_if<Received>(&input)) on_received(*received);
  if (const auto* closed = std::get_if<Closed>(&input)) on_closed(*closed);
  if (const auto* writable = std::get_if<Writable>(&input))
    doors_.at(writable->conn).waits_for_send = false;
  // What a client has sent just now may be answered at this very moment.
  runner_->advance_to(virtual_time(context.now));
  pass_on(context);
  open_and_close_ports();
  for (const std::string& line : runner_->take_story())
    options_.on_story(line);
  if (std::holds_alternative<Command>(input)) return end(context, /*is_early=*/true);
  if (runner_->is_over()) return end(context, /*is_early=*/false);
  const Instant look = context.now + kLookNanoseconds;
  const auto next = runner_->next_at();
  context.emit(Arm{kNextEvent, next ? std::min(wall_time(*next), look) : look});
}

void PacedWorld::on_boot(Context& context, const Boot& boot) {
  std::vector<std::string> addresses;
  std::string text = options_.scenario_text + "\nepoch_ms: " + std::to_string(context.wall.value) +
                     "\nfront_door: [";
  for (const BoundListener& listener : boot.listeners) {
    addresses.push_back(options_.host + ":" + std::to_string(listener.port));
    text += (addresses.size() > 1 ? ", \"" : "\"") + addresses.back() + "\"";
  }
  text += "]\n";
  auto scenario = sim::parse_scenario(text, options_.variant);
  FL_ASSERT(scenario.has_value());
  runner_ = std::make_unique<sim::Runner>(*std::move(scenario), text, options_.run);
  begun_ = context.now;
  is_listening_.assign(boot.listeners.size(), true);
  options_.on_ready(addresses);
}

void PacedWorld::on_accepted(Context& context, const Accepted& accepted) {
  const auto outside =
      runner_->open_outside(broker_of(accepted.listener), sim::kFrontDoorListener, accepted.peer);
  if (!outside) {
    context.emit(Hang{.conn = accepted.conn, .reset = true});
    return;
  }
  doors_.emplace(accepted.conn, Door{.outside = *outside});
}

void PacedWorld::on_received(const Received& received) {
  Door& door = doors_.at(received.conn);
  door.is_granted = false;
  runner_->push(door.outside, received.bytes);
}

void PacedWorld::on_closed(const Closed& closed) {
  const auto found = doors_.find(closed.conn);
  if (found == doors_.end()) return;
  runner_->close_outside(found->second.outside, closed.why != CloseReason::end_of_stream);
  doors_.erase(found);
}

Instant PacedWorld::virtual_time(Instant now) const {
  return Instant(static_cast<std::int64_t>(static_cast<double>(now - begun_) * options_.speed));
}

Instant PacedWorld::wall_time(Instant at) const {
  return begun_ + static_cast<std::int64_t>(static_cast<double>(at.value) / options_.speed) + 1;
}

void PacedWorld::pass_on(Context& context) {
  for (auto at = doors_.begin(); at != doors_.end();)
    at = pass_on(context, at->first, at->second) ? std::next(at) : doors_.erase(at);
}

/// What the world sent goes out, unless the client is slow; what the client sends is read if the
/// world's window has room. False: the connection has ended.
bool PacedWorld::pass_on(Context& context, ConnId conn, Door& door) {
  if (!door.waits_for_send) {
    Parts parts;
    for (Slice& slice : runner_->take(door.outside))
      parts.emplace_back(std::move(slice));
    if (!parts.empty()) {
      context.emit(Send{.conn = conn, .parts = std::move(parts), .tell = true});
      door.waits_for_send = true;
    }
  }
  if (const auto why = runner_->world().ended(door.outside)) {
    runner_->close_outside(door.outside, false);
    context.emit(Hang{.conn = conn, .reset = *why != CloseReason::end_of_stream});
    return false;
  }
  const std::int64_t room = runner_->world().room(door.outside);
  if (!door.is_granted && room > 0) {
    context.emit(Receive{.conn = conn, .at_least = 1, .at_most = std::min(room, kReadBytesMax)});
    door.is_granted = true;
  }
  return true;
}

void PacedWorld::open_and_close_ports() {
  for (std::size_t i = 0; i < is_listening_.size(); ++i) {
    const ListenerId listener(static_cast<std::int32_t>(i));
    const bool is_up = runner_->world().is_running(broker_of(listener));
    if (is_up == is_listening_[i]) continue;
    is_listening_[i] = is_up;
    options_.set_listening(listener, is_up);
  }
}

void PacedWorld::end(Context& context, bool is_early) {
  has_ended_ = true;
  const Instant stopped_at = runner_->world().now();
  sim::RunResult result = runner_->finish();
  for (const std::string& line : runner_->take_story())
    options_.on_story(line);
  // What the scenario expects of its end is not to be had of a run that was stopped; its checks
  // are.
  const bool has_kept_checks =
      !result.broken && std::ranges::all_of(result.checks, &sim::Verdict::holds);
  const bool is_good = is_early ? has_kept_checks : result.holds();
  options_.on_end(std::move(result), is_early ? std::optional(stopped_at) : std::nullopt);
  context.emit(Exit{.code = is_good ? 0 : 1, .why = is_early ? "stopped" : "over"});
}

}  // namespace fl::cli
