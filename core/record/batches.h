// Finds the batches in bytes, one behind the other, looking at nothing but length and magic. An
// incomplete last batch is no error: it counts as none. All else that is wrong with a batch is for
// validate.h and reader.h.   Source: ByteBufferLogInputStream.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"

#include <cstdint>
#include <optional>

namespace fl::record {

enum class ScanError : std::uint8_t {
  none,
  length_too_small,  ///< below the overhead of the smallest message: CORRUPT_MESSAGE
  length_too_large,  ///< the batch would exceed 2^31-1 bytes: UNKNOWN_SERVER_ERROR, as Kafka has it
  bad_magic,         ///< neither 0, 1 nor 2: CORRUPT_MESSAGE
};

/// A batch, or for magic 0 and 1 an outer message, as it lies in the bytes.
struct BatchBytes {
  std::size_t begin = 0;  ///< where in the scanned bytes
  ByteSpan bytes;         ///< all of it; for magic 2 perhaps fewer than kBatchHeaderBytes
  std::int8_t magic = 0;
};

class BatchScanner {
 public:
  explicit BatchScanner(ByteSpan bytes) : bytes_(bytes) {}

  /// The next complete batch; nothing at the end, at an incomplete batch, and from the first error
  /// on.
  std::optional<BatchBytes> next();

  ScanError error() const { return error_; }

  /// Where the next batch begins, or the incomplete one: bytes in complete batches so far.
  std::size_t position() const { return position_; }

 private:
  ByteSpan bytes_;
  std::size_t position_ = 0;
  ScanError error_ = ScanError::none;
};

}  // namespace fl::record
