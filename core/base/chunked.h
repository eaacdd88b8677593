// A sequence in shared chunks, so that a copy of a large table costs pointers and the first write
// to a chunk after a copy costs that chunk. Whose chunk it is, is known by flags of the container,
// not by use counts: copies are handed to other threads. Copying clears the flags on both sides, so
// that a sequence that was copied once may be copied again by several threads at a time.
#pragma once
#include "core/base/assert.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace fl {

template <class T, std::size_t kChunkEntries = 1024>
class Chunked {
 public:
  Chunked() = default;

  Chunked(const Chunked& other) : chunks_(other.chunks_), size_(other.size_) { other.disown(); }

  Chunked(Chunked&& other) noexcept = default;

  Chunked& operator=(const Chunked& other) {
    if (this == &other) return *this;
    other.disown();
    chunks_ = other.chunks_;
    size_ = other.size_;
    owned_.clear();
    return *this;
  }

  Chunked& operator=(Chunked&& other) noexcept = default;
  ~Chunked() = default;

  std::size_t size() const { return size_; }

  bool empty() const { return size_ == 0; }

  const T& operator[](std::size_t index) const {
    FL_ASSERT(index < size_);
    return (*chunks_[index / kChunkEntries])[index % kChunkEntries];
  }

  const T& back() const { return (*this)[size_ - 1]; }

  /// The entry for changing; copies its chunk first if other copies share it.
  T& mutate(std::size_t index) {
    FL_ASSERT(index < size_);
    return own(index / kChunkEntries)[index % kChunkEntries];
  }

  void push_back(T value) {
    const std::size_t chunk = size_ / kChunkEntries;
    if (chunk == chunks_.size()) {
      chunks_.push_back(std::make_shared<Chunk>());
      mark_owned(chunk);
    }
    Chunk& entries = own(chunk);
    FL_ASSERT(entries.size() == size_ % kChunkEntries);
    entries.push_back(std::move(value));
    ++size_;
  }

  /// Drops the entries from `size` on.
  void truncate(std::size_t size) {
    if (size >= size_) return;
    const std::size_t chunks = (size + kChunkEntries - 1) / kChunkEntries;
    chunks_.resize(chunks);
    if (owned_.size() > chunks) owned_.resize(chunks);
    size_ = size;
    if (size % kChunkEntries != 0) {
      Chunk& last = own(chunks - 1);
      last.erase(last.begin() + static_cast<std::ptrdiff_t>(size % kChunkEntries), last.end());
    }
  }

  void clear() { truncate(0); }

  /// The first index in [0, size) for which `is_past` holds, or size. REQUIRES: is_past is
  /// monotone.
  template <class Predicate>
  std::size_t partition_point(Predicate is_past) const {
    std::size_t low = 0;
    std::size_t high = size_;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (is_past((*this)[middle])) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

 private:
  using Chunk = std::vector<T>;

  void disown() const {
    if (owned_.empty()) return;
    owned_.clear();
  }

  void mark_owned(std::size_t chunk) {
    if (owned_.size() <= chunk) owned_.resize(chunk + 1, false);
    owned_[chunk] = true;
  }

  Chunk& own(std::size_t chunk) {
    if (chunk >= owned_.size() || !owned_[chunk]) {
      auto copy = std::make_shared<Chunk>();
      copy->reserve(std::min(kChunkEntries, chunks_[chunk]->size() * 2 + 1));
      copy->assign(chunks_[chunk]->begin(), chunks_[chunk]->end());
      chunks_[chunk] = std::move(copy);
      mark_owned(chunk);
    }
    return *chunks_[chunk];
  }

  std::vector<std::shared_ptr<Chunk>> chunks_;
  /// Chunks that no copy shares. Empty means none.
  mutable std::vector<bool> owned_;
  std::size_t size_ = 0;
};

}  // namespace fl
