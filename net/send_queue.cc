#include "net/send_queue.h"

#include "core/base/assert.h"
#include "net/disk_operation.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace fl::net {

namespace {

constexpr std::size_t kVectorsMax = 64;

bool would_block(int error) {
  return error == EAGAIN;
}

}  // namespace

void SendQueue::add(Slice bytes) {
  if (bytes.empty()) return;
  unsent_bytes_ += static_cast<std::int64_t>(bytes.size());
  held_bytes_ += static_cast<std::int64_t>(bytes.size());
  parts_.emplace_back(std::move(bytes));
}

void SendQueue::add(PendingRange range) {
  if (range.size == 0) return;
  FL_ASSERT(range.source != nullptr);
  unsent_bytes_ += range.size;
  parts_.emplace_back(std::move(range));
}

Flushed SendQueue::flush(int socket) {
  const std::int64_t begin = sent_bytes_;
  while (!parts_.empty()) {
    if (sent_bytes_ - begin >= kFlushBytesMax) return Flushed::paused;
    const Flushed result =
        std::holds_alternative<Slice>(parts_.front()) ? send_slices(socket) : send_range(socket);
    if (result != Flushed::all) return result;
  }
  return Flushed::all;
}

PendingRange SendQueue::front_range() const {
  PendingRange range = std::get<PendingRange>(parts_.front());
  range.size = std::min(range.size, kPieceBytes);
  return range;
}

Flushed SendQueue::send_slices(int socket) {
  std::array<iovec, kVectorsMax> vectors{};
  std::size_t count = 0;
  bool range_follows = false;
  for (const Pending& part : parts_) {
    const auto* slice = std::get_if<Slice>(&part);
    range_follows = slice == nullptr;
    if (slice == nullptr || count == kVectorsMax) break;
    // sendmsg does not change what an iovec points to; its type cannot say so.
    vectors[count++] = {const_cast<std::uint8_t*>(slice->data()), slice->size()};
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  const int flags = MSG_NOSIGNAL | (range_follows ? MSG_MORE : 0);
  const ssize_t n = ::sendmsg(socket, &message, flags);
  if (n < 0 && errno == EINTR) return Flushed::all;
  if (n < 0) return would_block(errno) ? Flushed::blocked : Flushed::failed;
  std::int64_t left = n;
  sent(n);
  held_bytes_ -= n;
  while (left > 0) {
    Slice& front = std::get<Slice>(parts_.front());
    const auto size = static_cast<std::int64_t>(front.size());
    if (left < size) {
      front = front.from(static_cast<std::size_t>(left));
      break;
    }
    left -= size;
    parts_.pop_front();
  }
  return Flushed::all;
}

Flushed SendQueue::send_range(int socket) {
  PendingRange& range = std::get<PendingRange>(parts_.front());
  const std::int64_t piece = std::min(range.size, kPieceBytes);
  if (!is_front_warm_ && !is_resident(range.source->fd(), range.position, piece))
    return Flushed::cold;
  is_front_warm_ = false;
  off_t position = range.position;
  const ssize_t n =
      ::sendfile(socket, range.source->fd(), &position, static_cast<std::size_t>(piece));
  if (n < 0 && errno == EINTR) return Flushed::all;
  if (n < 0) return would_block(errno) ? Flushed::blocked : Flushed::failed;
  // The file is shorter than promised: the bytes do not exist any more, so neither may the
  // connection.
  if (n == 0) return Flushed::failed;
  sent(n);
  range.position += n;
  range.size -= n;
  if (range.size == 0) parts_.pop_front();
  return Flushed::all;
}

void SendQueue::sent(std::int64_t bytes) {
  unsent_bytes_ -= bytes;
  sent_bytes_ += bytes;
}

}  // namespace fl::net
