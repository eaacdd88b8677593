// What the connections of a node to other nodes tell.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fl::client {

/// A node reached another one.
struct PeerConnected {
  static constexpr std::string_view kKind = "PeerConnected";
  NodeId peer;
  std::string purpose;
  ConnId conn;

  static consteval auto fields() {
    return field_list(field<&PeerConnected::peer>("peer"),
                      field<&PeerConnected::purpose>("purpose"),
                      field<&PeerConnected::conn>("conn"));
  }
};

/// A connection to another node could not be made, or is lost.
struct PeerLost {
  static constexpr std::string_view kKind = "PeerLost";
  NodeId peer;
  std::string purpose;
  ConnId conn;
  std::string why;
  std::int32_t failures = 0;     ///< in a row
  std::int64_t retry_in_ns = 0;  ///< the back-off before the next attempt
  std::int32_t unanswered = 0;   ///< requests that end without an answer

  static consteval auto fields() {
    return field_list(field<&PeerLost::peer>("peer"), field<&PeerLost::purpose>("purpose"),
                      field<&PeerLost::conn>("conn"), field<&PeerLost::why>("why"),
                      field<&PeerLost::failures>("failures"),
                      field<&PeerLost::retry_in_ns>("retry_in_ns"),
                      field<&PeerLost::unanswered>("unanswered"));
  }
};

}  // namespace fl::client
