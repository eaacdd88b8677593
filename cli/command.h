// How a sub-command joins the program: one file each, one add_x function, registered in main.cc.
// The function names the options and what runs; what it returns is the exit status (exit_code.h).
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace fl::cli {

/// What the help of a sub-command says below its options.
struct Help {
  std::string example;  ///< one line or more, as for a program called faultline
  std::string exits;    ///< "0 …, 1 …": what its exit statuses mean
};

/// The program's sub-commands. A command's options live in a shared struct that its callbacks
/// capture.
class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {}

  /// Adds `name` with a one-line description and an example for its help, which also says how the
  /// command can end; `run` is called if it is chosen.
  CLI::App& add(const std::string& name, const std::string& what, const Help& help,
                std::function<int()> run);

  /// Runs the command that was chosen on the command line. REQUIRES: one was.
  int run_chosen() const;

 private:
  struct Entry {
    CLI::App* app;
    std::function<int()> run;
  };

  CLI::App& app_;
  std::vector<Entry> entries_;
};

void add_broker(Commands& commands);
void add_cluster(Commands& commands);
void add_consume(Commands& commands);
void add_dump_log(Commands& commands);
void add_produce(Commands& commands);
void add_replay(Commands& commands);
void add_run(Commands& commands);
void add_search(Commands& commands);
void add_serve(Commands& commands);
void add_storage(Commands& commands);
void add_story(Commands& commands);
void add_topics(Commands& commands);

}  // namespace fl::cli
