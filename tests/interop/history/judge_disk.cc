#include "sim/checks/acked_record.h"
#include "sim/checks/index_agreement.h"
#include "sim/checks/offset_gap.h"
#include "sim/checks/record_fates.h"
#include "sim/scenario/scenario.h"
#include "sim/world.h"
#include "tests/interop/history/judge.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

namespace fl::interop {

namespace {

namespace fs = std::filesystem;

/// Stands for the broker that left the files: checks look at the disks of those who run.
struct Silent {
  void step(Context&, const Input&) {}
};

constexpr NodeId kBroker{1};

/// A world of one broker with the files of a real one.
std::unique_ptr<sim::World> world_of(const std::string& directory) {
  auto world = std::make_unique<sim::World>(1);
  world->add_node({.id = kBroker,
                   .name = "broker",
                   .host = "broker",
                   .node = sim::Host::of(Silent()),
                   .directories = {sim::kLogDirectory}});
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::string path = std::string(sim::kLogDirectory) + "/" +
                             fs::relative(entry.path(), directory).generic_string();
    world->disk_before_boot(kBroker).put_file(path, Slice(std::move(bytes)), Timestamp(0));
  }
  world->boot(kBroker);
  world->run_until(Instant(1'000'000'000));
  return world;
}

}  // namespace

void judge_disk(const std::vector<sim::StoredEvent>& story, const std::string& directory,
                Verdict& verdict) {
  const auto world = world_of(directory);
  sim::Scenario scenario;
  scenario.cluster.brokers = 1;
  const sim::Cast cast(scenario);
  sim::CheckSet checks;
  checks.add(std::make_unique<sim::AckedRecordCheck>(cast));
  checks.add(std::make_unique<sim::OffsetGapCheck>(cast));
  checks.add(std::make_unique<sim::IndexAgreementCheck>(cast));
  sim::History history;
  for (const sim::StoredEvent& event : story) {
    checks.told(*world, event);
    history.told(event);
  }
  checks.finish(*world);
  for (const auto& check : checks.all())
    for (const sim::Violation& violation : check->violations())
      verdict.violations.push_back(
          fmt::format("{}: {}: {}", directory, check->name(), violation.text));
  for (const auto& [producer, fate] : record_fates(*world, cast, history, {})) {
    if (fate.duplicated > 0)
      verdict.violations.push_back(fmt::format("{}: {} records of {} stand in the log twice",
                                               directory, fate.duplicated, producer));
    if (fate.survived != fate.acknowledged)
      verdict.violations.push_back(fmt::format("{}: {} of {} acknowledged records of {} are there",
                                               directory, fate.survived, fate.acknowledged,
                                               producer));
  }
}

}  // namespace fl::interop
