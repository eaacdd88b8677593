#include "tests/fuzz/wire/decoding/counted_memory.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace fl {

namespace {

struct Count {
  std::size_t live = 0;  ///< bytes allocated now
  std::size_t peak = 0;  ///< the most of them since it was last set back
};

Count& count() {
  static Count count;
  return count;
}

constexpr std::size_t kPrefix = alignof(std::max_align_t);  ///< before a block, holds its size

}  // namespace

MemoryPeak::MemoryPeak() : before_(count().live) {
  count().peak = before_;
}

std::size_t MemoryPeak::bytes() const {
  return count().peak - before_;
}

}  // namespace fl

void* operator new(std::size_t size) {
  void* const block = std::malloc(size + fl::kPrefix);
  if (block == nullptr) std::abort();
  std::memcpy(block, &size, sizeof(size));
  fl::Count& count = fl::count();
  count.live += size;
  if (count.live > count.peak) count.peak = count.live;
  return static_cast<char*>(block) + fl::kPrefix;
}

void operator delete(void* p) noexcept {
  if (p == nullptr) return;
  void* const block = static_cast<char*>(p) - fl::kPrefix;
  std::size_t size = 0;
  std::memcpy(&size, block, sizeof(size));
  fl::count().live -= size;
  std::free(block);
}

void operator delete(void* p, std::size_t) noexcept {
  operator delete(p);
}

void* operator new[](std::size_t size) {
  return operator new(size);
}

void operator delete[](void* p) noexcept {
  operator delete(p);
}

void operator delete[](void* p, std::size_t) noexcept {
  operator delete(p);
}

// std::stable_sort takes its buffer so.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return operator new(size);
}

void operator delete(void* p, const std::nothrow_t&) noexcept {
  operator delete(p);
}
