#include "cli/command.h"

#include "cli/terminal.h"

#include <stdexcept>
#include <utility>

namespace fl::cli {

CLI::App& Commands::add(const std::string& name, const std::string& what, const Help& help,
                        std::function<int()> run) {
  CLI::App* command = app_.add_subcommand(name, what);
  command->footer("Example:\n  " + as_typed(help.example) + "\n\nExit status: " + help.exits +
                  ", 64 wrong usage.");
  entries_.push_back({command, std::move(run)});
  return *command;
}

int Commands::run_chosen() const {
  for (const Entry& entry : entries_)
    if (entry.app->parsed()) return entry.run();
  throw std::logic_error("no command was chosen");
}

}  // namespace fl::cli
