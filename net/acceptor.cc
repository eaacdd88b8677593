#include "net/acceptor.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace fl::net {

namespace {

/// Accepted at a time, before others have their turn.
constexpr int kBatchMax = 64;

std::unique_ptr<Descriptor> spare_descriptor() {
  return std::make_unique<Descriptor>(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

Acceptor::Acceptor(BoundListener listener, int backlog, Reactor& reactor, OnAccepted on_accepted)
    : listener_(std::move(listener)),
      backlog_(backlog),
      reactor_(reactor),
      on_accepted_(std::move(on_accepted)),
      spare_(spare_descriptor()) {}

void Acceptor::take(int descriptor) {
  watch_ = reactor_.watch(descriptor, *this);
}

void Acceptor::begin() {
  if (watch_ != nullptr) watch_->want_readable();
}

bool Acceptor::reopen() {
  if (watch_ != nullptr) return true;
  const auto bound = listen_on(listener_.host, listener_.port, backlog_);
  if (!bound) return false;
  take(bound->descriptor);
  begin();
  return true;
}

void Acceptor::on_readable() {
  for (int i = 0; i < kBatchMax && watch_ != nullptr; ++i) {
    Address peer;
    const int fd = accept_from(watch_->descriptor(), peer);
    if (fd >= 0) {
      on_accepted_(listener_.id, fd, peer);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EMFILE || errno == ENFILE) {
      // Left in the queue it would wake us for ever: it is accepted with the spare descriptor and
      // closed.
      spare_ = nullptr;
      const int refused = accept_from(watch_->descriptor(), peer);
      if (refused >= 0) ::close(refused);
      spare_ = spare_descriptor();
      if (refused >= 0) continue;
    }
    break;
  }
  begin();
}

}  // namespace fl::net
