// Files that comments and documents name are there: a reader who follows a name must not be led
// into the void by a file that was renamed or never came.
#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace fl::tidy {
namespace {

/// Paths and bare names of our files, and every end of a path ("handlers/table.cc").
const std::set<std::string>& known_names() {
  static const std::set<std::string> kNames = [] {
    std::set<std::string> names;
    for (const SourceFile& file : source_files())
      for (std::size_t at = 0; at != std::string::npos; at = file.path.find('/', at)) {
        if (file.path[at] == '/') ++at;
        names.insert(file.path.substr(at));
      }
    return names;
  }();
  return kNames;
}

void expect_known(const std::string& place, const std::string& text) {
  static const std::regex kFile(R"((?:^|[\s`"(])((?:[\w-]+/)*[\w-]+\.(?:h|cc))\b)");
  for (std::sregex_iterator at(text.begin(), text.end(), kFile), end; at != end; ++at) {
    const std::string name = (*at)[1];
    // The system's headers and names that stand for any file.
    if (name == "sysexits.h" || name == "x.h" || name == "x.cc") continue;
    EXPECT_TRUE(known_names().contains(name)) << place << " names " << name << ", which is no file";
  }
}

TEST(Names, CommentsNameFilesThatAreThere) {
  for (const SourceFile& file : source_files())
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::size_t comment = file.lines[i].find("// ");
      if (comment == std::string::npos) continue;
      expect_known(file.path + ":" + std::to_string(i + 1), file.lines[i].substr(comment));
    }
}

TEST(Names, DocumentsNameFilesThatAreThere) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root() + "/docs")) {
    if (entry.path().extension() != ".md") continue;
    std::ifstream file(entry.path());
    int number = 0;
    for (std::string line; std::getline(file, line);)
      expect_known(entry.path().string() + ":" + std::to_string(++number), line);
  }
}

}  // namespace
}  // namespace fl::tidy
