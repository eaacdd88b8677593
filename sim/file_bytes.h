// The bytes of a simulated file: immutable shared pieces in shared chunks, so that a copy of a disk
// costs pointers and a read within one piece costs none at all.
#pragma once
#include "core/base/bytes.h"
#include "core/base/chunked.h"

#include <cstdint>
#include <vector>

namespace fl::sim {

class FileBytes {
 public:
  std::int64_t size() const { return size_; }

  void append(Slice bytes);

  /// REQUIRES: 0 <= size <= this->size().
  void truncate(std::int64_t size);

  /// Overwrites with zeros, as a page that was allocated and never written reads.
  /// REQUIRES: 0 <= begin <= end <= size().
  void zero(std::int64_t begin, std::int64_t end);

  /// Bytes [position, position + size) as they lie, cut at the end of the file.
  std::vector<Slice> pieces(std::int64_t position, std::int64_t size) const;

  /// The same in one slice; copied only if they lie in several pieces.
  Slice read(std::int64_t position, std::int64_t size) const;

  /// True if exactly `bytes` lie at `position`.
  bool equals(std::int64_t position, const Slice& bytes) const;

 private:
  struct Piece {
    std::int64_t begin = 0;
    Slice bytes;
  };

  Chunked<Piece, 256> pieces_;
  std::int64_t size_ = 0;
};

}  // namespace fl::sim
