// faultline run: plays a scenario on a virtual clock and says what came of it.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/scenario_file.h"
#include "cli/seed_span.h"
#include "cli/terminal.h"
#include "core/describe/json.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <unistd.h>

namespace fl::cli {

namespace {

struct RunCommandOptions {
  std::string file;
  std::optional<std::uint64_t> seed;
  std::string seeds;
  std::string variant;
  std::string language = "en";
  std::string decisions;
  bool detailed = false;
  bool json = false;
  bool quiet = false;
};

const std::string& in(sim::Language language, const sim::Translated& text) {
  return language == sim::Language::zh && !text.zh.empty() ? text.zh : text.en;
}

std::string verdict_json(const sim::Verdict& verdict) {
  return fmt::format(R"({{"name":{},"holds":{},"text":{},"at_ns":{}}})", json_string(verdict.name),
                     verdict.holds, json_string(verdict.text),
                     verdict.at ? std::to_string(verdict.at->value) : "null");
}

template <class T, class F>
std::string json_list(const std::vector<T>& items, F&& to_text) {
  std::string out = "[";
  for (const T& item : items)
    out += (out.size() > 1 ? "," : "") + to_text(item);
  return out + "]";
}

std::string outcome_json(const sim::Outcome& outcome) {
  return fmt::format(
      R"({{"producer":{},"sent":{},"acknowledged":{},"failed":{},"survived":{},"lost":{},"lost_allowed":{},"duplicated":{},"why":{}}})",
      json_string(outcome.producer), outcome.sent, outcome.acknowledged, outcome.failed,
      outcome.survived, outcome.lost, outcome.lost_allowed, outcome.duplicated,
      json_string(outcome.why));
}

void print_json(const sim::RunResult& result, std::uint64_t seed) {
  fmt::print(
      R"({{"seed":{},"holds":{},"steps":{},"hash":"{:016x}","outcomes":{},"checks":{},"expectations":{},"broken":{},"story":{}}})"
      "\n",
      seed, result.holds(), result.steps, result.hash, json_list(result.outcomes, outcome_json),
      json_list(result.checks, verdict_json), json_list(result.expectations, verdict_json),
      result.broken ? json_string(*result.broken) : "null",
      json_list(result.story, [](const std::string& line) { return json_string(line); }));
}

sim::RunOptions run_options(const RunCommandOptions& options) {
  sim::RunOptions run;
  run.seed = options.seed;
  run.language = language_of(options.language);
  run.is_detailed = options.detailed;
  return run;
}

/// Shows that long work goes on, on a terminal that shows no story lines meanwhile.
class Progress {
 public:
  void show(double part, double virtual_seconds) {
    if (!is_terminal_) return;
    fmt::print(stderr, "\r{:3.0f} %  {:.0f} s of virtual time ", part * 100, virtual_seconds);
    is_shown_ = true;
  }

  void clear() {
    if (is_shown_) fmt::print(stderr, "\r{:60}\r", "");
    is_shown_ = false;
  }

