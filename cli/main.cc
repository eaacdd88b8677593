// The program: one sub-command per file. See `faultline --help`.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "core/base/assert.h"

#include <CLI/CLI.hpp>
#include <exception>

namespace {

constexpr const char* kVersion = "faultline 0.1.0 (measured against Apache Kafka 4.3.1)";

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
