// A short run of the fuzz target without libFuzzer: Kafka's own sample batches with random damage,
// the same every time. The target itself is tests/fuzz/record/libfuzzer.
#include "core/base/draw.h"
#include "tests/fuzz/record/checking/check_any.h"
#include "tests/fuzz/record/samples/samples.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace fl::record {
namespace {

constexpr std::uint64_t kDamagedPerSample = 200;

TEST(RecordChecks, HoldTheirPromisesOnDamagedBytes) {
  const Draw draw(11);
  const std::vector<ByteVector> all = samples();
  ASSERT_GT(all.size(), 300U);
  for (std::uint64_t sample = 0; sample < all.size(); ++sample) {
    for (std::uint64_t variant = 0; variant < kDamagedPerSample; ++variant) {
      std::uint64_t next = 0;
      const auto below = [&](std::uint64_t bound) {
        return draw.below(bound, "damage", {sample, variant, next++});
      };
      ByteVector input{static_cast<std::uint8_t>(below(256))};
      input.insert(input.end(), all[sample].begin(), all[sample].end());
      for (std::uint64_t i = below(5); i > 0 && input.size() > 1; --i) {
        const std::size_t at = 1 + below(input.size() - 1);
        if (below(4) == 0)
          input.resize(at);
        else
          input[at] =
              static_cast<std::uint8_t>(below(3) == 0 ? below(256) : input[at] ^ 1U << below(8));
      }
      SCOPED_TRACE(sample);
      ASSERT_NO_THROW(check_any(input));
    }
  }
}

}  // namespace
}  // namespace fl::record
