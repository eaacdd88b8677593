#include "sim/workload/payload.h"

namespace fl::sim {

namespace {
constexpr std::size_t kDigitsMax = 18;
}

std::string payload_of(std::string_view producer, std::int64_t number, std::int64_t size_bytes) {
  std::string text = std::string(producer) + " " + std::to_string(number) + " ";
  if (static_cast<std::int64_t>(text.size()) < size_bytes)
    text.resize(static_cast<std::size_t>(size_bytes), '.');
  return text;
}

std::optional<PayloadName> name_in_payload(ByteSpan value) {
  const std::string_view text = as_text(value);
  const std::size_t space = text.find(' ');
  if (space == 0 || space == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find(' ', space + 1);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(space + 1, end - space - 1);
  if (digits.empty() || digits.size() > kDigitsMax) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (text.find_first_not_of('.', end + 1) != std::string_view::npos) return std::nullopt;
  PayloadName name{.producer = std::string(text.substr(0, space))};
  for (const char c : digits)
    name.number = name.number * 10 + (c - '0');
  return name;
}

}  // namespace fl::sim
