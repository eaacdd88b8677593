// Inputs: all that a node can ever learn. Nothing else reaches it: no clock, socket, file or
// global.
#pragma once
#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fl {

/// A listener that the driver has bound for the node before it booted.
struct BoundListener {
  ListenerId id;
  std::string name;  ///< "PLAINTEXT", "CONTROLLER", …
  std::string host;
  std::uint16_t port = 0;  ///< the port really bound, also where 0 was configured

  friend bool operator==(const BoundListener&, const BoundListener&) = default;
};

/// A file as the driver found it before the boot.
struct ListedFile {
  std::string path;  ///< relative to its directory, '/'-separated
  std::int64_t size_bytes = 0;
  Timestamp modified;

  friend bool operator==(const ListedFile&, const ListedFile&) = default;
};

/// One of the node's directories (log.dirs, metadata.log.dir) and all files below it, sorted by
/// path. Paths of files in effects begin with the directory's own path.
struct ListedDirectory {
  std::string path;
  std::vector<ListedFile> files;
  /// Sub-directories that hold no file, relative, sorted.
  std::vector<std::string> empty_directories;

  friend bool operator==(const ListedDirectory&, const ListedDirectory&) = default;
};

using Properties = std::vector<std::pair<std::string, std::string>>;

/// The first input of an incarnation, and the only view of its disk that a node gets: afterwards it
/// keeps names and sizes itself.
struct Boot {
  std::int32_t incarnation = 0;
  Properties config;  ///< as written in the configuration file, in order
  std::vector<BoundListener> listeners;
  std::vector<ListedDirectory> directories;
};

/// Somebody connected to one of our listeners. `conn` is positive.
struct Accepted {
  ConnId conn;
  ListenerId listener;
  std::string peer;         ///< "host:port"
  std::string certificate;  ///< subject of the peer's TLS certificate, "" without
};

enum class ConnectError : std::uint8_t { none, refused, timeout, unreachable, security };

/// The answer to a Dial. After an error nothing more comes for that id.
struct Connected {
  ConnId conn;
  ConnectError error = ConnectError::none;
};

/// Bytes of a stream, as granted by one Receive. Finding frames in them is the node's own work.
struct Received {
  ConnId conn;
  Slice bytes;
};

/// Everything up to the last Send with `tell` is with the kernel.
struct Writable {
  ConnId conn;
  std::int64_t credit = 0;  ///< bytes sent since the last Writable
};

enum class CloseReason : std::uint8_t { end_of_stream, reset, timeout, limit, shutdown };

/// The connection is gone; nothing more comes for that id.
struct Closed {
  ConnId conn;
  CloseReason why = CloseReason::end_of_stream;
};

struct Fired {
  TimerId timer;
};

enum class IoError : std::uint8_t {
  none,
  not_found,
  exists,
  no_space,
  denied,
  io,
  failed_before,
  busy
};

/// The answer to a disk operation or to Work, in order per file.
struct Done {
  OpId op;
  IoError error = IoError::none;
  std::int64_t value = 0;  ///< Open, Append: the file's size afterwards; Load: bytes read
  Slice bytes;  ///< Load: what was read, shorter only at the end of the file; Work: its result
};

/// From the node's application or operator.
struct Command {
  CommandId id;
  DescribedValue value;
};

using Input =
    std::variant<Boot, Accepted, Connected, Received, Writable, Closed, Fired, Done, Command>;

std::string_view name_of(const Input& input);

/// Absorbs kind and content of an input.
void absorb(Digest& digest, const Input& input);

constexpr std::string_view name_of(CloseReason why) {
  switch (why) {
    case CloseReason::end_of_stream:
      return "end_of_stream";
    case CloseReason::reset:
      return "reset";
    case CloseReason::timeout:
      return "timeout";
    case CloseReason::limit:
      return "limit";
    case CloseReason::shutdown:
      return "shutdown";
  }
  return "unknown";
}

constexpr std::string_view name_of(IoError error) {
  switch (error) {
    case IoError::none:
      return "none";
    case IoError::not_found:
      return "not_found";
    case IoError::exists:
      return "exists";
    case IoError::no_space:
      return "no_space";
    case IoError::denied:
      return "denied";
    case IoError::io:
      return "io";
    case IoError::failed_before:
      return "failed_before";
    case IoError::busy:
      return "busy";
  }
  return "unknown";
}

constexpr std::string_view name_of(ConnectError error) {
  switch (error) {
    case ConnectError::none:
      return "none";
    case ConnectError::refused:
      return "refused";
    case ConnectError::timeout:
      return "timeout";
    case ConnectError::unreachable:
      return "unreachable";
    case ConnectError::security:
      return "security";
  }
  return "unknown";
}

}  // namespace fl
