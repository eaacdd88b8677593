// faultline replay: plays a decision log of a simulated run, or the flight record of a real broker,
// once more and says whether it went the same way; if not, the first step that differs.
#include "cli/command.h"
#include "cli/command_types.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "core/broker/broker.h"
#include "core/node/flight.h"
#include "sim/decision_log.h"
#include "sim/flight_replay.h"
#include "sim/scenario/run.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/stage.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fl::cli {

namespace {

struct ReplayOptions {
  std::string file;
  std::string directory;
};

int replay_decisions(const std::string& path, std::string_view text) {
  const auto log = sim::parse_decision_log(text);
  if (!log) return complain(kExitBadInput, path + ": " + log.error());
  const auto scenario = sim::parse_scenario(log->scenario, log->variant);
  if (!scenario)
    return complain(kExitBadInput, sim::to_text(scenario.error(), path + " (scenario)"));
  sim::World world(log->seed);
  sim::RunOptions options;
  options.seed = log->seed;
  sim::set_stage(world, *scenario, options);
  const sim::Replayed replayed = sim::replay(world, *log);
  fmt::print("{}\n", replayed.text);
  return replayed.is_equal ? kExitOk : kExitFailed;
}

/// Bytes that were too many for the record, from the files that the record names.
std::optional<Slice> load_from(const ReplayOptions& options, const std::string& path,
                               Position position, std::int64_t size) {
  auto bytes = read_file(options.directory.empty() ? path : options.directory + "/" + path);
  if (!bytes || position.value < 0 || position.value > static_cast<std::int64_t>(bytes->size()))
    return std::nullopt;
  const Slice whole(*std::move(bytes));
  const auto begin = static_cast<std::size_t>(position.value);
  return whole.sub(begin, std::min(static_cast<std::size_t>(size), whole.size() - begin));
}

int replay_flight(const ReplayOptions& options, Slice bytes) {
  auto record = FlightReader::open(std::move(bytes), kBrokerCommandTypes);
  if (!record) return complain(kExitBadInput, options.file + ": " + record.error());
  sim::FlightReplay replay(sim::Host::of(broker::Broker{}), nullptr);
  const sim::FlightReplayed replayed = replay.run(
      *record, [&options](const std::string& path, Position position, std::int64_t size) {
        return load_from(options, path, position, size);
      });
  if (!replayed.is_readable) return complain(kExitBadInput, options.file + ": " + replayed.text);
  fmt::print("{}\n", replayed.text);
  return replayed.is_equal() ? kExitOk : kExitFailed;
}

int replay(const ReplayOptions& options) {
  auto bytes = read_file(options.file);
  if (!bytes) return complain(kExitNoInput, bytes.error());
  const std::string_view text = as_text(*bytes);
  if (text.starts_with("faultline decisions ")) return replay_decisions(options.file, text);
  if (text.starts_with(kFlightMagic)) return replay_flight(options, Slice(*std::move(bytes)));
  return complain(kExitBadInput, options.file + ": is neither a decision log nor a flight record");
}

}  // namespace

void add_replay(Commands& commands) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App& app = commands.add(
      "replay", "Play a decision log or a flight record once more; say where it differs.",
      {.example = "faultline replay power-loss.decisions",
       .exits = "0 equal, 1 it differs, 65 not a record or an ill-formed one, 66 no such file"},
      [options] { return replay(*options); });
  app.add_option("FILE", options->file, "Written by `run --decisions` or `broker --record`")
      ->required();
  app.add_option("--directory", options->directory,
                 "Where the broker's directories lie now; only for records of very large reads");
}

}  // namespace fl::cli
