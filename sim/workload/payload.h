// The values of the workload's records say who made them, so that a check can find each of them in
// a log: "p1 17", filled up with dots to the wanted size.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl::sim {

/// A value of `size_bytes`, or longer if name and number need it.
std::string payload_of(std::string_view producer, std::int64_t number, std::int64_t size_bytes);

struct PayloadName {
  std::string producer;
  std::int64_t number = 0;

  friend auto operator<=>(const PayloadName&, const PayloadName&) = default;
};

/// Nothing if the value is none of the workload's.
std::optional<PayloadName> name_in_payload(ByteSpan value);

}  // namespace fl::sim