 private:
  bool is_terminal_ = isatty(STDERR_FILENO) == 1;
  bool is_shown_ = false;
};

/// Runs in pieces, so that the story appears while it happens.
sim::RunResult play(const ScenarioFile& file, const RunCommandOptions& options) {
  constexpr std::int64_t kPieceNs = 250'000'000;
  sim::Runner runner(file.scenario, file.text, run_options(options));
  const bool prints_story = !options.quiet && !options.json;
  Progress progress;
  Instant reached;
  while (!runner.is_over()) {
    reached = std::min(reached + kPieceNs, runner.end());
    runner.advance_to(reached);
    const auto lines = runner.take_story();
    if (!lines.empty() && prints_story) progress.clear();
    for (const std::string& line : lines)
      if (prints_story) fmt::print("{}\n", line);
    progress.show(static_cast<double>(reached.value) / static_cast<double>(runner.end().value),
                  static_cast<double>(reached.value) / 1e9);
    if (reached == runner.end()) break;
  }
  progress.clear();
  sim::RunResult result = runner.finish();
  for (const std::string& line : runner.take_story())
    if (prints_story) fmt::print("{}\n", line);
  return result;
}

std::expected<void, std::string> keep_decisions(const sim::RunResult& result,
                                                const std::string& path) {
  if (path.empty()) return {};
  return write_file(path, as_bytes(result.decision_log));
}

/// A path as a shell takes it for one word.
std::string quoted(const std::string& path) {
  const bool is_plain = std::ranges::all_of(path, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("/._-+,:@%").find(c) != std::string_view::npos;
  });
  if (is_plain) return path;
  std::string out = "'";
  for (const char c : path)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

struct Hint {
  std::string command;
  std::string en;
  std::string zh;
};

/// What to type next, each with what it is good for.
std::vector<Hint> hints(const RunCommandOptions& options, const sim::Scenario& scenario,
                        std::uint64_t seed) {
  const std::string file = quoted(options.file);
  const std::string lang = language_of(options.language) == sim::Language::zh ? " --lang zh" : "";
  const std::string variant = options.variant.empty() ? "" : " --variant " + options.variant;
  const std::string same_seed = options.seed ? fmt::format(" --seed {}", seed) : "";
  std::vector<Hint> all;
  for (const sim::VariantName& one : scenario.variants)
    if (one.name != options.variant)
      all.push_back({fmt::format("run {} --variant {}{}", file, one.name, lang), one.title.en,
                     one.title.zh.empty() ? one.title.en : one.title.zh});
  all.push_back({fmt::format("story {}{}{} --kind {} --why last", file, variant, same_seed,
                             scenario.cluster.controllers > 0 ? "LeaderElected" : "BrokerStarted"),
                 "asks why something happened", "查问某事为何发生"});
  all.push_back({fmt::format("run {}{} --seed {}{}", file, variant, seed + 1, lang),
                 "plays another run", "换一个种子再跑一次"});
  all.push_back({fmt::format("serve {}{}{}", file, variant, lang),
                 "does the same to your own client", "让你自己的客户端经历同样的事"});
  return all;
}

void print_next(const RunCommandOptions& options, const sim::Scenario& scenario,
                std::uint64_t seed) {
  const bool is_chinese = language_of(options.language) == sim::Language::zh;
  const std::vector<Hint> all = hints(options, scenario, seed);
  std::size_t width = 0;
  for (const Hint& hint : all)
    width = std::max(width, hint.command.size());
  fmt::print("\n{}\n", is_chinese ? "接下来：" : "Next:");
  for (const Hint& hint : all)
    fmt::print("  {} {:<{}}  {}\n", program_name(), hint.command, width,
               coloured(Colour::dim, is_chinese ? hint.zh : hint.en));
}

int run_once(const RunCommandOptions& options) {
  const auto file = read_scenario(options.file, options.variant);
  if (!file) return complain(file.error().status, file.error().what);
  const sim::Language language = language_of(options.language);
  if (!options.json) {
    fmt::print("{}\n", coloured(Colour::bold, in(language, file->scenario.title)));
    if (!file->scenario.question.en.empty())
      fmt::print("{}\n", in(language, file->scenario.question));
    fmt::print("\n");
  }
  const auto begun = std::chrono::steady_clock::now();
  const sim::RunResult result = play(*file, options);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (const auto kept = keep_decisions(result, options.decisions); !kept)
    return complain(kExitIo, kept.error());
  if (options.json) {
    print_json(result, options.seed.value_or(file->scenario.seed));
    return result.holds() ? kExitOk : kExitFailed;
  }
  fmt::print("\n");
  for (const std::string& line : sim::summary(result, language))
    fmt::print("{}\n", line);
  const double virtual_seconds = static_cast<double>(file->scenario.run_ns) / 1e9;
  fmt::print(
      "{}\n",
      coloured(Colour::dim,
               fmt::format(fmt::runtime(language == sim::Language::zh
                                            ? "{:.2f} 秒内走完虚拟时间 {:.0f} 秒（{:.0f} 倍）"
                                            : "{1:.0f} s of virtual time in {0:.2f} s ({2:.0f}×)"),
                           seconds, virtual_seconds, virtual_seconds / std::max(seconds, 1e-6))));
  print_next(options, file->scenario, options.seed.value_or(file->scenario.seed));
  return result.holds() ? kExitOk : kExitFailed;
}

/// Many seeds: one line for each that does not hold, and the count.
int run_many(const RunCommandOptions& options) {
  const auto span = parse_seed_span(options.seeds);
  if (!span) return complain(kExitUsage, "--seeds wants FIRST..LAST, not '" + options.seeds + "'");
  const auto file = read_scenario(options.file, options.variant);
  if (!file) return complain(file.error().status, file.error().what);
  std::uint64_t failed = 0;
  for (std::uint64_t seed = span->first; seed <= span->last; ++seed) {
    sim::RunOptions run = run_options(options);
    run.seed = seed;
    const sim::RunResult result = sim::run(file->scenario, file->text, run);
    if (result.holds()) continue;
    ++failed;
    fmt::print("seed {} does not hold:\n", seed);
    for (const std::string& line : sim::summary(result, run.language))
      fmt::print("  {}\n", line);
    if (const auto kept = keep_decisions(result, options.decisions); !kept)
      return complain(kExitIo, kept.error());
  }
  fmt::print("{} seeds, {} do not hold\n", span->count(), failed);
  return failed == 0 ? kExitOk : kExitFailed;
}

}  // namespace

void add_run(Commands& commands) {
  auto options = std::make_shared<RunCommandOptions>();
  CLI::App& app = commands.add(
      "run", "Play a scenario on a virtual clock: story, verdicts, hash.",
      {.example =
           "faultline run scenarios/power-loss.yaml --seed 7 --decisions power-loss.decisions",
       .exits = "0 all checks and expectations hold, 1 not all, 65 ill-formed scenario, 66 no "
                "such\nfile, 74 the decision log cannot be written"},
      [options] { return options->seeds.empty() ? run_once(*options) : run_many(*options); });
  app.add_option("SCENARIO", options->file, "A scenario file (docs/grammar.md)")->required();
  app.add_option("--seed", options->seed, "Instead of the scenario's own");
  app.add_option("--seeds", options->seeds, "FIRST..LAST: all of them, only the verdicts");
  app.add_option("--variant", options->variant,
                 "A variant of the scenario: the same with something changed");
  app.add_option("--lang", options->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  app.add_option("--decisions", options->decisions,
                 "Write the decision log here, for `faultline replay`");
  app.add_flag("--detailed", options->detailed, "Every event, not only what matters most");
  app.add_flag("-q,--quiet", options->quiet, "Only the result");
  app.add_flag("--json", options->json, "The whole result as one line of JSON");
}

}  // namespace fl::cli
