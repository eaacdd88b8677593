// Frames: an int32 size and that many bytes. A FrameReader is fed whatever fragments a connection
// delivers and tells how many bytes it waits for, so that the next Receive grant can ask for just
// them.   Source: org.apache.kafka.common.network.NetworkReceive.
#pragma once
#include "core/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace fl::wire {

inline constexpr std::int32_t kFrameBytesMax = 104'857'600;  ///< socket.request.max.bytes

/// Cuts a stream into frames. A frame that arrives within one fragment shares its block; one that
/// arrives in several is gathered into a block of its own, which grows with what has arrived and
/// never with what was announced.
class FrameReader {
 public:
  explicit FrameReader(std::int32_t bytes_max = kFrameBytesMax) : bytes_max_(bytes_max) {}

  /// Adds a fragment. REQUIRES: next() has taken all frames of the earlier ones.
  void feed(Slice fragment);

  /// The next whole frame without its size; nothing if more bytes are needed or the stream is bad.
  std::optional<Slice> next();

  /// True once a size was negative or above the limit: the connection must be closed.
  bool is_bad() const { return bad_; }

  /// How many bytes are needed at least before next() can tell more; 0 if it can already.
  std::size_t missing() const;

  /// The size of the frame that is being gathered; nothing before its four bytes are here.
  std::optional<std::int32_t> announced() const;

  /// Bytes that are held and belong to no frame yet.
  std::size_t held() const { return gathered_.size() + fragment_.size(); }

  friend bool operator==(const FrameReader&, const FrameReader&) = default;

 private:
  std::optional<std::int32_t> size_at_front() const;
  void gather(std::size_t target);

  std::int32_t bytes_max_;
  ByteVector gathered_;  ///< the front of a frame whose rest has not arrived
  Slice fragment_;       ///< what follows it
  bool bad_ = false;
};

}  // namespace fl::wire
