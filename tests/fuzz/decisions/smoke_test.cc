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

constexpr std::array<std::string_view, 28> kLines{
    "seed 7",
    "seed 99999999999999999999",
    "| title: x",
    "|",
    "at 0 after 0 do crash node=1 crash=power-loss",
    "at 0 after 0 do crash node=1 crash=disk-loss",
    "at 0 after 0 do restart node=1",
    "at 0 after 0 do restart node=2",
    "at 1000000000 after 1 do pause node=1",
    "at 1000000000 after 2 do stall_disk node=1 amount=9223372036854775807",
    "at 1000000000 after 2 do stall_link node=1 other=2 amount=9223372036854775807",
    "at 1000000000 after 2 do delay_link node=1 other=9 amount=9223372036854775807",
    "at 1000000000 after 2 do slow node=1 amount=9223372036854775807",
    "at 0 after 0 do drift_clock node=1 amount=-9223372036854775808",
    "at 0 after 0 do skew_clock node=1 amount=9223372036854775807",
    "at 0 after 0 do limit_disk node=1 amount=-5",
    "at 0 after 0 do reset_link node=1 other=1",
    "at 0 after 0 do heal_link node=-1 other=2147483647",
    "at -5 after -5 do stop node=1",
    "at 0 after 0 open 1 node=1 listener=0 peer=a:1",
    "at 0 after 0 open 1 node=7 listener=9 peer=",
    "at 0 after 0 bytes 1 AAAA",
    "at 0 after 0 bytes 99 AAAA",
    "at 0 after 0 bytes 1 A",
    "at 0 after 0 take 1",
    "at 0 after 0 close 1 reset=1",
    "hash 1 ffffffffffffffff",
    "hash 5 0"};

TEST(DecisionLogFuzz, OddLogsAreReplayedOrRefused) {
  const Draw draw(1);
  for (std::uint64_t file = 0; file < 2'000; ++file) {
    std::string text = "faultline decisions 1\n";
    const std::uint64_t lines = draw.below(8, "lines", {file});
    for (std::uint64_t i = 0; i < lines; ++i)
      text += std::string(kLines[draw.below(kLines.size(), "line", {file, i})]) + "\n";
    text += "end 4000000000 steps 5 hash 0123456789abcdef\n";
    if (draw.chance(1, 10, "cut", {file})) text.resize(draw.below(text.size(), "where", {file}));
    EXPECT_EQ(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), 0);
  }
}

}  // namespace
}  // namespace fl
