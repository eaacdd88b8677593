#include "net/connection.h"

#include "core/base/assert.h"
#include "net/sockets.h"

#include <sys/socket.h>
#include <utility>

namespace fl::net {

Connection::Connection(ConnId id, int descriptor, Reactor& reactor, ConnectionOwner& owner,
                       std::int64_t unsent_pause_bytes)
    : id_(id), owner_(owner), unsent_pause_bytes_(unsent_pause_bytes) {
  watch_ = reactor.watch(descriptor, *this);
}

Connection::~Connection() {
  close(false);
}

void Connection::read() {
  if (is_closed_ || is_finishing_ || !grant_.is_open()) return;
  if (queue_.unsent_bytes() > unsent_pause_bytes_) return;
  if (!may_have_more_) {
    watch_->want_readable();
    return;
  }
  on_readable();
}

void Connection::on_readable() {
  if (is_closed_ || is_finishing_) return;
  if (!grant_.is_open() || queue_.unsent_bytes() > unsent_pause_bytes_) {
    may_have_more_ = true;
    return;
  }
  const ReadResult result = grant_.read(watch_->descriptor(), owner_.arena());
  may_have_more_ = grant_.may_have_more;
  switch (result) {
    case ReadResult::complete:
      owner_.on_received(*this, std::move(grant_.taken));
      grant_.taken = Slice();
      return;
    case ReadResult::blocked:
      watch_->want_readable();
      return;
    case ReadResult::end_of_stream:
      fail(CloseReason::end_of_stream);
      return;
    case ReadResult::failed:
      fail(CloseReason::reset);
      return;
  }
}

void Connection::add(Slice bytes) {
  queue_.add(std::move(bytes));
  account();
}

void Connection::add(PendingRange range) {
  queue_.add(std::move(range));
}

void Connection::flush() {
  if (is_closed_ || waits_for_warm_ || waits_for_socket_) return;
  const bool was_paused = queue_.unsent_bytes() > unsent_pause_bytes_;
  const Flushed result = queue_.flush(watch_->descriptor());
  account();
  switch (result) {
    case Flushed::all:
      if (tells_when_sent) owner_.on_sent_all(*this);
      if (is_finishing_) {
        ::shutdown(watch_->descriptor(), SHUT_WR);
        fail(CloseReason::end_of_stream);
        return;
      }
      break;
    case Flushed::blocked:
      waits_for_socket_ = true;
      watch_->want_writable();
      break;
    case Flushed::cold:
      waits_for_warm_ = true;
      owner_.on_cold_range(*this);
      break;
    case Flushed::paused:
      owner_.on_paused(*this);
      break;
    case Flushed::failed:
      fail(CloseReason::reset);
      return;
  }
  if (was_paused) read();
}

void Connection::front_is_warm() {
  if (is_closed_) return;
  waits_for_warm_ = false;
  queue_.front_is_warm();
  flush();
}

void Connection::on_writable() {
  waits_for_socket_ = false;
  flush();
}

void Connection::finish() {
  if (is_closed_) return;
  is_finishing_ = true;
  flush();
}

void Connection::close(bool reset) {
  if (is_closed_) return;
  is_closed_ = true;
  if (reset) make_close_reset(watch_->descriptor());
  owner_.on_held_bytes(-accounted_bytes_);
  accounted_bytes_ = 0;
  watch_ = nullptr;
  queue_ = SendQueue();
  grant_ = ReadGrant();
}

void Connection::fail(CloseReason why) {
  close(false);
  owner_.on_closed(*this, why);
}

void Connection::account() {
  const std::int64_t change = queue_.held_bytes() - accounted_bytes_;
  accounted_bytes_ += change;
  if (change != 0) owner_.on_held_bytes(change);
}

}  // namespace fl::net
