// `faultline broker`: a broker over real sockets and files. The same node as in a simulation; this
// file reads its configuration, runs the driver around it and says how it ended.
#include "core/broker/broker.h"

#include "cli/broker_log.h"
#include "cli/command.h"
#include "cli/command_types.h"
#include "cli/configuration.h"
#include "cli/exit_code.h"
#include "cli/formatted.h"
#include "cli/node_listeners.h"
#include "cli/stop_signals.h"
#include "cli/terminal.h"
#include "core/broker/commands.h"
#include "core/config/broker_config.h"
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
  auto configuration = read_configuration(options.config, options.overrides);
  if (!configuration) return configuration.error().say();
  const config::BrokerConfig& config = configuration->config;
  if (const auto problem = check_formatted(config, options.config)) return problem->say();
  std::random_device entropy;
  const std::uint64_t seed =
      options.seed ? *options.seed : (std::uint64_t{entropy()} << 32 | entropy());
  auto driving = driver_options(config, configuration->properties, seed);
  if (!driving) return complain(kExitConfig, configuration->placed(driving.error()));

  StopSignals signals;
  std::unique_ptr<net::Driver> driver;
  BrokerLog log(
      [&](const std::string& cluster_id) {
        fmt::print("{}\n", ready_line(config, driver->listeners(), cluster_id));
        std::fflush(stdout);
      },
      [&](const std::string& text) { return configuration->placed(text); });
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
