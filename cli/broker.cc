// `faultline broker`: a broker over real sockets and files. The same node as in a simulation; this
// file reads its configuration, runs the driver around it and says how it ended.
#include "core/broker/broker.h"

#include "cli/broker_log.h"
#include "cli/command.h"
#include "cli/command_types.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/stop_signals.h"
#include "cli/terminal.h"
#include "core/broker/commands.h"
#include "core/config/broker_config.h"
#include "core/config/server_properties.h"
#include "core/config/value.h"
#include "net/driver.h"
#include "net/flight_writer.h"

#include <algorithm>
#include <cstdio>
#include <fmt/core.h>
#include <memory>
#include <optional>
#include <random>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <utility>

namespace fl::cli {

namespace {

struct BrokerOptions {
  std::string config;
  std::vector<std::string> overrides;
  std::string record;
  std::optional<std::uint64_t> seed;
  bool quiet = false;
};

struct Problem {
  int status = kExitConfig;
  std::string text;
};

std::unexpected<Problem> wrong(std::string text, int status = kExitConfig) {
  return std::unexpected(Problem{.status = status, .text = std::move(text)});
}

/// All of the file and the command line, in order: the later one of a key counts.
std::expected<Properties, Problem> read_configuration(const BrokerOptions& options) {
  Properties properties;
  if (!options.config.empty()) {
    const auto text = read_text_file(options.config);
    if (!text) return wrong(text.error(), kExitNoInput);
    const auto lines = config::read_properties(*text);
    if (!lines) return wrong(options.config + ": " + lines.error());
    for (const config::PropertyLine& line : *lines)
      properties.emplace_back(line.key, line.value);
  }
  for (const std::string& text : options.overrides) {
    const std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0)
      return wrong("--override wants KEY=VALUE, not '" + text + "'", kExitUsage);
    properties.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return properties;
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return path;
}

std::vector<std::string> directories_of(const config::BrokerConfig& config) {
  std::vector<std::string> directories;
  const auto add = [&](const std::string& path) {
    const std::string directory = without_slash(path);
    if (std::ranges::find(directories, directory) == directories.end())
      directories.push_back(directory);
  };
  for (const std::string& path : config.log_dirs)
    add(path);
  add(config.metadata_log_dir);
  return directories;
}

/// Listeners of the controller are left out: the broker is its own controller.
std::expected<std::vector<net::ListenerSpec>, std::string> listeners_of(
    const config::BrokerConfig& config) {
  std::vector<net::ListenerSpec> listeners;
  for (const config::Endpoint& endpoint : config.endpoints()) {
    if (std::ranges::find(config.controller_listener_names, endpoint.listener) !=
        config.controller_listener_names.end())
      continue;
    if (endpoint.security == Security::tls || endpoint.sasl)
      return std::unexpected("listener " + endpoint.listener +
                             ": only PLAINTEXT listeners are served");
    listeners.push_back({.name = endpoint.listener, .host = endpoint.host, .port = endpoint.port});
  }
  if (listeners.empty()) return std::unexpected("listeners names no listener for clients");
  return listeners;
}

std::int64_t receive_buffer_bytes(const config::BrokerConfig& config) {
  // Kafka's default of 100 KiB is smaller than what the system chooses by itself: it is used only
  // where somebody wrote it. (To send, the default is right: what lies in a larger buffer has left
  // the processor's cache when the peer reads it.)
  return config.set_value_of("socket.receive.buffer.bytes") ? config.socket_receive_buffer_bytes
                                                            : -1;
}

int listen_backlog(const config::BrokerConfig& config) {
  // Kafka's default of 50 makes connections wait for a second when many come at once.
  constexpr int kBacklog = 1024;
  return config.set_value_of("socket.listen.backlog.size")
             ? std::max(1, config.socket_listen_backlog_size)
             : kBacklog;
}

std::string ready_line(const config::BrokerConfig& config,
                       const std::vector<BoundListener>& listeners, const std::string& cluster_id) {
  std::string addresses;
  for (const BoundListener& listener : listeners) {
    const std::string host =
        listener.host.find(':') == std::string::npos ? listener.host : "[" + listener.host + "]";
    addresses += fmt::format("{}{}://{}:{}", addresses.empty() ? "" : ", ", listener.name, host,
                             listener.port);
  }
  return fmt::format("Faultline broker {} ready: {} (cluster id {})", config.node_id, addresses,
                     cluster_id);
}

int exit_code_of(const net::ExitStatus& status) {
  if (status.code == 0) return kExitOk;
  // The node knows only that it cannot go on: its disk failed, or holds another node's data.
  return status.code >= kExitUsage ? status.code : kExitIo;
}

std::expected<net::DriverOptions, std::string> driver_options(const config::BrokerConfig& config,
                                                              Properties properties,
                                                              std::uint64_t seed) {
  auto listeners = listeners_of(config);
  if (!listeners) return std::unexpected(listeners.error());
  return net::DriverOptions{.self = NodeId(config.node_id),
                            .incarnation = 1,
                            .seed = seed,
                            .config = std::move(properties),
                            .listeners = *std::move(listeners),
                            .directories = directories_of(config),
                            .listen_backlog = listen_backlog(config),
                            .send_buffer_bytes = config.socket_send_buffer_bytes,
                            .receive_buffer_bytes = receive_buffer_bytes(config)};
}

int run_broker(const BrokerOptions& options) {
  auto properties = read_configuration(options);
  if (!properties) return complain(properties.error().status, properties.error().text);
  const auto parsed = config::parse(*properties);
  if (!parsed) {
    for (const std::string& problem : parsed.error())
      complain(kExitConfig, problem);
    return kExitConfig;
  }
  const config::BrokerConfig& config = parsed->config;
  std::random_device entropy;
  const std::uint64_t seed =
      options.seed ? *options.seed : (std::uint64_t{entropy()} << 32 | entropy());
  auto driving = driver_options(config, *std::move(properties), seed);
  if (!driving) return complain(kExitConfig, driving.error());

  StopSignals signals;
  std::unique_ptr<net::Driver> driver;
  BrokerLog log([&](const std::string& cluster_id) {
    fmt::print("{}\n", ready_line(config, driver->listeners(), cluster_id));
    std::fflush(stdout);
  });
  driving->story = &log;
  std::unique_ptr<net::FlightWriter> recorder;
  if (!options.record.empty()) {
    auto made = net::FlightWriter::make(options.record, *driving, kBrokerCommandTypes);
    if (!made) return complain(kExitIo, made.error());
    recorder = *std::move(made);
    driving->witness = recorder.get();
  }
  auto started = net::Driver::start(net::NodeHost::of(broker::Broker()), *std::move(driving));
  if (!started) return complain(kExitIo, started.error().text);
  driver = *std::move(started);
  signals.watch([&](const char* signal) {
    driver->command(DescribedValue::of(broker::Shutdown{.reason = signal}));
  });
  const net::ExitStatus status = driver->run();
  signals.end();
  if (recorder != nullptr)
    if (const auto ended = recorder->finish(); !ended) return complain(kExitIo, ended.error());
  if (status.code != 0) return complain(exit_code_of(status), status.why);
  spdlog::info("stopped");
  return kExitOk;
}

}  // namespace

void add_broker(Commands& commands) {
  auto options = std::make_shared<BrokerOptions>();
  CLI::App& app = commands.add(
      "broker", "Run a broker over real sockets and files.",
      {.example = "faultline broker --config docs/server.properties --override log.dirs=data",
       .exits = "0 stopped by SIGTERM or SIGINT, 66 no such file, 70 broken invariant, 74 disk "
                "or\nsocket failed, 78 wrong configuration"},
      [options] {
        spdlog::set_default_logger(spdlog::stderr_color_mt("broker"));
        if (options->quiet) spdlog::set_level(spdlog::level::err);
        return run_broker(*options);
      });
  app.add_option("-c,--config", options->config, "A server.properties with Kafka's property names");
  app.add_option("-o,--override", options->overrides, "KEY=VALUE, counts more than the file");
  app.add_option("--record", options->record, "Write a flight record, for `faultline replay`");
  app.add_option("--seed", options->seed, "Of the broker's chance; drawn by itself without");
  app.add_flag("-q,--quiet", options->quiet, "Say only errors");
}

}  // namespace fl::cli
