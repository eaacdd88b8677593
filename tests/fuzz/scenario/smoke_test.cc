// Runs the fuzz target over drawn texts of odd pieces.
#include "core/base/draw.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fl {
namespace {

constexpr std::array<std::string_view, 40> kPieces{"title: x\n",
                                                   "topics: {a: {}}\n",
                                                   "workload:\n",
                                                   "  producers: {p: {topic: a}}\n",
                                                   "seed: 7\n",
                                                   "timeline:\n",
                                                   "  - \"at 1s: heal all\"\n",
                                                   "expect: [",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   "\"",
                                                   "'",
                                                   "- ",
                                                   ": ",
                                                   "crash ",
                                                   "broker(",
                                                   "1",
                                                   ")",
                                                   "power-loss",
                                                   " for ",
                                                   "9999999999999h",
                                                   "-1s",
                                                   "x20",
                                                   "..",
                                                   "~",
                                                   "one of (",
                                                   "|",
                                                   "note {en: a}",
                                                   "when ",
                                                   "acked(p) >= ",
                                                   "link(",
                                                   "->",
                                                   "\xff\xfe",
                                                   "&a ",
                                                   "*a",
                                                   "!!t ",
                                                   "---\n",
                                                   "\t",
                                                   "\0x"};

TEST(ScenarioFuzz, NoDrawnTextDoesHarm) {
  const Draw draw(1);
  for (std::uint64_t run = 0; run < 3'000; ++run) {
    std::string text;
    const std::uint64_t pieces = draw.below(24, "pieces", {run});
    for (std::uint64_t i = 0; i < pieces; ++i)
      text += kPieces[draw.below(kPieces.size(), "piece", {run, i})];
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }
}

}  // namespace
}  // namespace fl
