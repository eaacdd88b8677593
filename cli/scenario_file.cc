#include "cli/scenario_file.h"

#include "cli/exit_code.h"
#include "cli/file.h"
#include "core/base/nearest_name.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace fl::cli {

namespace {

/// "; did you mean '…'?" for a scenario of nearly that name in the same folder.
std::string nearest_file(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path asked(path);
  std::error_code error;
  std::vector<std::string> there;
  const fs::path folder = asked.has_parent_path() ? asked.parent_path() : fs::path(".");
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".yaml") there.push_back(at->path().filename().string());
  std::ranges::sort(there);
  const std::vector<std::string_view> names(there.begin(), there.end());
  const auto nearest = nearest_name(asked.filename().string(), names);
  if (!nearest || fs::exists(asked, error)) return {};
  return "; did you mean '" + (asked.parent_path() / std::string(*nearest)).string() + "'?";
}

}  // namespace

std::expected<ScenarioFile, FileProblem> read_scenario(const std::string& path,
                                                       const std::string& variant) {
  auto text = read_text_file(path);
  if (!text) return std::unexpected(FileProblem{kExitNoInput, text.error() + nearest_file(path)});
  auto scenario = sim::parse_scenario(*text, variant);
  if (!scenario)
    return std::unexpected(FileProblem{kExitBadInput, sim::to_text(scenario.error(), path)});
  return ScenarioFile{*std::move(text), *std::move(scenario)};
}

sim::Language language_of(const std::string& name) {
  return name == "zh" ? sim::Language::zh : sim::Language::en;
}

}  // namespace fl::cli
