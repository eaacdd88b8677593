// faultline search: looks for a run that breaks a check, among the seeds of a scenario or among
// scenarios that are drawn from their seeds: cluster, configuration, clients and faults.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/scenario_file.h"
#include "cli/seed_span.h"
#include "cli/terminal.h"
#include "core/describe/json.h"
#include "sim/explore/drawn_scenario.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fl::cli {

namespace {

struct SearchOptions {
  std::string file;
  std::string variant;
  std::string seeds = "1..100";
  std::vector<std::string> switches;
  std::string keep;
  std::uint32_t jobs = std::max(1U, std::thread::hardware_concurrency());
  std::optional<std::uint64_t> show;
  bool first = false;
  bool json = false;
};

/// A seed whose run does not hold, and all that is known of it.
struct Found {
  std::uint64_t seed = 0;
  std::vector<std::string> why;
};

/// "switches: {truncation: hw}" below a drawn scenario.
std::string with_switches(std::string text, const std::vector<std::string>& switches) {
  if (switches.empty()) return text;
  text += "switches:\n";
  for (const std::string& one : switches) {
    const std::size_t equals = std::min(one.find('='), one.size());
    text += "  " + one.substr(0, equals) + ": " +
            (equals < one.size() ? one.substr(equals + 1) : std::string("?")) + "\n";
  }
  return text;
}

std::vector<std::string> reasons(const sim::RunResult& result) {
  std::vector<std::string> why;
  if (result.broken) why.push_back("broken invariant: " + *result.broken);
  for (const auto* verdicts : {&result.checks, &result.expectations})
    for (const sim::Verdict& verdict : *verdicts)
      if (!verdict.holds) why.push_back(verdict.name + ": " + verdict.text);
  return why;
}

/// The seeds, handed out to the threads one by one.
class Search {
 public:
  Search(const SearchOptions& options, SeedSpan span, const ScenarioFile* file)
      : options_(options), span_(span), file_(file), next_(span.first) {}

