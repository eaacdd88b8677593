// Same scenario, same seed, same run: steps and hash of every scenario equal those kept in
// hashes.txt, which were written by another compiler and optimisation. Looking changes nothing. The
// kept ones are our own output: when a change of behaviour is meant, run this program with
// FAULTLINE_NEW_HASHES=FILE and replace the file.
#include "sim/scenario/run.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace fl::sim {
namespace {

struct Kept {
  std::int64_t steps = 0;
  std::string hash;

  friend bool operator==(const Kept&, const Kept&) = default;

  friend std::ostream& operator<<(std::ostream& out, const Kept& kept) {
    return out << kept.steps << " steps, hash " << kept.hash;
  }
};

std::filesystem::path source_directory() {
  const char* source = std::getenv("FAULTLINE_SOURCE");
  return source != nullptr ? source : ".";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::map<std::string, Kept> kept_hashes() {
  std::istringstream in(read(source_directory() / "tests" / "determinism" / "hashes.txt"));
  std::map<std::string, Kept> all;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    Kept kept;
    if (!line.starts_with('#') && words >> name >> kept.steps >> kept.hash) all[name] = kept;
  }
  return all;
}

Kept kept_of(const RunResult& result) {
  std::ostringstream hash;
  hash << std::hex;
  hash.width(16);
  hash.fill('0');
  hash << result.hash;
  return {.steps = result.steps, .hash = hash.str()};
}

RunResult run_named(const std::string& name, const RunOptions& options) {
  const std::string text = read(source_directory() / "scenarios" / (name + ".yaml"));
  const auto scenario = parse_scenario(text);
  EXPECT_TRUE(scenario) << to_text(scenario.error(), name + ".yaml");
  return scenario ? run(*scenario, text, options) : RunResult{};
}

TEST(Determinism, EveryScenarioHasTheKeptStepsAndHash) {
  const auto kept = kept_hashes();
  const char* new_file = std::getenv("FAULTLINE_NEW_HASHES");
  std::ostringstream now;
  for (const auto& entry : std::filesystem::directory_iterator(source_directory() / "scenarios"))
    if (entry.path().extension() == ".yaml" && !kept.contains(entry.path().stem().string()))
      ADD_FAILURE() << entry.path().stem() << " has no kept hash";
  for (const auto& [name, expected] : kept) {
    const Kept got = kept_of(run_named(name, {}));
    EXPECT_EQ(got, expected) << name
                             << ": `faultline run --decisions` in both builds and `faultline "
                                "replay` name the first step that differs";
    now << name << " " << got.steps << " " << got.hash << "\n";
  }
  if (new_file != nullptr) std::ofstream(new_file) << now.str();
}

TEST(Determinism, WatchingDoesNotChangeARun) {
  RunOptions blind;
  blind.checks = false;
  RunOptions all;
  all.is_detailed = true;
  all.language = Language::zh;
  for (const std::string name : {"power-loss", "fetch-sessions"})
    EXPECT_EQ(kept_of(run_named(name, blind)), kept_of(run_named(name, all))) << name;
}

TEST(Determinism, AnotherSeedIsAnotherRun) {
  RunOptions other;
  other.seed = 4711;
  EXPECT_NE(kept_of(run_named("power-loss", {})), kept_of(run_named("power-loss", other)));
}

}  // namespace
}  // namespace fl::sim
