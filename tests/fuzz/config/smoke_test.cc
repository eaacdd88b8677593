// Runs the fuzz target over drawn bytes: whole files of odd pieces, and each piece alone.
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

constexpr std::array<std::string_view, 36> kPieces{"listeners",
                                                   "=",
                                                   ":",
                                                   " ",
                                                   "\n",
                                                   "\r\n",
                                                   "\\",
                                                   "\\u00",
                                                   "\\u0041",
                                                   "#",
                                                   "!",
                                                   "node.id",
                                                   "1",
                                                   "-1",
                                                   "log.dirs",
                                                   ",",
                                                   "PLAINTEXT",
                                                   "://",
                                                   "[::1]",
                                                   ":9092",
                                                   "1e308",
                                                   "0.5",
                                                   "true",
                                                   "log.retention.hours",
                                                   "cleanup.policy",
                                                   "compact",
                                                   "\xC3\x28",
                                                   "\xFF",
                                                   "2147483648",
                                                   "9223372036854775808",
                                                   "*",
                                                   "0:1",
                                                   "SASL_SSL:X",
                                                   "\\uD83D",
                                                   "broker.id",
                                                   "advertised.listeners"};

void run(std::string_view text) {
  EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()),
            0);
}

TEST(ConfigFuzz, OddFilesAreReadOrRefused) {
  const Draw draw(1);
  for (std::uint64_t file = 0; file < 1000; ++file) {
    std::string text;
    const std::uint64_t pieces = draw.below(24, "pieces", {file});
    for (std::uint64_t i = 0; i < pieces; ++i)
      text += kPieces[draw.below(kPieces.size(), "piece", {file, i})];
    run(text);
  }
}

TEST(ConfigFuzz, EveryPieceIsSomeValueOrRefused) {
  for (const std::string_view piece : kPieces)
    run(piece);
}

}  // namespace
}  // namespace fl