  std::expected<void, std::string> work() {
    std::vector<std::jthread> threads;
    for (std::uint32_t job = 0; job < options_.jobs; ++job)
      threads.emplace_back([this] { take_seeds(); });
    threads.clear();
    if (isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r{:60}\r", "");
    std::ranges::sort(found_, {}, &Found::seed);
    if (!problem_.empty()) return std::unexpected(problem_);
    return {};
  }

  const std::vector<Found>& found() const { return found_; }

  std::uint64_t done() const { return done_; }

  std::uint64_t steps() const { return steps_; }

 private:
  void take_seeds() {
    while (!is_over_) {
      const std::uint64_t seed = next_++;
      if (seed > span_.last) return;
      play(seed);
    }
  }

  void play(std::uint64_t seed) {
    const std::string text = file_ != nullptr
                                 ? file_->text
                                 : with_switches(sim::drawn_scenario(seed), options_.switches);
    const auto scenario = sim::parse_scenario(text, options_.variant);
    if (!scenario) return stop_with(sim::to_text(scenario.error(), fmt::format("seed {}", seed)));
    const sim::RunResult result = sim::run(*scenario, text, {.seed = seed});
    const std::scoped_lock lock(mutex_);
    ++done_;
    steps_ += static_cast<std::uint64_t>(result.steps);
    if (!result.holds()) keep(seed, text, result);
    if (isatty(STDERR_FILENO) == 1)
      fmt::print(stderr, "\r{} of {} seeds, {} found ", done_, span_.count(), found_.size());
  }

  void keep(std::uint64_t seed, const std::string& text, const sim::RunResult& result) {
    found_.push_back({.seed = seed, .why = reasons(result)});
    if (options_.first) is_over_ = true;
    if (options_.keep.empty()) return;
    const std::string base = fmt::format("{}/seed-{}", options_.keep, seed);
    auto kept = write_file(base + ".yaml", as_bytes(text));
    if (kept) kept = write_file(base + ".decisions", as_bytes(result.decision_log));
    if (!kept) problem_ = kept.error();
  }

  void stop_with(std::string problem) {
    const std::scoped_lock lock(mutex_);
    problem_ = std::move(problem);
    is_over_ = true;
  }

  const SearchOptions& options_;
  const SeedSpan span_;
  const ScenarioFile* file_;
  std::atomic<std::uint64_t> next_;
  std::atomic<bool> is_over_ = false;
  std::mutex mutex_;  ///< of what follows
  std::uint64_t done_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<Found> found_;
  std::string problem_;
};

void print_json(const Search& search, double seconds) {
  std::string found;
  for (const Found& one : search.found()) {
    std::string why;
    for (const std::string& line : one.why)
      why += (why.empty() ? "" : ",") + json_string(line);
    found += fmt::format("{}{{\"seed\":{},\"why\":[{}]}}", found.empty() ? "" : ",", one.seed, why);
  }
  fmt::print("{{\"seeds\":{},\"steps\":{},\"seconds\":{:.3f},\"found\":[{}]}}\n", search.done(),
             search.steps(), seconds, found);
}

/// How to see a run that was found.
std::string how_to_see(const SearchOptions& options, std::uint64_t seed) {
  if (!options.file.empty())
    return fmt::format("{} run {}{} --seed {}", program_name(), options.file,
                       options.variant.empty() ? "" : " --variant " + options.variant, seed);
  if (!options.keep.empty())
    return fmt::format("{} run {}/seed-{}.yaml", program_name(), options.keep, seed);
  std::string switches;
  for (const std::string& one : options.switches)
    switches += " --switch " + one;
  return fmt::format("{0} search --show {1}{2} > seed-{1}.yaml && {0} run seed-{1}.yaml",
                     program_name(), seed, switches);
}

void print_found(const SearchOptions& options, const Search& search, double seconds) {
  for (const Found& one : search.found()) {
    fmt::print("{}\n", coloured(Colour::bold, fmt::format("seed {} does not hold:", one.seed)));
    for (const std::string& line : one.why)
      fmt::print("  {}\n", line);
    fmt::print("  {}\n", coloured(Colour::dim, how_to_see(options, one.seed)));
  }
  const double work = std::max(seconds, 1e-3);
  fmt::print("{} seeds in {:.1f} s ({:.0f} per hour and thread, {:.0f} steps/s): {} do not hold\n",
             search.done(), seconds,
             static_cast<double>(search.done()) * 3600 / work / options.jobs,
             static_cast<double>(search.steps()) / work, search.found().size());
}

int show(const SearchOptions& options) {
  fmt::print("{}", with_switches(sim::drawn_scenario(*options.show), options.switches));
  return kExitOk;
}

int search(const SearchOptions& options) {
  if (options.show) return show(options);
  const auto span = parse_seed_span(options.seeds);
  if (!span) return complain(kExitUsage, "--seeds wants FIRST..LAST, not '" + options.seeds + "'");
  if (!options.file.empty() && !options.switches.empty())
    return complain(kExitUsage, "--switch is for drawn scenarios; a file has its own switches:");
  std::optional<ScenarioFile> file;
  if (!options.file.empty()) {
    auto read = read_scenario(options.file, options.variant);
    if (!read) return complain(read.error().status, read.error().what);
    file = *std::move(read);
  }
  std::error_code error;
  if (!options.keep.empty() && !std::filesystem::create_directories(options.keep, error) && error)
    return complain(kExitIo, options.keep + ": " + error.message());
  const auto begun = std::chrono::steady_clock::now();
  Search work(options, *span, file ? &*file : nullptr);
  if (const auto done = work.work(); !done) return complain(kExitBadInput, done.error());
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (options.json)
    print_json(work, seconds);
  else
    print_found(options, work, seconds);
  return work.found().empty() ? kExitOk : kExitFailed;
}

}  // namespace

void add_search(Commands& commands) {
  auto options = std::make_shared<SearchOptions>();
  CLI::App& app = commands.add(
      "search", "Look for a run that breaks a check, among many seeds.",
      {.example = "faultline search --seeds 1..1000\n"
                  "faultline search --seeds 1..1000 --switch truncation=hw --first\n"
                  "faultline search scenarios/cluster-storm.yaml --seeds 1..50",
       .exits = "0 every run holds, 1 some do not, 64 wrong usage, 65 ill-formed scenario, 66 no "
                "such\nfile, 74 a file cannot be written"},
      [options] { return search(*options); });
  app.add_option("SCENARIO", options->file,
                 "A scenario file; without it cluster, configuration, clients and faults are drawn "
                 "from each seed");
  app.add_option("--variant", options->variant, "A variant of the scenario");
  app.add_option("--seeds", options->seeds, "FIRST..LAST")->capture_default_str();
  app.add_option("--switch", options->switches,
                 "NAME=VALUE, as in `switches:` of a scenario: as some Kafka release did");
  app.add_option(
      "--keep", options->keep,
      "A directory for the scenario and the decision log of every run that does not hold");
  app.add_option("--jobs", options->jobs, "Threads")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
  app.add_option("--show", options->show,
                 "Print the scenario that this seed draws, and run nothing");
  app.add_flag("--first", options->first, "Stop at the first run that does not hold");
  app.add_flag("--json", options->json, "One line of JSON");
}

}  // namespace fl::cli
