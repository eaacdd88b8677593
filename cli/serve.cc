// `faultline serve`: a scenario's brokers, simulated and paced by the wall clock, behind real TCP
// ports. What happens in the scenario happens to real clients.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/paced_world.h"
#include "cli/scenario_file.h"
#include "cli/stop_signals.h"
#include "cli/terminal.h"
#include "core/config/value.h"
#include "net/driver.h"
#include "sim/scenario/quantity.h"
#include "sim/scenario/story_text.h"
#include "sim/scenario/texts.h"

#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <utility>

namespace fl::cli {

namespace {

struct ServeOptions {
  std::string file;
  std::string variant;
  std::string listen = "127.0.0.1:9092";
  std::string advertise;
  std::optional<std::uint64_t> seed;
  double speed = 1;
  std::string language = "en";
  std::string decisions;
  bool detailed = false;
};

/// The command that ends a run early; it carries nothing.
struct StopServing {
  bool is_asked = true;

  static consteval auto fields() { return field_list(field<&StopServing::is_asked>("is_asked")); }
};

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};

std::optional<HostAndPort> parse_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return std::nullopt;
  const auto port = config::parse_int64(text.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return std::nullopt;
  return HostAndPort{.host = text.substr(0, colon), .port = static_cast<std::uint16_t>(*port)};
}

/// One port per broker, counted up from the given one.
std::vector<net::ListenerSpec> listeners_of(const HostAndPort& address, std::int32_t brokers) {
  std::vector<net::ListenerSpec> listeners;
  listeners.reserve(static_cast<std::size_t>(brokers));
  for (std::int32_t i = 0; i < brokers; ++i)
    listeners.push_back({.name = "broker " + std::to_string(i + 1),
                         .host = address.host,
                         .port = address.port == 0 ? std::uint16_t{0}
                                                   : static_cast<std::uint16_t>(address.port + i)});
  return listeners;
}

void print_line(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

PacedWorldOptions world_options(const ServeOptions& options, const ScenarioFile& file,
                                const std::string& host) {
  PacedWorldOptions world;
  world.scenario_text = file.text;
  world.variant = options.variant;
  world.host = options.advertise.empty() ? host : options.advertise;
  world.run.seed = options.seed;
  world.run.language = language_of(options.language);
  world.run.is_detailed = options.detailed;
  world.speed = options.speed;
  world.on_story = print_line;
  world.on_ready = [&](const std::vector<std::string>& addresses) {
    std::string list;
    for (const std::string& address : addresses)
      list += (list.empty() ? "" : ",") + address;
    print_line("Faultline serves " + options.file + ": PLAINTEXT://" + list);
  };
  return world;
}

int serve(const ServeOptions& options) {
  const auto address = parse_address(options.listen);
  if (!address)
    return complain(kExitUsage, "--listen wants HOST:PORT, not '" + options.listen + "'");
  const auto file = read_scenario(options.file, options.variant);
  if (!file) return complain(file.error().status, file.error().what);
  StopSignals signals;
  std::unique_ptr<net::Driver> driver;
  std::expected<void, std::string> kept;
  PacedWorldOptions world = world_options(options, *file, address->host);
  world.set_listening = [&](ListenerId listener, bool on) { driver->set_listening(listener, on); };
  world.on_end = [&](sim::RunResult result, std::optional<Instant> stopped_at) {
    print_line("");
    if (stopped_at) {
      result.expectations.clear();
      print_line(sim::filled(
          sim::sentence("stopped-early", language_of(options.language)),
          {{"at", sim::clock_text(*stopped_at)}, {"end", sim::time_text(file->scenario.run_ns)}}));
      print_line("");
    }
    for (const std::string& line : sim::summary(result, language_of(options.language)))
      print_line(line);
    if (!options.decisions.empty())
      kept = write_file(options.decisions, as_bytes(result.decision_log));
  };
  auto started = net::Driver::start(
      std::make_unique<PacedWorld>(std::move(world)),
      {.self = NodeId(0), .listeners = listeners_of(*address, file->scenario.cluster.brokers)});
  if (!started) return complain(kExitIo, started.error().text);
  driver = *std::move(started);
  signals.watch([&](const char* signal) {
    print_line(std::string(signal) + ": the run ends early");
    driver->command(DescribedValue::of(StopServing{}));
  });
  const net::ExitStatus status = driver->run();
  signals.end();
  if (!kept) return complain(kExitIo, kept.error());
  return status.code == 0 ? kExitOk : kExitFailed;
}

}  // namespace

void add_serve(Commands& commands) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App& app = commands.add(
      "serve", "Play a scenario in real time, behind real ports, to your own clients.",
      {.example =
           "faultline serve scenarios/power-loss.yaml --listen 127.0.0.1:9092\n"
           "  kcat -b 127.0.0.1:9092 -E -P -t orders    (-E: wait for a broker that is down)",
       .exits = "0 all holds (stopped by Ctrl-C: the checks do), 1 not all, 65 ill-formed "
                "scenario,\n66 no such file, 74 the port is taken"},
      [options] { return serve(*options); });
  app.add_option("SCENARIO", options->file, "A scenario file (docs/grammar.md)")->required();
  app.add_option("-l,--listen", options->listen,
                 "HOST:PORT of broker 1; further brokers have the ports after it")
      ->capture_default_str();
  app.add_option("--advertise", options->advertise,
                 "The host that clients are told, where it is not the one listened on");
  app.add_option("--variant", options->variant,
                 "A variant of the scenario: the same with something changed");
  app.add_option("--seed", options->seed, "Instead of the scenario's own");
  app.add_option("--speed", options->speed, "Virtual seconds per second")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  app.add_option("--lang", options->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  app.add_option("--decisions", options->decisions,
                 "Write the decision log here, with what came through the door");
  app.add_flag("--detailed", options->detailed, "Every event, not only what matters most");
}

}  // namespace fl::cli
