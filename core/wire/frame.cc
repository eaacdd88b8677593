#include "core/wire/frame.h"

#include "core/base/assert.h"
#include "core/base/writer.h"

#include <algorithm>

namespace fl::wire {

namespace {

constexpr std::size_t kSizeBytes = 4;

}  // namespace

void FrameReader::feed(Slice fragment) {
  if (bad_) return;
  FL_ASSERT(fragment_.empty());  // frames are taken before more bytes are fed
  fragment_ = std::move(fragment);
  if (!gathered_.empty()) gather(kSizeBytes);
}

std::optional<std::int32_t> FrameReader::size_at_front() const {
  if (gathered_.size() >= kSizeBytes) return load_i32(gathered_, 0);
  if (gathered_.empty() && fragment_.size() >= kSizeBytes) return load_i32(fragment_, 0);
  return std::nullopt;
}

// Moves bytes from the fragment until `target` are gathered.
void FrameReader::gather(std::size_t target) {
  if (gathered_.size() >= target) return;
  const std::size_t size = std::min(target - gathered_.size(), fragment_.size());
  const ByteSpan front = fragment_.span().first(size);
  gathered_.insert(gathered_.end(), front.begin(), front.end());
  fragment_ = fragment_.from(size);
  if (fragment_.empty()) fragment_ = Slice();
}

std::optional<Slice> FrameReader::next() {
  if (bad_) return std::nullopt;
  const std::optional<std::int32_t> size = size_at_front();
  if (!size) {
    gather(kSizeBytes);
    return std::nullopt;
  }
  if (*size < 0 || *size > bytes_max_) {
    bad_ = true;
    gathered_ = {};
    fragment_ = Slice();
    return std::nullopt;
  }
  const std::size_t whole = kSizeBytes + static_cast<std::size_t>(*size);
  if (gathered_.empty() && fragment_.size() >= whole) {
    Slice frame = fragment_.sub(kSizeBytes, whole - kSizeBytes);
    fragment_ = fragment_.size() == whole ? Slice() : fragment_.from(whole);
    return frame;
  }
  gather(whole);
  if (gathered_.size() < whole) return std::nullopt;
  const Slice block(std::move(gathered_));
  gathered_ = {};
  return block.from(kSizeBytes);
}

std::size_t FrameReader::missing() const {
  if (bad_) return 0;
  const std::size_t here = held();
  const std::optional<std::int32_t> size = size_at_front();
  std::size_t whole = kSizeBytes;
  if (size) {
    if (*size < 0 || *size > bytes_max_) return 0;
    whole += static_cast<std::size_t>(*size);
  }
  return here >= whole ? 0 : whole - here;
}

std::optional<std::int32_t> FrameReader::announced() const {
  return size_at_front();
}

}  // namespace fl::wire
