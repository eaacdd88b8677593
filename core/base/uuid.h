// 128-bit names of topics, directories and clusters, as Kafka writes them: 16 bytes big-endian on
// the wire, 22 characters of URL-safe base64 without padding as text.   Source:
// org.apache.kafka.common.Uuid.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl {

struct Uuid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;

  constexpr bool is_zero() const { return high == 0 && low == 0; }

  std::string to_text() const;

  /// Nothing if `text` is not 22 characters of URL-safe base64.
  static std::optional<Uuid> from_text(std::string_view text);
};

/// The topic id of `__cluster_metadata`.
inline constexpr Uuid kMetadataTopicId{0, 1};

}  // namespace fl
