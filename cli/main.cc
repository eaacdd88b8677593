// The program: one sub-command per file. See `faultline --help`.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "core/base/assert.h"
#include "core/base/nearest_name.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr const char* kVersion = "faultline 0.1.0 (measured against Apache Kafka 4.3.1)";

/// CLI11 only says that a command is missing; a mistyped one gets its name and the nearest right
/// one.
std::optional<std::string> unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || std::string_view(argv[1]).starts_with("-")) return std::nullopt;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return std::nullopt;
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto nearest = fl::nearest_name(argv[1], views);
  return "unknown command '" + std::string(argv[1]) + "'" +
         (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : "; see faultline --help");
}

int run(int argc, char** argv) {
  CLI::App app("A Kafka you can see, break and connect to.", "faultline");
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  app.footer(
      "Example:\n  faultline run scenarios/power-loss.yaml\n\n"
      "Exit status: 0 all is well, 1 a check failed or a run diverged, 64 wrong usage, 65 "
      "ill-formed file,\n"
      "66 unreadable file, 69 broker not available, 70 broken invariant, 74 disk or socket failed, "
      "78 wrong\n"
      "configuration.");
  fl::cli::Commands commands(app);
  fl::cli::add_run(commands);
  fl::cli::add_serve(commands);
  fl::cli::add_broker(commands);
  fl::cli::add_replay(commands);
  fl::cli::add_story(commands);
  fl::cli::add_topics(commands);
  fl::cli::add_produce(commands);
  fl::cli::add_consume(commands);
  fl::cli::add_dump_log(commands);
  if (const auto unknown = unknown_command(app, argc, argv))
    return fl::cli::complain(fl::cli::kExitUsage, *unknown);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? fl::cli::kExitOk : fl::cli::kExitUsage;
  }
  return commands.run_chosen();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const fl::AssertionFailed& failed) {
    return fl::cli::complain(fl::cli::kExitInvariant, failed.what());
  } catch (const std::exception& problem) {
    return fl::cli::complain(fl::cli::kExitInvariant, problem.what());
  }
}
