// Who may include whom: what the DEPS of each folder declare, and no arrow that points up.
#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace fl::tidy {
namespace {

/// Lowest first; what stands on one line may not include each other unless the table below says so.
constexpr std::array<std::string_view, 22> kOrder{
    "base",     "describe", "node",     "wire",       "config", "record",
    "security", "storage",  "metadata", "client",     "raft",   "replication",
    "producer", "consumer", "admin",    "controller", "group",  "txn",
    "broker",   "sim",      "net",      "cli"};

std::size_t level(std::string_view library) {
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), library) -
                                  kOrder.begin());
}

std::string target_of(const Include& include) {
  SourceFile file;
  file.path = include.path;
  return library_of(file.folder());
}

TEST(Layering, EveryIncludeIsDeclaredInTheDepsOfItsFolder) {
  for (const SourceFile& file : source_files()) {
    if (file.is_in("tests")) continue;
    const std::set<std::string> allowed = reachable(library_of(file.folder()));
    for (const Include& include : file.includes)
      if (include.is_ours) {
        EXPECT_TRUE(allowed.contains(target_of(include)))
            << file.path << ":" << include.line << ": " << include.path << " is not in the DEPS of "
            << file.folder();
      }
  }
}

TEST(Layering, NoFolderDependsOnOneAboveIt) {
  for (const auto& [library, deps] : declared_deps())
    for (const std::string& dep : deps) {
      if (level(dep) == kOrder.size() || level(library) == kOrder.size()) continue;
      EXPECT_LT(level(dep), level(library)) << library << " depends on " << dep;
    }
}

TEST(Layering, TheSimulatorAndTheNetworkNeverSeeEachOther) {
  EXPECT_FALSE(reachable("sim").contains("net"));
  EXPECT_FALSE(reachable("net").contains("sim"));
}

TEST(Layering, CoreAndSimKnowNoBoostNoQtAndNoSystemHeader) {
  for (const SourceFile& file : source_files()) {
    if (!file.is_in("core") && !file.is_in("sim")) continue;
    for (const Include& include : file.includes) {
      EXPECT_FALSE(include.path.starts_with("boost/")) << file.path << ":" << include.line;
      EXPECT_FALSE(include.path.starts_with("Q")) << file.path << ":" << include.line;
      EXPECT_FALSE(include.path.starts_with("sys/")) << file.path << ":" << include.line;
      EXPECT_NE(include.path, "unistd.h") << file.path << ":" << include.line;
    }
  }
}

TEST(Layering, CoreHeadersIncludeTheStandardLibraryAndCoreOnly) {
  for (const SourceFile& file : source_files()) {
    if (!file.is_in("core") || !file.path.ends_with(".h")) continue;
    for (const Include& include : file.includes) {
      const bool is_standard =
          !include.is_ours && include.path.find_first_of("./") == std::string::npos;
      EXPECT_TRUE(is_standard || include.path.starts_with("core/"))
          << file.path << ":" << include.line << ": " << include.path;
    }
  }
}

}  // namespace
}  // namespace fl::tidy
