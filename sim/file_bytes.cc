#include "sim/file_bytes.h"

#include "core/base/assert.h"

#include <algorithm>
#include <cstring>

namespace fl::sim {

namespace {

/// Small appends (index entries) are joined with the piece before them up to this size.
constexpr std::size_t kJoinedBytesMax = 4096;

std::size_t unsigned_of(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

}  // namespace

void FileBytes::append(Slice bytes) {
  if (bytes.empty()) return;
  const auto added = static_cast<std::int64_t>(bytes.size());
  if (!pieces_.empty() && pieces_.back().bytes.size() + bytes.size() <= kJoinedBytesMax) {
    const Piece& last = pieces_.back();
    ByteVector joined;
    joined.reserve(last.bytes.size() + bytes.size());
    joined.insert(joined.end(), last.bytes.span().begin(), last.bytes.span().end());
    joined.insert(joined.end(), bytes.span().begin(), bytes.span().end());
    pieces_.mutate(pieces_.size() - 1).bytes = Slice(std::move(joined));
  } else {
    pieces_.push_back({.begin = size_, .bytes = std::move(bytes)});
  }
  size_ += added;
}

void FileBytes::truncate(std::int64_t size) {
  FL_ASSERT(size >= 0);
  FL_ASSERT(size <= size_);
  const std::size_t kept =
      pieces_.partition_point([size](const Piece& piece) { return piece.begin >= size; });
  pieces_.truncate(kept);
  if (kept > 0) {
    const Piece& last = pieces_[kept - 1];
    const std::size_t length = unsigned_of(size - last.begin);
    if (length < last.bytes.size()) pieces_.mutate(kept - 1).bytes = last.bytes.sub(0, length);
  }
  size_ = size;
}

void FileBytes::zero(std::int64_t begin, std::int64_t end) {
  FL_ASSERT(begin >= 0);
  FL_ASSERT(end <= size_);
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    const auto piece_size = static_cast<std::int64_t>(piece.bytes.size());
    const std::int64_t from = std::max(begin, piece.begin);
    const std::int64_t to = std::min(end, piece.begin + piece_size);
    if (from >= to) continue;
    ByteVector changed(piece.bytes.span().begin(), piece.bytes.span().end());
    std::fill(changed.begin() + (from - piece.begin), changed.begin() + (to - piece.begin),
              std::uint8_t{0});
    pieces_.mutate(i).bytes = Slice(std::move(changed));
  }
}

std::vector<Slice> FileBytes::pieces(std::int64_t position, std::int64_t size) const {
  std::vector<Slice> found;
  if (position < 0 || position >= size_ || size <= 0) return found;
  const std::int64_t end = position + std::min(size, size_ - position);
  std::size_t i = pieces_.partition_point([position](const Piece& piece) {
    return piece.begin > position;
  }) - 1;
  while (position < end) {
    const Piece& piece = pieces_[i++];
    const std::int64_t from = position - piece.begin;
    const std::int64_t length =
        std::min(end - position, static_cast<std::int64_t>(piece.bytes.size()) - from);
    found.push_back(piece.bytes.sub(unsigned_of(from), unsigned_of(length)));
    position += length;
  }
  return found;
}

Slice FileBytes::read(std::int64_t position, std::int64_t size) const {
  std::vector<Slice> found = pieces(position, size);
  if (found.empty()) return {};
  if (found.size() == 1) return std::move(found[0]);
  ByteVector joined;
  for (const Slice& piece : found)
    joined.insert(joined.end(), piece.span().begin(), piece.span().end());
  return Slice(std::move(joined));
}

bool FileBytes::equals(std::int64_t position, const Slice& bytes) const {
  std::size_t compared = 0;
  for (const Slice& piece : pieces(position, static_cast<std::int64_t>(bytes.size()))) {
    const Slice wanted = bytes.sub(compared, piece.size());
    if (wanted.data() != piece.data() && wanted != piece) return false;
    compared += piece.size();
  }
  return compared == bytes.size();
}

}  // namespace fl::sim
