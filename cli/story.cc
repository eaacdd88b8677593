// faultline story: the events of a scenario's run, filtered; and for one of them, why it happened.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/node_state.h"
#include "cli/scenario_file.h"
#include "cli/terminal.h"
#include "cli/virtual_time.h"
#include "core/base/nearest_name.h"
#include "core/describe/json.h"
#include "core/describe/pack.h"
#include "core/describe/print.h"
#include "core/node/input.h"
#include "sim/scenario/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <expected>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fl::cli {

namespace {

constexpr std::size_t kCausesMax = 40;

struct StoryOptions {
  std::string file;
  std::string variant;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> nodes;
  std::vector<std::string> kinds;
  std::string from;
  std::string until;
  std::string why;
  std::string state;
  std::string at;
  bool json = false;
};

/// What part of the run is told; both ends belong to it.
struct Span {
  Instant from;
  Instant until{INT64_MAX};
};

std::expected<Span, std::string> span_of(const StoryOptions& options) {
  Span span;
  const auto read = [](const std::string& name, const std::string& text,
                       Instant& into) -> std::string {
    if (text.empty()) return {};
    const auto at = parse_virtual_time(text);
    if (!at) return name + ": " + at.error();
    into = *at;
    return {};
  };
  std::string problem = read("--from", options.from, span.from);
  if (problem.empty()) problem = read("--until", options.until, span.until);
  if (!problem.empty()) return std::unexpected(std::move(problem));
  return span;
}

std::string fields_of(const sim::StoredEvent& event) {
  return print_packed(*event.kind->type, event.payload);
}

std::string terms_of(const Decision& because) {
  std::string text = std::string(because.rule);
  for (const Term& term : because.terms) {
    text += fmt::format("{}{} = {}", &term == because.terms.data() ? ": " : ", ", term.name,
                        term.value);
    if (!term.config.empty()) text += fmt::format(" ({})", term.config);
  }
  return text;
}

class StoryReader {
 public:
  StoryReader(const sim::World& world, const StoryOptions& options, const Span& span)
      : world_(world), options_(options), span_(span) {}

  /// A node or kind that the options name and the story does not have, as a line for the user.
  std::optional<std::string> unknown_name() const {
    const sim::StoryLog& story = world_.story();
    std::set<std::string_view> kinds;
    for (std::size_t i = 0; i < story.size(); ++i)
      kinds.insert(story[i].kind->name);
    std::set<std::string_view> nodes;
    for (NodeId node : world_.nodes())
      nodes.insert(world_.name_of(node));
    if (auto unknown = unknown_in("kind of event", options_.kinds, kinds)) return unknown;
    return unknown_in("node", options_.nodes, nodes);
  }

  void print_all() const {
    const sim::StoryLog& story = world_.story();
    for (std::size_t i = 0; i < story.size(); ++i)
      if (is_wanted(story[i])) print(i, 0);
  }

  int print_why() const {
    const sim::StoryLog& story = world_.story();
    std::size_t index = 0;
    if (options_.why == "last") {
      for (std::size_t i = story.size(); i > 0; --i)
        if (is_wanted(story[i - 1])) {
          index = i - 1;
          break;
        }
    } else {
      const char* end = options_.why.data() + options_.why.size();
      const auto parsed = std::from_chars(options_.why.data(), end, index);
      if (parsed.ec != std::errc() || parsed.ptr != end)
        return complain(kExitUsage,
                        "--why wants the number of an event, or last; not '" + options_.why + "'");
    }
    if (index >= story.size())
      return complain(kExitUsage,
                      fmt::format("there is no event {}; the story has {}", index, story.size()));
    print(index, 0);
    std::set<std::int64_t> seen{story[index].step.value};
    if (print_causes(story[index].step, 1, seen) == 0 && !options_.json)
      print_silent_causes(story[index].step);
    return kExitOk;
  }

 private:
  bool is_wanted(const sim::StoredEvent& event) const {
    if (event.at < span_.from || event.at > span_.until) return false;
    const auto names = [](const std::vector<std::string>& wanted, std::string_view name) {
      return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
    };
    return names(options_.kinds, event.kind->name) && names(options_.nodes, name_of(event.node));
  }

  static std::optional<std::string> unknown_in(std::string_view what,
                                               const std::vector<std::string>& wanted,
                                               const std::set<std::string_view>& known) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    for (const std::string& name : wanted) {
      if (known.contains(name)) continue;
      const auto nearest = nearest_name(name, names);
      std::string text = fmt::format("this story has no {} '{}'", what, name);
      if (nearest) return text + fmt::format("; did you mean '{}'?", *nearest);
      return text + fmt::format("; it has {}", fmt::join(names, ", "));
    }
    return std::nullopt;
  }

  std::string name_of(NodeId node) const {
    for (NodeId known : world_.nodes())
      if (known == node) return world_.name_of(node);
    return "world";
  }

  void print(std::size_t index, int depth) const {
    const sim::StoredEvent& event = world_.story()[index];
    if (options_.json) {
      fmt::print(R"({{"event":{},"step":{},"at_ns":{},"node":{},"kind":"{}","fields":{},"why":{}}})"
                 "\n",
                 index, event.step.value, event.at.value, json_string(name_of(event.node)),
                 event.kind->name, json_string(fields_of(event)),
                 json_string(terms_of(event.because)));
      return;
    }
    fmt::print("{}{} {:>10.6f} s  {:<12} {} {}\n",
               std::string(static_cast<std::size_t>(depth) * 2, ' '),
               coloured(Colour::dim, fmt::format("{:>6}", index)),
               static_cast<double>(event.at.value) / 1e9, name_of(event.node),
               coloured(Colour::cyan, event.kind->name), fields_of(event));
    if (!event.because.rule.empty())
      fmt::print("{}       {}\n", std::string(static_cast<std::size_t>(depth) * 2, ' '),
                 coloured(Colour::dim, "because " + terms_of(event.because)));
  }

