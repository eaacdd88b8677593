#include "sim/scenario/run.h"

#include "core/base/assert.h"
#include "sim/checks/all_checks.h"
#include "sim/checks/record_fates.h"
#include "sim/history/history.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/expectations.h"
#include "sim/scenario/grammar.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/measures.h"
#include "sim/scenario/references.h"
#include "sim/scenario/stage.h"
#include "sim/scenario/story_text.h"
#include "sim/scenario/texts.h"
#include "sim/scenario/timeline.h"
#include "sim/scenario/verdicts.h"

#include <algorithm>

namespace fl::sim {

struct Runner::State {
  State(Scenario s, std::string t, RunOptions o)
      : scenario(std::move(s)),
        text(std::move(t)),
        options(std::move(o)),
        cast(scenario),
        world(options.seed.value_or(scenario.seed)),
        measures(cast),
        timeline(scenario, world.seed()),
        story(options.language, options.is_detailed) {
    for (const Expectation& expectation : scenario.expect)
      expectations.emplace_back(expectation);
    if (options.checks) add_all_checks(checks, scenario, cast);
  }

  Scenario scenario;
  std::string text;
  RunOptions options;
  Cast cast;
  World world;
  Measures measures;
  Timeline timeline;
  StoryText story;
  CheckSet checks;
  History history;
  CrashLedger ledger;
  std::vector<ExpectationWatch> expectations;
  std::vector<DecidedOperation> decisions;
  HashLadder ladder;
  std::vector<std::string> lines;
  std::size_t folded = 0;  ///< events of the story
  Instant last_action;

