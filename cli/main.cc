// The program: one sub-command per file. See `faultline --help`.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "core/base/assert.h"
#include "core/base/nearest_name.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <sstream>
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
         (nearest ? "; did you mean '" + std::string(*nearest) + "'?"
                  : "; see " + fl::cli::program_name() + " --help");
}

/// The command that was chosen, with its own sub-command if it has them: whose help is of use.
const CLI::App& chosen(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : chosen(*parsed.front());
}

/// "run", "topics create": as typed behind the program's name.
std::string words_of(const CLI::App& command) {
  if (command.get_parent() == nullptr) return "";
  const std::string before = words_of(*command.get_parent());
  return before + (before.empty() ? "" : " ") + command.get_name();
}

/// One line about what cannot be understood, and where the help is.
int wrong_usage(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = chosen(app);
  std::string what = error.what();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    // What is left over stands behind the colon. A mistyped option tells more than its value.
    std::istringstream left_over(what.substr(what.rfind(": ") + 2));
    std::vector<std::string> extras{std::istream_iterator<std::string>(left_over), {}};
    std::ranges::stable_partition(extras,
                                  [](const std::string& word) { return word.starts_with("--"); });
    if (extras.empty()) extras.emplace_back();
    what = "unknown argument '" + extras.front() + "'";
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
      for (const std::string& name : option->get_lnames())
        names.push_back("--" + name);
    const std::vector<std::string_view> views(names.begin(), names.end());
    if (const auto nearest = fl::nearest_name(extras.front(), views))
      what += "; did you mean '" + std::string(*nearest) + "'?";
  }
  const std::string words = words_of(command);
  return fl::cli::complain(fl::cli::kExitUsage, what + "; see " + fl::cli::program_name() + " " +
                                                    words + (words.empty() ? "" : " ") + "--help");
}

int run(int argc, char** argv) {
  fl::cli::set_program_name(argv[0]);
  CLI::App app("A Kafka you can see, break and connect to.", fl::cli::program_name());
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  app.footer(fl::cli::as_typed(
      "Examples:\n"
      "  faultline run scenarios/leader-crash.yaml    who takes over, and which records survive?\n"
      "  faultline serve scenarios/leader-crash.yaml  the same, to your own Kafka client\n"
      "  faultline broker --config docs/server.properties\n"
      "  faultline cluster --brokers 3                a real cluster: three processes\n\n"
      "Exit status: 0 all is well, 1 a check failed or a run diverged, 64 wrong usage, 65 "
      "ill-formed file,\n"
      "66 unreadable file, 69 broker not available, 70 broken invariant, 74 disk or socket failed, "
      "78 wrong\n"
      "configuration.\n\n"
      "Environment: NO_COLOR=1 switches colours off; FAULTLINE_NAME is how help and hints call "
      "this\n"
      "program. More: docs/guide.md, docs/first-lesson.md."));
  fl::cli::Commands commands(app);
  fl::cli::add_run(commands);
  fl::cli::add_search(commands);
  fl::cli::add_serve(commands);
  fl::cli::add_broker(commands);
  fl::cli::add_cluster(commands);
  fl::cli::add_storage(commands);
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
    if (error.get_exit_code() == 0) {
      app.exit(error);
      return fl::cli::kExitOk;
    }
    return wrong_usage(app, error);
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
