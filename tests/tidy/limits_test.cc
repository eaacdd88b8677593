// The limits of the style: length of files, functions and lines, a story at the top, names of
// files.
#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace fl::tidy {
namespace {

constexpr std::size_t kFileLinesMax = 600;
constexpr std::size_t kFunctionLinesMax = 70;

TEST(Limits, NoFileIsLongerThan600Lines) {
  for (const SourceFile& file : source_files())
    EXPECT_LE(file.lines.size(), kFileLinesMax) << file.path;
}

TEST(Limits, EveryHeaderTellsItsStoryFirst) {
  for (const SourceFile& file : source_files()) {
    if (!file.path.ends_with(".h") || file.lines.empty()) continue;
    EXPECT_TRUE(file.lines[0].starts_with("// ")) << file.path << " begins with: " << file.lines[0];
  }
}

TEST(Limits, EveryHeaderIsIncludedOnce) {
  for (const SourceFile& file : source_files()) {
    if (!file.path.ends_with(".h")) continue;
    EXPECT_TRUE(std::find(file.lines.begin(), file.lines.end(), "#pragma once") != file.lines.end())
        << file.path;
  }
}

TEST(Limits, FilesAreNamedInSnakeCase) {
  static const std::regex kName(R"([a-z0-9_/]+\.(h|cc))");
  for (const SourceFile& file : source_files())
    EXPECT_TRUE(std::regex_match(file.path, kName)) << file.path;
}

TEST(Limits, ASourceFileIncludesItsOwnHeaderFirst) {
  for (const SourceFile& file : source_files()) {
    if (!file.path.ends_with(".cc") || file.includes.empty()) continue;
    const std::string header = file.path.substr(0, file.path.size() - 3) + ".h";
    const bool has_header =
        std::any_of(source_files().begin(), source_files().end(),
                    [&](const SourceFile& other) { return other.path == header; });
    if (!has_header) continue;
    EXPECT_EQ(file.includes[0].path, header) << file.path;
  }
}

/// A block that opens at the end of a line with ") {", ") const {" or the like, and is no control
/// statement. fields() is a table, a line for each member: it has the length that its struct has.
bool opens_function(const std::string& line) {
  static const std::regex kFunction(
      R"(.*\)\s*(const|noexcept|override|final|&|->\s*[\w:<>,\s*&]+|\s)*\{\s*$)");
  static const std::regex kControl(
      R"(^\s*(\}\s*)?(else|if|for|while|switch|do|catch|namespace|TEST|TEST_F)\b.*)");
  return std::regex_match(line, kFunction) && !std::regex_match(line, kControl) &&
         line.find("consteval auto ") == std::string::npos;
}

TEST(Limits, AFunctionFitsAScreen) {
  for (const SourceFile& file : source_files()) {
    if (file.is_in("tests")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!opens_function(file.code[i])) continue;
      const std::size_t indent = file.code[i].find_first_not_of(' ');
      // Up to the line that closes at this depth: formatting is checked elsewhere, so that depth is
      // indentation.
      std::size_t end = i + 1;
      while (end < file.code.size()) {
        const std::size_t at = file.code[end].find_first_not_of(' ');
        if (at != std::string::npos && at <= indent && file.code[end][at] == '}') break;
        ++end;
      }
      EXPECT_LE(end - i + 1, kFunctionLinesMax)
          << file.path << ":" << i + 1 << ": " << file.lines[i];
    }
  }
}

}  // namespace
}  // namespace fl::tidy