  void fold();
  void act(const Due& due);
  bool step_until(Instant until);
  void note(Operation operation);
  void look();
};

/// Hands what was told since the last time to everybody who listens.
void Runner::State::fold() {
  const StoryLog& log = world.story();
  if (folded == log.size()) return;
  for (; folded < log.size(); ++folded) {
    const StoredEvent& event = log[folded];
    measures.told(event);
    history.told(event);
    ledger.told(event);
    checks.told(world, event);
    story.told(world, event);
  }
  look();
}

void Runner::State::look() {
  for (ExpectationWatch& expectation : expectations)
    expectation.look(world, measures, last_action);
  for (const Due& due : timeline.triggered(world, measures))
    act(due);
}

void Runner::State::act(const Due& due) {
  const Language language = options.language;
  if (due.line != nullptr && due.line->verb == Verb::note) {
    const Translated& note = due.line->note;
    const bool is_english = language == Language::en || note.zh.empty();
    return story.line(
        world.now(), "",
        filled(sentence("note", language), {{"text", is_english ? note.en : note.zh}}));
  }
  const std::vector<Action> actions =
      due.line != nullptr ? resolve(*due.line, cast, world) : due.undo;
  const std::string_view key = due.line == nullptr ? "undone"
                               : actions.empty()   ? "action-impossible"
                                                   : "action";
  story.line(world.now(), "", filled(sentence(key, language), {{"text", due.text}}));
  last_action = world.now();
  for (const Action& action : actions) {
    note(action);
    world.apply(action);
  }
  if (due.line != nullptr && due.line->for_ns)
    timeline.schedule_undo(world.now() + *due.line->for_ns, undo_of(actions), due.text);
  fold();
}

bool Runner::State::step_until(Instant until) {
  const bool has_stepped = world.step_until(until);
  if (has_stepped) ladder.note(world);
  return has_stepped;
}

/// Remembers what is about to be done.
void Runner::State::note(Operation operation) {
  decisions.push_back(
      {.at = world.now(), .events = world.events(), .operation = std::move(operation)});
}

Runner::Runner(Scenario scenario, std::string text, RunOptions options)
    : state_(std::make_unique<State>(std::move(scenario), std::move(text), std::move(options))) {
  set_stage(state_->world, state_->scenario, state_->options);
  state_->fold();
}

Runner::~Runner() = default;

Instant Runner::end() const {
  return Instant(state_->scenario.run_ns);
}

World& Runner::world() {
  return state_->world;
}

bool Runner::is_over() const {
  return state_->world.failure().has_value() || state_->world.now() >= end();
}

std::optional<Instant> Runner::next_at() const {
  const auto event = state_->world.next_event();
  const auto action = state_->timeline.next_at();
  if (!event || !action) return event ? event : action;
  return std::min(*event, *action);
}

void Runner::advance_to(Instant until) {
  State& state = *state_;
  until = std::min(until, end());
  while (!state.world.failure()) {
    const auto action_at = state.timeline.next_at();
    const Instant limit = action_at ? std::min(*action_at, until) : until;
    // What happens at the time of an action happens before it.
    while (state.step_until(limit)) {
      state.fold();
      // A trigger may have put something new before the limit.
      if (state.timeline.next_at() != action_at) break;
    }
    state.fold();
    if (state.world.now() < limit) continue;
    const auto due = state.timeline.take_due(state.world.now());
    for (const Due& one : due)
      state.act(one);
    if (!due.empty() || state.world.now() < until) continue;
    // Nothing follows that would write out what was summed up.
    if (is_over()) state.story.flush();
    return;
  }
}

Read<void> Runner::act(std::string_view line) {
  auto parsed = parse_action(line);
  if (!parsed) return std::unexpected(parsed.error());
  Mistakes mistakes;
  check_references(state_->scenario, *parsed, mistakes);
  if (const auto& first = mistakes.first()) return std::unexpected(*first);
  state_->act({.line = &*parsed, .text = parsed->text});
  return {};
}

std::vector<std::string> Runner::take_story() {
  std::vector<std::string> lines = state_->story.take();
  state_->lines.insert(state_->lines.end(), lines.begin(), lines.end());
  return lines;
}

std::optional<std::int64_t> Runner::open_outside(NodeId broker, ListenerId listener,
                                                 std::string peer) {
  OutsideOpened opened{.connection = -1, .node = broker, .listener = listener, .peer = peer};
  const Instant at = state_->world.now();
  const std::int64_t events = state_->world.events();
  const auto connection = state_->world.open_outside(broker, listener, std::move(peer));
  opened.connection = connection.value_or(-1);
  state_->decisions.push_back({.at = at, .events = events, .operation = std::move(opened)});
  return connection;
}

void Runner::push(std::int64_t connection, Slice bytes) {
  state_->note(OutsideBytes{.connection = connection, .bytes = bytes});
  state_->world.push(connection, std::move(bytes));
}

std::vector<Slice> Runner::take(std::int64_t connection) {
  const Instant at = state_->world.now();
  const std::int64_t events = state_->world.events();
  std::vector<Slice> taken = state_->world.take(connection);
  // Taking nothing changes nothing: most looks at a connection find nothing.
  if (!taken.empty())
    state_->decisions.push_back(
        {.at = at, .events = events, .operation = OutsideTaken{.connection = connection}});
  return taken;
}

void Runner::close_outside(std::int64_t connection, bool reset) {
  state_->note(OutsideClosed{.connection = connection, .is_reset = reset});
  state_->world.close_outside(connection, reset);
}

const std::vector<DecidedOperation>& Runner::decisions() const {
  return state_->decisions;
}

RunResult Runner::finish() {
  State& state = *state_;
  const Language language = state.options.language;
  state.fold();
  state.story.flush();
  take_story();
  const auto fates = record_fates(state.world, state.cast, state.history, state.ledger);
  state.measures.set_fates(fates);
  if (!state.world.failure()) state.checks.finish(state.world);

  RunResult result{.story = state.lines,
                   .steps = state.world.steps(),
                   .hash = state.world.hash(),
                   .decisions = state.decisions};
  result.decision_log =
      text_of(DecisionLog{.seed = state.world.seed(),
                          .scenario = state.text,
                          .variant = state.scenario.variant,
                          .operations = state.decisions,
                          .rungs = state.ladder.rungs(),
                          .end = state.world.now(),
                          .last = {.steps = state.world.steps(), .hash = state.world.hash()}});
  for (const auto& check : state.checks.all())
    result.checks.push_back(verdict_of(*check, language));
  for (const ExpectationWatch& watch : state.expectations) {
    Verdict verdict = watch.verdict(state.world, state.measures, language);
    // An expectation that names a check holds as the check does.
    for (Verdict& check : result.checks)
      if (watch.expectation().check == check.name) {
        check.is_expected = watch.expectation().sort == ExpectSort::violates_check;
        verdict.holds = check.holds != check.is_expected;
        verdict.text = check.text;
        verdict.at = check.at;
      }
    result.expectations.push_back(std::move(verdict));
  }
  for (const ProducerSpec& spec : state.scenario.producers) {
    const auto fate = fates.find(spec.name);
    result.outcomes.push_back(
        outcome_of(spec.name, fate != fates.end() ? fate->second : ProducerFate{}, language));
  }
  if (const auto& failure = state.world.failure()) result.broken = failure->what;
  return result;
}

bool RunResult::holds() const {
  // The violation that a scenario is about is judged by its expectation.
  const auto is_good = [](const Verdict& verdict) { return verdict.holds || verdict.is_expected; };
  return !broken && std::all_of(checks.begin(), checks.end(), is_good) &&
         std::all_of(expectations.begin(), expectations.end(), is_good);
}

RunResult run(const Scenario& scenario, std::string text, RunOptions options) {
  Runner runner(scenario, std::move(text), std::move(options));
  runner.advance_to(runner.end());
  return runner.finish();
}

}  // namespace fl::sim
