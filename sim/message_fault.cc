#include "sim/message_fault.h"

#include <algorithm>
#include <cstddef>

namespace fl::sim {

namespace {

// A frame: int32 size; a request: int16 api, int16 version, int32 correlation id; a response: int32
// correlation id.
constexpr std::size_t kResponseHeadBytes = 8;
constexpr std::size_t kRequestHeadBytes = 12;

std::uint32_t big_endian(std::span<const std::uint8_t> bytes) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes)
    value = value << 8 | byte;
  return value;
}

bool is_of(const MessageFault& fault, NodeId from, NodeId to, std::int16_t api) {
  return fault.from == from && fault.to == to && (fault.api == kAnyApi || fault.api == api);
}

}  // namespace

std::optional<MetFault> MessageFaults::meet(std::int64_t connection, NodeId from, NodeId to,
                                            bool is_request, std::span<const std::uint8_t> head) {
  if (!is_request) {
    if (head.size() < kResponseHeadBytes) return std::nullopt;
    const auto id = static_cast<std::int32_t>(big_endian(head.subspan(4, 4)));
    const auto found = std::ranges::find_if(awaited_, [&](const Awaited& one) {
      return one.connection == connection && one.correlation_id == id;
    });
    if (found == awaited_.end()) return std::nullopt;
    const MetFault met{.fault = found->fault, .api = found->api, .correlation_id = id};
    awaited_.erase(found);
    return met;
  }
  if (head.size() < kRequestHeadBytes) return std::nullopt;
  const auto api = static_cast<std::int16_t>(big_endian(head.subspan(4, 2)));
  const auto id = static_cast<std::int32_t>(big_endian(head.subspan(8, 4)));
  for (auto fault = armed_.begin(); fault != armed_.end(); ++fault) {
    if (fault->is_response && is_of(*fault, to, from, api)) {
      awaited_.push_back(
          {.connection = connection, .correlation_id = id, .api = api, .fault = *fault});
      armed_.erase(fault);
      return std::nullopt;
    }
    if (!fault->is_response && is_of(*fault, from, to, api)) {
      const MetFault met{.fault = *fault, .api = api, .correlation_id = id};
      armed_.erase(fault);
      return met;
    }
  }
  return std::nullopt;
}

}  // namespace fl::sim
