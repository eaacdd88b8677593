// Runs a scenario and says what came of it: story, verdict of every check and expectation, the fate
// of the records, steps and hash, and what was decided. Takes and returns text and values; opens no
// file.
//
//   const auto scenario = parse_scenario(text);
//   Runner runner(*scenario, {});
//   runner.advance_to(runner.end());
//   const RunResult result = runner.finish();
#pragma once
#include "core/base/ids.h"
#include "sim/decision_log.h"
#include "sim/host.h"
#include "sim/scenario/scenario.h"
#include "sim/world.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

enum class Language : std::uint8_t { en, zh };

struct RunOptions {
  std::optional<std::uint64_t> seed;  ///< instead of the scenario's
  Language language = Language::en;
  bool is_detailed = false;  ///< the story has every event, not only what matters most
  /// Tests put a saboteur around a node here (its name, the node as it is).
  std::function<Host(const std::string&, Host)> wrap;
  /// Without the checks: for benchmarks.
  bool checks = true;
};

/// What became of a check or an expectation.
struct Verdict {
  std::string name;  ///< the check's name, or the expectation as written
  bool holds = true;
  std::string text;  ///< why not, or what is worth knowing; in the language of the run
  std::optional<Instant> at;
  bool is_expected = false;  ///< a check whose violation is what the scenario shows
};

/// The fate of one producer's records. acknowledged = survived + lost; lost ones are all explained.
struct Outcome {
  std::string producer;
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  std::int64_t failed = 0;
  std::int64_t survived = 0;
  std::int64_t lost = 0;
  std::int64_t lost_allowed = 0;  ///< of the lost: nothing had promised them
  std::int64_t duplicated = 0;
  std::string why;  ///< in the language of the run
};

struct RunResult {
  std::vector<std::string> story;
  std::vector<Verdict> checks;
  std::vector<Verdict> expectations;
  std::vector<Outcome> outcomes;
  std::int64_t steps = 0;
  std::uint64_t hash = 0;
  std::vector<DecidedOperation> decisions;  ///< with scenario and seed they are the run
  std::string decision_log;                 ///< all three as the text of a file, to replay
  std::optional<std::string> broken;        ///< a broken invariant ended the run

  bool holds() const;
};

class Runner {
 public:
  /// `text` is what the scenario was parsed from: the decision log contains it.
  Runner(Scenario scenario, std::string text, RunOptions options);

  Runner(Scenario scenario, RunOptions options)
      : Runner(std::move(scenario), {}, std::move(options)) {}

  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  ~Runner();

  /// The virtual time at which the scenario ends.
  Instant end() const;

  /// Runs up to and including `until`, acting out the timeline.
  void advance_to(Instant until);

  /// True at the end, or after a broken invariant.
  bool is_over() const;

  /// When something happens next: an event or a line of the timeline.
  std::optional<Instant> next_at() const;

  World& world();

  /// Does what a user asks for in the middle of the run. On error: what is wrong with the line.
  Read<void> act(std::string_view line);

  /// A connection from outside the world to a broker's listener, as World has it; nothing if it is
  /// refused. What it does is part of the decision log.
  std::optional<std::int64_t> open_outside(NodeId broker, ListenerId listener, std::string peer);
  void push(std::int64_t connection, Slice bytes);
  std::vector<Slice> take(std::int64_t connection);
  void close_outside(std::int64_t connection, bool reset);

  /// The lines of the story since the last call; finish() has all of them.
  std::vector<std::string> take_story();

  /// What was done so far.
  const std::vector<DecidedOperation>& decisions() const;

  /// The end: final checks and expectations. Call it once.
  RunResult finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole run.
RunResult run(const Scenario& scenario, std::string text, RunOptions options);

inline RunResult run(const Scenario& scenario, RunOptions options = {}) {
  return run(scenario, {}, std::move(options));
}

/// Result as text for a terminal: outcome table, verdicts, steps and hash.
std::vector<std::string> summary(const RunResult& result, Language language);

}  // namespace fl::sim
