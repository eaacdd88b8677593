#include "sim/file_content.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>

namespace fl::sim {

void FileContent::append(Slice bytes) {
  if (bytes.empty()) return;
  size_ += static_cast<std::int64_t>(bytes.size());
  pieces_.push_back({size_, std::move(bytes)});
}

void FileContent::truncate(std::int64_t size) {
  FL_ASSERT(size >= 0);
  FL_ASSERT(size <= size_);
  const std::size_t kept = pieces_.partition_point([size](const Piece& piece) { return piece.end > size; });
  if (kept < pieces_.size()) {
    const Piece cut = pieces_[kept];
    const std::int64_t begin = cut.end - static_cast<std::int64_t>(cut.bytes.size());
    pieces_.truncate(kept);
    if (size > begin) pieces_.push_back({size, cut.bytes.sub(0, static_cast<std::size_t>(size - begin))});
  }
  size_ = size;
}

std::vector<Slice> FileContent::pieces(std::int64_t begin, std::int64_t size) const {
  std::vector<Slice> out;
  const std::int64_t end = std::min(begin + size, size_);
  std::size_t at = pieces_.partition_point([begin](const Piece& piece) { return piece.end > begin; });
  while (begin < end) {
    const Piece& piece = pieces_[at++];
    const std::int64_t piece_begin = piece.end - static_cast<std::int64_t>(piece.bytes.size());
    const std::int64_t taken = std::min(piece.end, end) - begin;
    out.push_back(piece.bytes.sub(static_cast<std::size_t>(begin - piece_begin), static_cast<std::size_t>(taken)));
    begin += taken;
  }
  return out;
}

Slice FileContent::read(std::int64_t begin, std::int64_t size) const {
  const std::vector<Slice> found = pieces(begin, size);
  if (found.empty()) return {};
  if (found.size() == 1) return found[0];
  ByteVector joined;
  for (const Slice& piece : found)
    joined.insert(joined.end(), piece.span().begin(), piece.span().end());
  return Slice(std::move(joined));
}

}  // namespace fl::sim
