// Finds an answer: in the folder that $FAULTLINE_GOLDEN names, else in an archive, which is
// unpacked into memory once per process. See golden.h.
#include "tests/golden/golden.h"

#include "tests/golden/archive.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

namespace fl::golden {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string_view first_folder(std::string_view path) {
  return path.substr(0, path.find('/'));
}

/// The folder on disk that overrides the archive of `path`; empty if there is none.
fs::path override_of(std::string_view path) {
  const char* const root = std::getenv("FAULTLINE_GOLDEN");
  if (root == nullptr || *root == '\0') return {};
  fs::path folder = fs::path(root) / first_folder(path);
  return fs::is_directory(folder) ? fs::path(root) : fs::path{};
}

const Archive& archive_of(std::string_view path) {
  static std::mutex guard;
  static std::map<std::string, Archive, std::less<>> loaded;
  const std::lock_guard lock(guard);
  const std::string_view name = first_folder(path);
  const auto found = loaded.find(name);
  if (found != loaded.end()) return found->second;
  const fs::path file = fs::path(FAULTLINE_GOLDEN_PACKS) / (std::string(name) + ".tar.gz");
  return loaded.emplace(name, unpack(slurp(file))).first->second;
}

std::runtime_error absent(std::string_view path) {
  return std::runtime_error("no golden answer " + std::string(path));
}

std::string with_slash(std::string_view folder) {
  std::string prefix(folder);
  if (!prefix.ends_with('/')) prefix += '/';
  return prefix;
}

/// Paths below `folder`, folders with a slash at their end.
std::set<std::string> below(std::string_view folder) {
  std::set<std::string> paths;
  if (const fs::path root = override_of(folder); !root.empty()) {
    const fs::path top = root / folder;
    if (!fs::is_directory(top)) throw absent(folder);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top)) {
      const std::string path = entry.path().lexically_relative(top).string();
      paths.insert(entry.is_directory() ? path + '/' : path);
    }
    return paths;
  }
  const Archive& archive = archive_of(folder);
  const std::string prefix = with_slash(folder);
  bool found = false;
  for (auto it = archive.lower_bound(prefix); it != archive.end() && it->first.starts_with(prefix);
       ++it) {
    found = true;
    if (it->first.size() > prefix.size()) paths.insert(it->first.substr(prefix.size()));
  }
  if (!found) throw absent(folder);
  return paths;
}

}  // namespace

std::string read_text(std::string_view path) {
  if (const fs::path root = override_of(path); !root.empty()) return slurp(root / path);
  const Archive& archive = archive_of(path);
  const auto found = archive.find(path);
  if (found == archive.end()) throw absent(path);
  return found->second;
}

ByteVector bytes(std::string_view path) {
  const std::string text = read_text(path);
  const ByteSpan view = as_bytes(text);
  return {view.begin(), view.end()};
}

std::vector<std::string> lines(std::string_view path) {
  const std::string text = read_text(path);
  std::vector<std::string> found;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) found.push_back(std::move(line));
    begin = end + 1;
  }
  return found;
}

std::vector<std::string> list(std::string_view path) {
  std::set<std::string> names;
  for (const std::string& below_path : below(path))
    names.insert(std::string(first_folder(below_path)));
  return {names.begin(), names.end()};
}

std::vector<std::string> files(std::string_view path) {
  std::vector<std::string> found;
  for (const std::string& below_path : below(path)) {
    if (!below_path.ends_with('/')) found.push_back(below_path);
  }
  return found;
}

bool exists(std::string_view path) {
  if (const fs::path root = override_of(path); !root.empty())
    return fs::is_regular_file(root / path);
  return archive_of(path).contains(path);
}

}  // namespace fl::golden
