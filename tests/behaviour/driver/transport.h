// How a case reaches a broker: over sockets, or on a virtual clock. Connections are named by the
// case and opened when first named.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fl::behaviour {

enum class Outcome : std::uint8_t { frame, closed, nothing };

/// What waiting on a connection gave.
struct Received {
  Outcome outcome = Outcome::nothing;
  Slice frame;  ///< without its size
};

class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Where the broker is, as it advertises itself.
  virtual std::string host() const = 0;
  virtual std::int32_t port() const = 0;

  virtual void send(const std::string& connection, ByteSpan bytes) = 0;
  /// The next frame, or that the broker closed, or that neither came within `wait_ms`.
  virtual Received receive(const std::string& connection, std::int64_t wait_ms) = 0;
  virtual void sleep(std::int64_t ms) = 0;
  virtual void close(const std::string& connection) = 0;
  /// Closes all connections: a case has ended.
  virtual void close_all() = 0;
};

}  // namespace fl::behaviour
