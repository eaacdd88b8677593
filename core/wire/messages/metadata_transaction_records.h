// Records of the metadata log that make the ones between them take effect together, or not at
// all (KIP-868).
#pragma once
#include "core/describe/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl::wire {

/// What follows waits for the end.
struct BeginTransactionRecord {
  static constexpr std::string_view kName = "BeginTransactionRecord";
  static constexpr std::int16_t kRecordKey = 23;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::optional<std::string> name;
  UnknownTags unknown_tags;

  bool operator==(const BeginTransactionRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BeginTransactionRecord::name>("Name", since(0), {.nullable = since(0), .tag = 0}));
  }
};

/// What was held back takes effect.
struct EndTransactionRecord {
  static constexpr std::string_view kName = "EndTransactionRecord";
  static constexpr std::int16_t kRecordKey = 24;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  UnknownTags unknown_tags;

  bool operator==(const EndTransactionRecord&) const = default;

  static consteval auto fields() { return field_list(); }
};

/// What was held back is dropped.
struct AbortTransactionRecord {
  static constexpr std::string_view kName = "AbortTransactionRecord";
  static constexpr std::int16_t kRecordKey = 25;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::optional<std::string> reason;
  UnknownTags unknown_tags;

  bool operator==(const AbortTransactionRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&AbortTransactionRecord::reason>("Reason", since(0),
                                                             {.nullable = since(0), .tag = 0}));
  }
};

}  // namespace fl::wire
