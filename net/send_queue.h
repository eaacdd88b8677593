// What waits to be sent on one socket: bytes, and ranges of files that the kernel copies itself.
// Neighbouring slices go with one call (writev), a header together with the range behind it
// (MSG_MORE), a range with sendfile. Cold ranges are not touched here: they would block the thread.
//
// A range was promised as the bytes of its step: it is read from the descriptor that the file had
// then, which stays open until the range is sent.
#pragma once
#include "core/base/bytes.h"
#include "net/open_file.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <variant>

namespace fl::net {

struct PendingRange {
  std::shared_ptr<const Descriptor> source;
  std::int64_t position = 0;
  std::int64_t size = 0;
};

enum class Flushed : std::uint8_t {
  all,      ///< everything is with the kernel
  blocked,  ///< the socket takes no more for now
  cold,     ///< the range in front must be read into memory first (`front_range`)
  paused,   ///< much was sent: others' turn; call again
  failed    ///< the connection is broken, or a file was cut under a range
};

class SendQueue {
 public:
  void add(Slice bytes);
  void add(PendingRange range);

  /// Sends until one of the above happens. Never blocks, on the socket or a disk.
  Flushed flush(int socket);

  /// REQUIRES: flush returned `cold`. The piece that must be read, at most kPieceBytes.
  PendingRange front_range() const;

  /// The piece in front is in memory now, or at least somebody tried: it is sent without asking.
  void front_is_warm() { is_front_warm_ = true; }

  bool empty() const { return parts_.empty(); }

  /// Bytes that wait, and how many of them are held in memory.
  std::int64_t unsent_bytes() const { return unsent_bytes_; }

  std::int64_t held_bytes() const { return held_bytes_; }

  /// Bytes with the kernel since the beginning.
  std::int64_t sent_bytes() const { return sent_bytes_; }

  static constexpr std::int64_t kPieceBytes = 1 << 20;
  static constexpr std::int64_t kFlushBytesMax = 4 << 20;

 private:
  using Pending = std::variant<Slice, PendingRange>;

  Flushed send_slices(int socket);
  Flushed send_range(int socket);
  void sent(std::int64_t bytes);

  std::deque<Pending> parts_;
  std::int64_t unsent_bytes_ = 0;
  std::int64_t held_bytes_ = 0;
  std::int64_t sent_bytes_ = 0;
  bool is_front_warm_ = false;
};

}  // namespace fl::net
