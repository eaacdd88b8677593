#include "cli/scenario_file.h"

#include "cli/exit_code.h"
#include "cli/file.h"

#include <utility>

namespace fl::cli {

std::expected<ScenarioFile, FileProblem> read_scenario(const std::string& path) {
  auto text = read_text_file(path);
  if (!text) return std::unexpected(FileProblem{kExitNoInput, text.error()});
  auto scenario = sim::parse_scenario(*text);
  if (!scenario)
    return std::unexpected(FileProblem{kExitBadInput, sim::to_text(scenario.error(), path)});
  return ScenarioFile{*std::move(text), *std::move(scenario)};
}

sim::Language language_of(const std::string& name) {
  return name == "zh" ? sim::Language::zh : sim::Language::en;
}

}  // namespace fl::cli
