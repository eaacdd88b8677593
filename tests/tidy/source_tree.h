// The C++ files of the tree as the tidy tests see them: text, text without comments and string
// literals, includes, and the DEPS that each folder's CMakeLists.txt declares.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fl::tidy {

struct Include {
  int line = 0;
  std::string path;  ///< without quotes or brackets
  bool is_ours = false;
};

struct SourceFile {
  std::string path;  ///< relative to the root
  std::vector<std::string> lines;
  std::vector<std::string> code;  ///< the lines with comments and literals blanked
  std::vector<Include> includes;

  /// "core/wire", "sim", "net", "cli", "gui", "tests".
  std::string folder() const;

  bool is_in(const std::string& top) const { return path.starts_with(top + "/"); }
};

/// The root of the tree, from the environment variable that CMake sets.
std::string root();

/// All .h and .cc files below core, sim, net, cli, gui and tests, sorted by path.
const std::vector<SourceFile>& source_files();

/// Library name ("base", "wire", "sim") to the libraries that its CMakeLists.txt names in DEPS.
const std::map<std::string, std::set<std::string>>& declared_deps();

/// All libraries that `name` may include: itself, its DEPS, and theirs.
std::set<std::string> reachable(const std::string& name);

/// "core/wire" → "wire", "sim" → "sim".
std::string library_of(const std::string& folder);

}  // namespace fl::tidy
