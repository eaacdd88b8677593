// What can be wrong with bytes from outside. Readers are sticky: the first error stays, later reads
// give zeros, and the caller asks once at the end.
#pragma once
#include <cstdint>
#include <string_view>

namespace fl {

enum class WireError : std::uint8_t {
  none,
  truncated,             ///< fewer bytes than a length or a fixed-size field needs
  negative_length,       ///< a length below -1 where Kafka refuses one
  unexpected_null,       ///< null where the version knows no null
  varint_too_long,       ///< a varint that does not end within 5 (10) bytes
  string_too_long,       ///< a string above 32,767 bytes
  trailing_bytes,        ///< bytes left over behind a whole value
  unknown_version,       ///< a version outside the message's range
  field_not_in_version,  ///< encoding: a field is set that the version cannot carry
  null_not_in_version,   ///< encoding: null where the version cannot carry it
  tag_not_in_version,    ///< a known tag in a version that lacks it
  duplicate_tag,
  unsorted_tags,
  bad_tag_size,  ///< a tagged field whose value does not fill its declared size
  nested_too_deep,
  memory_bound,  ///< decoding would take more memory than the bound allows
  bad_value,     ///< a value outside what the field may hold
};

constexpr std::string_view name_of(WireError error) {
  switch (error) {
    case WireError::none:
      return "none";
    case WireError::truncated:
      return "truncated";
    case WireError::negative_length:
      return "negative length";
    case WireError::unexpected_null:
      return "unexpected null";
    case WireError::varint_too_long:
      return "varint too long";
    case WireError::string_too_long:
      return "string too long";
    case WireError::trailing_bytes:
      return "trailing bytes";
    case WireError::unknown_version:
      return "unknown version";
    case WireError::field_not_in_version:
      return "field not in version";
    case WireError::null_not_in_version:
      return "null not in version";
    case WireError::tag_not_in_version:
      return "tag not in version";
    case WireError::duplicate_tag:
      return "duplicate tag";
    case WireError::unsorted_tags:
      return "unsorted tags";
    case WireError::bad_tag_size:
      return "bad tag size";
    case WireError::nested_too_deep:
      return "nested too deep";
    case WireError::memory_bound:
      return "memory bound";
    case WireError::bad_value:
      return "bad value";
  }
  return "unknown";
}

}  // namespace fl
