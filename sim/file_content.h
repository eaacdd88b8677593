// The bytes of a simulated file as shared pieces: appending keeps the slice that was appended, reading gives
// slices, a copy costs pointers.
#pragma once
#include "core/base/bytes.h"
#include "core/base/chunked.h"

#include <cstdint>
#include <vector>

namespace fl::sim {

class FileContent {
 public:
  std::int64_t size() const { return size_; }

  void append(Slice bytes);

  /// Keeps the first `size` bytes. REQUIRES: size <= size().
  void truncate(std::int64_t size);

  /// The bytes [begin, begin + size), cut at the end of the file, in one or more pieces.
  std::vector<Slice> pieces(std::int64_t begin, std::int64_t size) const;

  /// The same in one slice; copies only if they lie in several pieces.
  Slice read(std::int64_t begin, std::int64_t size) const;

  Slice all() const { return read(0, size_); }

 private:
  struct Piece {
    std::int64_t end = 0;  ///< exclusive, in the file
    Slice bytes;
  };

  Chunked<Piece> pieces_;
  std::int64_t size_ = 0;
};

}  // namespace fl::sim
