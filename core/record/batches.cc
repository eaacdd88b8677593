// The scanner over bytes that hold batches. See batches.h.
#include "core/record/batches.h"

#include "core/base/writer.h"

#include <limits>

namespace fl::record {
namespace {

/// The overhead of a message of magic 0: what Kafka takes for the smallest batch.
constexpr std::int32_t kLengthMin = 14;
constexpr std::int32_t kLengthMax =
    std::numeric_limits<std::int32_t>::max() - static_cast<std::int32_t>(kLogOverheadBytes);

}  // namespace

std::optional<BatchBytes> BatchScanner::next() {
  if (error_ != ScanError::none) return std::nullopt;
  const ByteSpan left = bytes_.subspan(position_);
  if (left.size() < kLogOverheadBytes) return std::nullopt;
  const std::int32_t length = load_i32(left, kBatchLengthAt);
  if (length < kLengthMin) {
    error_ = ScanError::length_too_small;
    return std::nullopt;
  }
  if (left.size() <= kMagicAt) return std::nullopt;
  const auto magic = static_cast<std::int8_t>(left[kMagicAt]);
  if (magic < 0 || magic > kMagic) {
    error_ = ScanError::bad_magic;
    return std::nullopt;
  }
  if (length > kLengthMax) {
    error_ = ScanError::length_too_large;
    return std::nullopt;
  }
  const std::size_t size = kLogOverheadBytes + static_cast<std::size_t>(length);
  if (left.size() < size) return std::nullopt;
  const BatchBytes batch{.begin = position_, .bytes = left.first(size), .magic = magic};
  position_ += size;
  return batch;
}

}  // namespace fl::record
