#include "tests/tidy/source_tree.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace fl::tidy {

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

/// Blanks comments, string and character literals, keeping the line structure.
class Blanker {
 public:
  std::vector<std::string> run(const std::vector<std::string>& lines) {
    std::vector<std::string> out;
    for (const std::string& line : lines)
      out.push_back(blanked(line));
    return out;
  }

 private:
  enum class State { code, block_comment, raw_string };

  std::string blanked(const std::string& line) {
    std::string out(line.size(), ' ');
    for (std::size_t i = 0; i < line.size();) {
      if (state_ == State::block_comment) {
        i = until(line, i, "*/");
      } else if (state_ == State::raw_string) {
        i = until(line, i, raw_end_);
      } else if (line.compare(i, 2, "//") == 0) {
        return out;
      } else {
        i = code(line, i, out);
      }
    }
    return out;
  }

  std::size_t until(const std::string& line, std::size_t i, const std::string& end) {
    const std::size_t found = line.find(end, i);
    if (found == std::string::npos) return line.size();
    state_ = State::code;
    return found + end.size();
  }

  std::size_t code(const std::string& line, std::size_t i, std::string& out) {
    if (line.compare(i, 2, "/*") == 0) {
      state_ = State::block_comment;
      return i + 2;
    }
    if (line.compare(i, 2, "R\"") == 0) {
      const std::size_t open = line.find('(', i);
      raw_end_ = ")" + line.substr(i + 2, open - i - 2) + "\"";
      state_ = State::raw_string;
      return open + 1;
    }
    const char c = line[i];
    const bool is_digit_separator =
        c == '\'' && i > 0 && std::isxdigit(static_cast<unsigned char>(line[i - 1]));
    if (c == '"' || (c == '\'' && !is_digit_separator)) {
      std::size_t end = i + 1;
      while (end < line.size() && line[end] != c)
        end += line[end] == '\\' ? 2u : 1u;
      return std::min(end + 1, line.size());
    }
    out[i] = c;
    return i + 1;
  }

  State state_ = State::code;
  std::string raw_end_;
};

std::vector<Include> includes_of(const std::vector<std::string>& lines) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*(["<])([^">]+)[">].*)");
  std::vector<Include> out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (std::regex_match(lines[i], match, kInclude))
      out.push_back({static_cast<int>(i) + 1, match[2], match[1] == "\""});
  }
  return out;
}

std::vector<SourceFile> read_all() {
  std::vector<SourceFile> files;
  for (const char* top : {"core", "sim", "net", "cli", "gui", "tests"}) {
    const std::filesystem::path folder = std::filesystem::path(root()) / top;
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      SourceFile file;
      file.path = std::filesystem::relative(entry.path(), root()).generic_string();
      file.lines = lines_of(entry.path());
      file.code = Blanker().run(file.lines);
      file.includes = includes_of(file.lines);
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::map<std::string, std::set<std::string>> read_deps() {
  static const std::regex kLibrary(R"(fl_(?:library|program)\((\w+)([^)]*)\))");
  std::map<std::string, std::set<std::string>> deps;
  for (const char* top : {"core", "sim", "net", "cli", "gui"}) {
    const std::filesystem::path folder = std::filesystem::path(root()) / top;
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().filename() != "CMakeLists.txt") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      const std::string content = text.str();
      std::smatch match;
      if (!std::regex_search(content, match, kLibrary)) continue;
      std::istringstream words(match[2]);
      std::set<std::string>& named = deps[match[1] == "faultline" ? "cli" : match[1].str()];
      for (std::string word; words >> word;)
        if (word != "DEPS" && word != "PRIVATE_DEPS") named.insert(word);
    }
  }
  return deps;
}

}  // namespace

std::string SourceFile::folder() const {
  const std::size_t first = path.find('/');
  std::string top = path.substr(0, first);
  if (top != "core") return top;
  return path.substr(0, path.find('/', first + 1));
}

std::string root() {
  const char* set = std::getenv("FAULTLINE_SOURCE");
  if (set == nullptr) throw std::runtime_error("FAULTLINE_SOURCE is not set");
  return set;
}

const std::vector<SourceFile>& source_files() {
  static const std::vector<SourceFile> kFiles = read_all();
  return kFiles;
}

const std::map<std::string, std::set<std::string>>& declared_deps() {
  static const auto kDeps = read_deps();
  return kDeps;
}

std::set<std::string> reachable(const std::string& name) {
  std::set<std::string> seen;
  std::vector<std::string> open{name};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    const auto found = declared_deps().find(next);
    if (found == declared_deps().end()) continue;
    open.insert(open.end(), found->second.begin(), found->second.end());
  }
  return seen;
}

std::string library_of(const std::string& folder) {
  return folder.starts_with("core/") ? folder.substr(5) : folder;
}

}  // namespace fl::tidy
