// judge_history HISTORY [LOG_DIRECTORY…]: the verdict over a client's history and over the logs of
// each broker. Exits 0 if nothing is wrong, 1 if something is, 2 if the history cannot be read.
#include "tests/interop/history/judge.h"

#include <cstdio>
#include <fmt/core.h>

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "usage: judge_history HISTORY [LOG_DIRECTORY…]\n");
    return 2;
  }
  const auto story = fl::interop::read_history(arguments[1]);
  if (!story) {
    fmt::print(stderr, "{}\n", story.error());
    return 2;
  }
  fl::interop::Verdict verdict;
  fl::interop::judge_reading(*story, verdict);
  for (int i = 2; i < count; ++i)
    fl::interop::judge_disk(*story, arguments[i], verdict);
  constexpr std::size_t kShownMax = 20;
  for (std::size_t i = 0; i < verdict.violations.size() && i < kShownMax; ++i)
    fmt::print(stderr, "{}\n", verdict.violations[i]);
  fmt::print(
      "{} records sent, {} acknowledged, {} failed, {} read; {} brokers' logs; {} violations\n",
      verdict.sent, verdict.acknowledged, verdict.failed, verdict.read, count - 2,
      verdict.violations.size());
  return verdict.violations.empty() && verdict.acknowledged > 0 ? 0 : 1;
}
