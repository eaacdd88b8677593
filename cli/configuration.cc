#include "cli/configuration.h"

#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "core/config/roles.h"
#include "core/config/server_properties.h"

#include <algorithm>
#include <utility>

namespace fl::cli {

namespace {

std::unexpected<Problem> wrong(int status, std::string text) {
  return std::unexpected(Problem{.status = status, .texts = {std::move(text)}});
}

bool is_part_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

/// Where `text` has `name` as a word of its own: a dot ends it only if no name goes on behind it.
std::size_t find_name(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || (!is_part_of_name(text[at - 1]) && text[at - 1] != '.');
    const bool goes_on =
        end < text.size() &&
        (is_part_of_name(text[end]) ||
         (text[end] == '.' && end + 1 < text.size() && is_part_of_name(text[end + 1])));
    if (begins && !goes_on) return at;
  }
  return text.npos;
}

}  // namespace

int Problem::say() const {
  for (const std::string& text : texts)
    complain(status, text);
  return status;
}

std::string Configuration::placed(const std::string& text) const {
  // Of several properties in a text it is about the first.
  std::size_t first = text.npos;
  const std::string* place = nullptr;
  for (const auto& [name, where] : places) {
    const std::size_t at = find_name(text, name);
    if (at == text.npos || at >= first) continue;
    first = at;
    place = &where;
  }
  return place == nullptr ? text : *place + ": " + text;
}

Problem Configuration::all_placed(const std::vector<std::string>& texts) const {
  Problem problem{.status = kExitConfig, .texts = {}};
  for (const std::string& text : texts)
    problem.texts.push_back(placed(text));
  return problem;
}

std::expected<Configuration, Problem> read_configuration(
    const std::string& file, const std::vector<std::string>& overrides) {
  Configuration read;
  if (!file.empty()) {
    const auto text = read_text_file(file);
    if (!text) return wrong(kExitNoInput, text.error());
    const auto lines = config::read_properties(*text);
    if (!lines) return wrong(kExitConfig, file + ": " + lines.error());
    for (const config::PropertyLine& line : *lines) {
      read.properties.emplace_back(line.key, line.value);
      read.places[line.key] = file + ":" + std::to_string(line.line);
    }
  }
  for (const std::string& text : overrides) {
    const std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0)
      return wrong(kExitUsage, "--override wants KEY=VALUE, not '" + text + "'");
    const std::string key = text.substr(0, equals);
    read.properties.emplace_back(key, text.substr(equals + 1));
    read.places[key] = "--override " + key;
  }
  auto parsed = config::parse(read.properties);
  if (!parsed) return std::unexpected(read.all_placed(parsed.error()));
  read.config = std::move(parsed->config);
  if (const auto problems = config::problems_of_roles(read.config); !problems.empty())
    return std::unexpected(read.all_placed(problems));
  return read;
}

std::vector<std::string> directories_of(const config::BrokerConfig& config) {
  std::vector<std::string> directories;
  const auto add = [&directories](const std::string& directory) {
    if (std::ranges::find(directories, directory) == directories.end())
      directories.push_back(directory);
  };
  for (const std::string& directory : config.log_dirs)
    add(directory);
  add(config.metadata_log_dir);
  return directories;
}

}  // namespace fl::cli
