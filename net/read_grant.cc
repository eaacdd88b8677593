#include "net/read_grant.h"

#include "core/base/assert.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <utility>

namespace fl::net {

namespace {

/// Grants up to here are read into the arena.
constexpr std::size_t kSmallBytesMax = 16 << 10;
/// What a larger grant takes when its first bytes arrive.
constexpr std::size_t kFirstBytes = 128 << 10;

/// What a small grant takes when less than it needs has come.
constexpr std::size_t kKeptBytesMin = 512;

struct Count {
  ReadResult result;
  std::size_t bytes = 0;
};

Count receive(int socket, std::span<std::uint8_t> into) {
  while (true) {
    const ssize_t n = ::recv(socket, into.data(), into.size(), 0);
    if (n > 0) return {ReadResult::complete, static_cast<std::size_t>(n)};
    if (n == 0) return {ReadResult::end_of_stream};
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return {ReadResult::blocked};
    return {ReadResult::failed};
  }
}

std::shared_ptr<std::uint8_t[]> block_of(std::size_t bytes) {
  return std::make_shared_for_overwrite<std::uint8_t[]>(bytes);
}

}  // namespace

std::span<std::uint8_t> ReadArena::reserve(std::size_t size) {
  FL_ASSERT(size <= kBlockBytes);
  if (kBlockBytes - used_ < size) {
    block_ = block_of(kBlockBytes);
    used_ = 0;
  }
  return {block_.get() + used_, size};
}

Slice ReadArena::take(std::size_t size) {
  Slice slice(block_, {block_.get() + used_, size});
  used_ += size;
  return slice;
}

void ReadGrant::open(std::int64_t at_least, std::int64_t at_most) {
  FL_ASSERT(!is_open());
  FL_ASSERT(at_least > 0);
  FL_ASSERT(at_least <= at_most);
  at_least_ = static_cast<std::size_t>(at_least);
  at_most_ = static_cast<std::size_t>(at_most);
}

ReadResult ReadGrant::read(int socket, ReadArena& arena) {
  FL_ASSERT(is_open());
  if (at_most_ <= kSmallBytesMax && got_ == 0) return read_small(socket, arena);
  while (true) {
    make_room();
    const std::span<std::uint8_t> room(buffer_.get() + got_, capacity_ - got_);
    const Count count = receive(socket, room);
    may_have_more = count.bytes == room.size();
    if (count.result != ReadResult::complete) {
      // What the grant needs is here; there was just no more behind it.
      if (got_ >= at_least_) return close_with(Slice(buffer_, {buffer_.get(), got_}));
      // A connection that waits for its first byte holds no memory.
      if (got_ == 0) buffer_ = nullptr, capacity_ = 0;
      return count.result;
    }
    got_ += count.bytes;
    if (got_ >= at_least_ && (got_ == at_most_ || !may_have_more))
      return close_with(Slice(buffer_, {buffer_.get(), got_}));
    if (!may_have_more) return ReadResult::blocked;
  }
}

ReadResult ReadGrant::read_small(int socket, ReadArena& arena) {
  const std::span<std::uint8_t> room = arena.reserve(at_most_);
  const Count count = receive(socket, room);
  may_have_more = count.bytes == room.size();
  if (count.result != ReadResult::complete) return count.result;
  if (count.bytes >= at_least_) return close_with(arena.take(count.bytes));
  keep(room.first(count.bytes));
  return ReadResult::blocked;
}

void ReadGrant::keep(ByteSpan bytes) {
  capacity_ = std::min(at_most_, std::max(at_least_, kKeptBytesMin));
  buffer_ = block_of(capacity_);
  got_ = bytes.size();
  std::memcpy(buffer_.get(), bytes.data(), bytes.size());
}

void ReadGrant::make_room() {
  if (got_ < capacity_) return;
  const std::size_t wanted = capacity_ == 0 ? kFirstBytes : 2 * capacity_;
  const std::size_t capacity = std::min(at_most_, wanted);
  auto larger = block_of(capacity);
  if (got_ > 0) std::memcpy(larger.get(), buffer_.get(), got_);
  buffer_ = std::move(larger);
  capacity_ = capacity;
}

ReadResult ReadGrant::close_with(Slice bytes) {
  taken = std::move(bytes);
  buffer_ = nullptr;
  capacity_ = 0;
  got_ = 0;
  at_least_ = 0;
  at_most_ = 0;
  return ReadResult::complete;
}

}  // namespace fl::net
