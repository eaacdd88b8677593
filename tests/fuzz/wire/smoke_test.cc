// A short run of the fuzz target without libFuzzer: random messages with random damage, the same
// ones every time. The target itself is tests/fuzz/wire/libfuzzer.
#include "tests/core/wire/values/any_message.h"
#include "tests/fuzz/wire/decoding/decode_any.h"

#include <gtest/gtest.h>

#include <array>

namespace fl::wire {
namespace {

constexpr std::uint64_t kInputs = 200'000;

class Damage {
 public:
  explicit Damage(std::uint64_t key) : key_(key) {}

  ByteVector input() {
    const std::span<const Message> table = message_table();
    const auto index = static_cast<std::uint8_t>(below(table.size()));
    const Message& message = table[index];
    const auto count =
        static_cast<std::uint64_t>(message.info.versions.last - message.info.versions.first) + 1;
    const auto version = static_cast<std::uint8_t>(below(count));
    ByteVector bytes{index, version};
    const auto body =
        AnyMessage::random(
            message, static_cast<std::int16_t>(message.info.versions.first + version), draw_, key_)
            .encoded(static_cast<std::int16_t>(message.info.versions.first + version));
    bytes.insert(bytes.end(), body->begin(), body->end());
    for (std::uint64_t i = below(6); i > 0 && bytes.size() > 2; --i)
      damage(bytes);
    return bytes;
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return draw_.below(bound, "damage", {key_, next_++}); }

  void damage(ByteVector& bytes) {
    constexpr std::array<std::uint8_t, 6> kTelling{0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF};
    const std::size_t at = 2 + below(bytes.size() - 2);
    const auto position = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(5)) {
      case 0:
        bytes.resize(at);
        return;
      case 1:
        bytes.erase(position);
        return;
      case 2:
        bytes.insert(position, kTelling[below(kTelling.size())]);
        return;
      case 3:
        *position = kTelling[below(kTelling.size())];
        return;
      default:
        *position = static_cast<std::uint8_t>(*position ^ 1U << below(8));
        return;
    }
  }

  Draw draw_{7};
  std::uint64_t key_;
  std::uint64_t next_ = 0;
};

TEST(WireDecoders, HoldTheirPromisesOnDamagedBytes) {
  for (std::uint64_t key = 0; key < kInputs; ++key) {
    SCOPED_TRACE(key);
    ASSERT_NO_THROW(decode_any(Damage(key).input()));
  }
}

}  // namespace
}  // namespace fl::wire
