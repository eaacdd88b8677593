// Faults of one message: the next request or response of an API from one node to another is lost
// with its connection, comes late, or comes twice. A network looks into the headers for them, and
// only while one is armed.
#pragma once
#include "core/base/ids.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace fl::sim {

enum class MessageFaultKind : std::uint8_t {
  drop,       ///< bytes that TCP gives up on: the connection ends for both, without the message
  delay,      ///< it and all that follow on its connection arrive so much later
  duplicate,  ///< requests: the receiver gets it twice, as from a proxy that repeats it
};

constexpr std::string_view name_of(MessageFaultKind kind) {
  switch (kind) {
    case MessageFaultKind::drop:
      return "drop";
    case MessageFaultKind::delay:
      return "delay";
    case MessageFaultKind::duplicate:
      return "duplicate";
  }
  return "";
}

inline constexpr std::int16_t kAnyApi = -1;

struct MessageFault {
  MessageFaultKind kind = MessageFaultKind::drop;
  NodeId from;
  NodeId to;
  std::int16_t api = kAnyApi;  ///< its key
  bool is_response = false;
  std::int64_t delay_ns = 0;
};

/// A message that met its fault.
struct MetFault {
  MessageFault fault;
  std::int16_t api = kAnyApi;
  std::int32_t correlation_id = 0;
};

/// The faults that wait for their message. A response is known by its request, so that only those
/// of requests that leave after the arming count.
class MessageFaults {
 public:
  void arm(const MessageFault& fault) { armed_.push_back(fault); }

  bool is_idle() const { return armed_.empty() && awaited_.empty(); }

  /// A message as it is sent: the connection, who sends to whom, whether it is a request, and its
  /// first bytes, with the size. Takes the fault that it meets.
  std::optional<MetFault> meet(std::int64_t connection, NodeId from, NodeId to, bool is_request,
                               std::span<const std::uint8_t> head);

 private:
  struct Awaited {
    std::int64_t connection = 0;
    std::int32_t correlation_id = 0;
    std::int16_t api = kAnyApi;
    MessageFault fault;
  };

  std::vector<MessageFault> armed_;
  std::vector<Awaited> awaited_;
};

}  // namespace fl::sim
