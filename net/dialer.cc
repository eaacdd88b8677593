#include "net/dialer.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace fl::net {

namespace {

ConnectError connect_error_of(int error) {
  if (error == ECONNREFUSED || error == ECONNRESET) return ConnectError::refused;
  if (error == ETIMEDOUT) return ConnectError::timeout;
  return ConnectError::unreachable;
}

}  // namespace

struct Dialer::Attempt final : Watcher {
  Attempt(Dialer& of, ConnId id, Instant until) : dialer(of), conn(id), give_up_at(until) {}

  void on_readable() override {}

  void on_writable() override {
    const int error = connect_result(watch->descriptor());
    if (error == 0) {
      // The watch owns its descriptor: the connection gets a copy of its own.
      const int copy = ::fcntl(watch->descriptor(), F_DUPFD_CLOEXEC, 0);
      dialer.end(conn, copy, copy < 0 ? ConnectError::unreachable : ConnectError::none);
      return;
    }
    last_error = error;
    dialer.try_next(*this);
  }

  Dialer& dialer;
  ConnId conn;
  Instant give_up_at;
  std::vector<Address> addresses;
  std::size_t next = 0;
  int last_error = EHOSTUNREACH;
  std::unique_ptr<Watch> watch;
};

Dialer::Dialer(Reactor& reactor, OnResult on_result)
    : reactor_(reactor), on_result_(std::move(on_result)) {}

Dialer::~Dialer() = default;

void Dialer::dial(ConnId conn, std::string host, std::uint16_t port, Instant give_up_at) {
  attempts_.emplace(conn, std::make_unique<Attempt>(*this, conn, give_up_at));
  names_.submit([this, conn, host = std::move(host), port] {
    auto addresses = resolve(host, port, false);
    reactor_.post([this, conn, addresses = std::move(addresses)]() mutable {
      on_resolved(conn, std::move(addresses));
    });
  });
}

bool Dialer::cancel(ConnId conn) {
  return attempts_.erase(conn) > 0;
}

void Dialer::sweep(Instant now) {
  std::vector<ConnId> late;
  for (const auto& [conn, attempt] : attempts_)
    if (attempt->give_up_at <= now) late.push_back(conn);
  for (const ConnId conn : late)
    end(conn, -1, ConnectError::timeout);
}

void Dialer::on_resolved(ConnId conn, std::vector<Address> addresses) {
  const auto found = attempts_.find(conn);
  if (found == attempts_.end()) return;
  found->second->addresses = std::move(addresses);
  try_next(*found->second);
}

void Dialer::try_next(Attempt& attempt) {
  attempt.watch = nullptr;
  while (attempt.next < attempt.addresses.size()) {
    const int fd = start_connecting(attempt.addresses[attempt.next++]);
    if (fd < 0) {
      attempt.last_error = errno;
      continue;
    }
    attempt.watch = reactor_.watch(fd, attempt);
    attempt.watch->want_writable();
    return;
  }
  end(attempt.conn, -1, connect_error_of(attempt.last_error));
}

void Dialer::end(ConnId conn, int descriptor, ConnectError error) {
  attempts_.erase(conn);
  on_result_(conn, descriptor, error);
}

}  // namespace fl::net
