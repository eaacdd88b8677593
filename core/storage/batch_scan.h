// Walks the batches of a segment's file in bounded pieces: headers only, or with the checksum of
// every batch. A batch larger than a piece is verified piece by piece; nothing is kept of it but
// its first bytes.   Source: FileLogInputStream, DefaultRecordBatch.ensureValid.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"
#include "core/storage/control.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace fl::storage {

struct ScannedBatch {
  record::BatchHeader header;
  std::int64_t position = 0;
  /// The first bytes behind the header, at most kMarkerBytesMax.
  ByteSpan body;
};

class BatchScan {
 public:
  enum class State : std::uint8_t {
    running,  ///< load wanted() and feed it
    at_end,   ///< the file ends with a whole batch
    torn,     ///< fewer bytes are left than the last batch should have
    corrupt,  ///< no batch, or a wrong checksum
    stopped,  ///< the visitor wanted no more
  };

  struct Wanted {
    std::int64_t position = 0;
    std::int64_t size_bytes = 0;
  };

  BatchScan() = default;
  /// Of [begin, end) of a file. `verify` checks checksums and reads every byte.
  BatchScan(std::int64_t begin, std::int64_t end, bool verify);

  State state() const { return state_; }

  /// Where the last whole good batch ends: what may be kept.
  std::int64_t valid_end() const { return valid_end_; }

  /// REQUIRES: state() == running.
  Wanted wanted() const;

  /// Takes what wanted() asked for; calls visit(const ScannedBatch&) for every whole good batch in
  /// order, until it returns false: that batch then does not count as valid.
  template <class Visit>
  void feed(ByteSpan piece, Visit&& visit) {
    std::size_t at = 0;
    begin_piece(piece);
    while (const std::optional<ScannedBatch> batch = next(piece, at)) {
      if (!visit(*batch)) {
        state_ = State::stopped;
        return;
      }
      valid_end_ = batch->position + batch->header.size_bytes();
    }
  }

 private:
  void begin_piece(ByteSpan piece);
  std::optional<ScannedBatch> next(ByteSpan piece, std::size_t& at);
  std::optional<ScannedBatch> take_large(ByteSpan piece, std::size_t& at);
  void begin_large(ByteSpan rest, const record::BatchHeader& header);

  State state_ = State::running;
  bool verify_ = false;
  std::int64_t position_ = 0;
  std::int64_t end_ = 0;
  std::int64_t valid_end_ = 0;
  /// A batch larger than a piece, of which `large_left_` bytes are still to come.
  std::optional<record::BatchHeader> large_;
  std::int64_t large_left_ = 0;
  std::uint32_t large_crc_ = 0;
  ByteVector large_body_;
};

}  // namespace fl::storage