  /// The events of the steps that caused `step`, and theirs, nearest first. Silent steps are passed
  /// through.
  /// Returns how many were printed.
  std::size_t print_causes(StepId step, int depth, std::set<std::int64_t>& seen) const {
    std::vector<StepId> open{step};
    std::size_t printed = 0;
    while (!open.empty() && printed < kCausesMax) {
      const StepId at = open.front();
      open.erase(open.begin());
      if (at.value < 1 || at.value > world_.story().steps()) continue;
      const sim::StepRecord& record = world_.story().step(at);
      std::vector<StepId> causes = record.rows;
      causes.push_back(record.origin);
      for (StepId cause : causes) {
        if (cause.value < 1 || !seen.insert(cause.value).second) continue;
        printed += print_step(cause, depth);
        open.push_back(cause);
      }
    }
    return printed;
  }

  /// Nothing that led here was worth an event: the steps themselves, back to what came from
  /// outside.
  void print_silent_causes(StepId step) const {
    constexpr int kStepsMax = 12;
    const auto note = [](std::string_view text) {
      fmt::print("         {}\n", coloured(Colour::dim, text));
    };
    if (step.value < 1 || step.value > world_.story().steps())
      return note("not caused by a step: the world itself did it, for an action of the timeline");
    for (int i = 0; i < kStepsMax && step.value >= 1; ++i) {
      const sim::StepRecord& record = world_.story().step(step);
      note(fmt::format("in step {} at {:.6f} s {} took {}", step.value,
                       static_cast<double>(record.at.value) / 1e9, name_of(record.node),
                       input_name(record.input)));
      step = record.origin;
    }
    note(step.value >= 1 ? "and so on: earlier steps that told nothing"
                         : "which came from outside: the start, or an action of the timeline");
  }

  static std::string_view input_name(std::uint8_t index) {
    constexpr std::array<std::string_view, std::variant_size_v<Input>> kNames{
        "Boot",   "Accepted", "Connected", "Received", "Writable",
        "Closed", "Fired",    "Done",      "Command"};
    return index < kNames.size() ? kNames[index] : "an input";
  }

  std::size_t print_step(StepId step, int depth) const {
    const sim::StoryLog& story = world_.story();
    std::size_t printed = 0;
    std::size_t low = 0;
    std::size_t high = story.size();
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (story[middle].step < step)
        low = middle + 1;
      else
        high = middle;
    }
    for (std::size_t i = low; i < story.size() && story[i].step == step; ++i, ++printed)
      print(i, depth);
    return printed;
  }

  const sim::World& world_;
  const StoryOptions& options_;
  Span span_;
};

/// What a node knew right after all that happened at or before --at.
int show_state(const StoryOptions& options, sim::Runner& runner) {
  const auto at = options.at.empty() ? runner.end() : parse_virtual_time(options.at);
  if (!at) return complain(kExitUsage, "--at: " + at.error());
  if (*at > runner.end())
    return complain(kExitUsage, fmt::format("--at {} is behind the end of the run at {}",
                                            options.at, sim::time_text(runner.end().value)));
  runner.advance_to(*at);
  const auto state = node_state(runner.world(), options.state, options.json);
  if (!state) return complain(kExitUsage, state.error());
  fmt::print("{}", *state);
  return kExitOk;
}

int tell(const StoryOptions& options) {
  const auto file = read_scenario(options.file, options.variant);
  if (!file) return complain(file.error().status, file.error().what);
  sim::RunOptions run;
  run.seed = options.seed;
  run.checks = false;
  sim::Runner runner(file->scenario, file->text, run);
  if (!options.state.empty()) return show_state(options, runner);
  if (!options.at.empty()) return complain(kExitUsage, "--at goes with --state NODE");
  const auto span = span_of(options);
  if (!span) return complain(kExitUsage, span.error());
  runner.advance_to(runner.end());
  const StoryReader reader(runner.world(), options, *span);
  if (const auto unknown = reader.unknown_name()) return complain(kExitUsage, *unknown);
  if (!options.why.empty()) return reader.print_why();
  reader.print_all();
  return kExitOk;
}

}  // namespace

void add_story(Commands& commands) {
  auto options = std::make_shared<StoryOptions>();
  CLI::App& app = commands.add(
      "story", "The events of a run; for one of them, why it happened.",
      {.example = "faultline story scenarios/power-loss.yaml --kind LogRecovered --why last\n"
                  "  faultline story scenarios/power-loss.yaml --state \"broker 1\" --at 14.9",
       .exits = "0 told, 65 ill-formed scenario, 66 no such file"},
      [options] { return tell(*options); });
  app.add_option("SCENARIO", options->file, "A scenario file")->required();
  app.add_option("--variant", options->variant,
                 "A variant of the scenario: the same with something changed");
  app.add_option("--seed", options->seed, "Instead of the scenario's own");
  app.add_option("-n,--node", options->nodes,
                 "Only what these nodes told, by name (\"broker 1\"); may be repeated");
  app.add_option("-k,--kind", options->kinds, "Only events of these kinds; may be repeated");
  app.add_option("--from", options->from, "Only from this moment of the run on: 14.9, 16s, 250ms");
  app.add_option("--until", options->until, "Only until then");
  app.add_option("--why", options->why, "An event's number, or last: its decision and its causes");
  app.add_option("--state", options->state,
                 "Instead: what this node knows, by name (\"broker 1\"); at the end, or --at");
  app.add_option("--at", options->at, "The moment of the run, for --state");
  app.add_flag("--json", options->json, "A line of JSON per event");
}

}  // namespace fl::cli
