// What core and sim may not use, because two runs of one seed would differ, or because errors have
// three channels of their own there.
#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace fl::tidy {
namespace {

struct Ban {
  std::regex pattern;
  std::string_view why;
};

const std::vector<Ban>& determinism_bans() {
  static const std::vector<Ban> kBans{
      {std::regex(R"(\bunordered_(map|set|multimap|multiset)\b)"), "its order is not ours"},
      {std::regex(R"(\bstd::(map|set)<[^,<>]*\*)"), "pointers have no stable order"},
      {std::regex(R"(\bstd::\w+_distribution\b)"), "distributions differ between libraries"},
      {std::regex(R"(\b(std::random_device|std::mt19937\w*|std::rand|std::shuffle|std::sample)\b)"),
       "chance is keyed"},
      {std::regex(
           R"(\bstd::(thread|jthread|mutex|shared_mutex|atomic\w*|condition_variable|async|future)\b)"),
       "no threads here"},
      {std::regex(R"(\b(std::chrono|clock_gettime|gettimeofday|std::time|rdtsc)\b)"),
       "time comes in with the step"},
      {std::regex(R"(\b(std::getenv|getenv|setlocale|std::locale)\b)"),
       "no environment, no locale"},
      {std::regex(R"(\bstd::(nth_element|partial_sort)\b)"), "ties are broken by nobody"},
      {std::regex(R"(\b(fopen|std::ifstream|std::ofstream|std::fstream|std::filesystem)\b)"),
       "no files here"},
      {std::regex(R"(\b(std::cout|std::cerr|std::cin|printf|puts)\b)"), "no terminal here"},
      {std::regex(R"(\bfloat\b)"), "no floats in decisions"},
  };
  return kBans;
}

TEST(Bans, CoreAndSimUseNothingThatMakesTwoRunsDiffer) {
  const std::set<std::string> banned_headers{"unordered_map",
                                             "unordered_set",
                                             "random",
                                             "thread",
                                             "mutex",
                                             "atomic",
                                             "chrono",
                                             "filesystem",
                                             "fstream",
                                             "iostream",
                                             "locale",
                                             "future",
                                             "condition_variable",
                                             "shared_mutex"};
  for (const SourceFile& file : source_files()) {
    if (!file.is_in("core") && !file.is_in("sim")) continue;
    for (const Include& include : file.includes)
      EXPECT_FALSE(banned_headers.contains(include.path))
          << file.path << ":" << include.line << ": " << include.path;
    for (std::size_t i = 0; i < file.code.size(); ++i)
      for (const Ban& ban : determinism_bans())
        EXPECT_FALSE(std::regex_search(file.code[i], ban.pattern))
            << file.path << ":" << i + 1 << ": " << file.lines[i] << " (" << ban.why << ")";
  }
}

TEST(Bans, CoreAndSimThrowAndCatchNothingButInTheirWrapperFiles) {
  // FL_ASSERT's own throw; the simulator's host; one wrapper file per library that throws.
  const std::set<std::string> wrappers{"core/base/assert.cc", "sim/host.cc",
                                       "sim/scenario/yaml.cc"};
  static const std::regex kPattern(R"(\b(throw|try|catch)\b)");
  for (const SourceFile& file : source_files()) {
    if (!file.is_in("core") && !file.is_in("sim")) continue;
    if (wrappers.contains(file.path)) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      // In an immediate function a throw is a compile error with a text, and never runs.
      EXPECT_FALSE(std::regex_search(file.code[i], kPattern))
          << file.path << ":" << i + 1 << ": " << file.lines[i];
    }
  }
}

TEST(Bans, TheTreeSaysNothingOfAMachineOrAnUnfinishedThought) {
  const std::regex pattern(std::string("\\b(TO") + "DO|FIX" +
                           "ME|X"
                           "XX)\\b|/wo" +
                           "rk/|/ro" + "ot/|/tm" + "p/brief");
  for (const SourceFile& file : source_files())
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      EXPECT_FALSE(std::regex_search(file.lines[i], pattern))
          << file.path << ":" << i + 1 << ": " << file.lines[i];
}

TEST(Bans, TestsReachStateThroughFieldsOnly) {
  const std::string pattern = std::string("#define ") + "private";
  for (const SourceFile& file : source_files())
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      EXPECT_EQ(file.lines[i].find(pattern), std::string::npos) << file.path << ":" << i + 1;
}

}  // namespace
}  // namespace fl::tidy
