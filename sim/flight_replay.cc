#include "sim/flight_replay.h"

#include "core/base/digest.h"
#include "core/base/draw.h"

#include <utility>
#include <variant>

namespace fl::sim {

namespace {

std::string_view kind_name(std::uint8_t kind) {
  constexpr std::string_view kNames[] = {"Dial",     "Receive", "Send",      "Hang",   "Arm",
                                         "Disarm",   "Open",    "CloseFile", "Append", "Load",
                                         "Truncate", "Rename",  "Remove",    "Sync",   "Replace",
                                         "Work",     "Reply",   "Notify",    "Exit"};
  static_assert(std::size(kNames) == std::variant_size_v<Effect>);
  return kind < std::size(kNames) ? kNames[kind] : "an unknown effect";
}

/// "1.204 s after its start".
std::string since_start(std::int64_t nanoseconds) {
  const std::int64_t milliseconds = nanoseconds / kNanosecondsPerMillisecond;
  return std::to_string(milliseconds / 1000) + "." +
         std::to_string(1000 + milliseconds % 1000).substr(1) + " s after its start";
}

std::string effect_number(std::size_t index) {
  return "effect " + std::to_string(index + 1) + ": ";
}

/// How the effects of a step differ from the recorded ones, if they do.
std::optional<std::string> difference(const std::vector<Effect>& effects,
                                      const FlightStep& recorded) {
  for (std::size_t i = 0; i < effects.size() || i < recorded.effect_kinds.size(); ++i) {
    if (i == effects.size())
      return effect_number(i) + "then " + std::string(kind_name(recorded.effect_kinds[i])) +
             ", now nothing more";
    const std::string now(name_of(effects[i]));
    if (i == recorded.effect_kinds.size())
      return effect_number(i) + "then nothing more, now " + now;
    if (recorded.effect_kinds[i] != effects[i].index())
      return effect_number(i) + "then " + std::string(kind_name(recorded.effect_kinds[i])) +
             ", now " + now;
  }
  if (digest_of_effects(effects) == recorded.effects_digest) return std::nullopt;
  std::string kinds;
  for (const Effect& effect : effects)
    kinds += (kinds.empty() ? "" : ", ") + std::string(name_of(effect));
  return "the same kinds of effects (" + kinds + ") with other content";
}

}  // namespace

FlightReplayed FlightReplay::run(FlightReader& record, const LoadedBytes& load) {
  FlightReplayed result;
  std::optional<Instant> begun;
  while (true) {
    auto next = record.next();
    if (!next) {
      result.is_readable = false;
      result.text = next.error();
      return result;
    }
    if (!*next) break;
    ++result.steps;
    if (!begun) begun = (*next)->now;
    const std::string input(name_of((*next)->input));
    const Instant at = (*next)->now;
    if (auto wrong = step(record, std::move(**next), load, result.steps)) {
      result.first_different = result.steps;
      result.text = "step " + std::to_string(result.steps) + " of node " +
                    std::to_string(record.start().self.value) + " (" + input + ", " +
                    since_start(at - *begun) + ") differs: " + *wrong;
      return result;
    }
  }
  result.breaks_off = record.breaks_off();
  result.text = std::to_string(result.steps) + " steps replayed with equal effects";
  if (result.breaks_off) result.text += "; the record breaks off there";
  return result;
}

std::optional<std::string> FlightReplay::step(const FlightReader& record, FlightStep step,
                                              const LoadedBytes& load, std::int64_t number) {
  if (auto missing = fill(step, load)) return missing;
  const Draw draw(record.start().seed);
  effects_.clear();
  std::vector<StepId> causes;
  Context context{.self = record.start().self,
                  .incarnation = record.start().incarnation,
                  .now = step.now,
                  .wall = step.wall,
                  .draw = draw,
                  .effects = effects_,
                  .story = story_,
                  .step = StepId(number),
                  .causes = causes};
  if (auto broken = node_.step(context, step.input)) return "a broken invariant: " + *broken;
  for (const Effect& effect : effects_)
    note(effect);
  return difference(effects_, step);
}

/// Puts the bytes back that were too many for the record.
std::optional<std::string> FlightReplay::fill(FlightStep& step, const LoadedBytes& load) const {
  if (!step.left_out) return std::nullopt;
  auto* done = std::get_if<Done>(&step.input);
  if (done == nullptr) return "bytes are left out of an input that has none";
  const auto range = loads_.find(done->op);
  const auto path = range != loads_.end() ? paths_.find(range->second.file) : paths_.end();
  if (path == paths_.end()) return "bytes are left out of an operation that loads none";
  std::optional<Slice> bytes =
      load ? load(path->second, range->second.position, step.left_out->size_bytes) : std::nullopt;
  if (!bytes || digest_of(*bytes) != step.left_out->digest)
    return path->second + " has no longer the bytes that were loaded then";
  done->bytes = std::move(*bytes);
  return std::nullopt;
}

/// Keeps track of which file an operation loads from, as far as the record needs it.
void FlightReplay::note(const Effect& effect) {
  if (const auto* open = std::get_if<Open>(&effect)) paths_[open->file] = open->path;
  if (const auto* close = std::get_if<CloseFile>(&effect)) paths_.erase(close->file);
  if (const auto* rename = std::get_if<Rename>(&effect)) rename_paths(rename->from, rename->to);
  if (const auto* e = std::get_if<Load>(&effect); e != nullptr && e->size > kFlightLoadedBytesMax)
    loads_[e->op] = {.file = e->file, .position = e->position, .size = e->size};
}

void FlightReplay::rename_paths(const std::string& from, const std::string& to) {
  for (auto& [file, path] : paths_)
    if (path == from || path.starts_with(from + "/")) path = to + path.substr(from.size());
}

}  // namespace fl::sim
