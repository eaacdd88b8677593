// See socket_transport.h.
#include "tests/behaviour/socket/socket_transport.h"

#include "core/base/writer.h"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace fl::behaviour {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t ms_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return left.count() < 0 ? 0 : left.count();
}

/// The first whole frame in `bytes`, taken out of them.
bool take_frame(ByteVector& bytes, Slice& frame) {
  if (bytes.size() < 4) return false;
  const auto size = static_cast<std::size_t>(load_i32(bytes, 0));
  if (bytes.size() - 4 < size) return false;
  frame = Slice::copied(ByteSpan(bytes).subspan(4, size));
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(4 + size));
  return true;
}

}  // namespace

SocketTransport::Socket& SocketTransport::open(const std::string& connection) {
  Socket& opened = sockets_[connection];
  if (opened.descriptor >= 0) return opened;
  opened.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  const int status =
      connect(opened.descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address);
  if (status != 0) throw std::runtime_error("the broker does not accept connections");
  const int on = 1;
  setsockopt(opened.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return opened;
}

void SocketTransport::send(const std::string& connection, ByteSpan bytes) {
  Socket& to = open(connection);
  while (!bytes.empty()) {
    const ssize_t size = ::send(to.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) {
      to.is_closed = true;  // The next receive tells the case.
      return;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(size));
  }
}

Received SocketTransport::receive(const std::string& connection, std::int64_t wait_ms) {
  Socket& from = open(connection);
  const auto end = Clock::now() + std::chrono::milliseconds(wait_ms);
  Slice frame;
  while (true) {
    if (take_frame(from.received, frame)) return {.outcome = Outcome::frame, .frame = frame};
    pollfd waiting{.fd = from.descriptor, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, static_cast<int>(ms_until(end))) == 0) {
      if (from.is_closed) return {.outcome = Outcome::closed};
      return {};
    }
    std::array<std::uint8_t, 65536> piece;
    const ssize_t size = recv(from.descriptor, piece.data(), piece.size(), 0);
    if (size <= 0) return {.outcome = Outcome::closed};
    from.received.insert(from.received.end(), piece.begin(), piece.begin() + size);
  }
}

void SocketTransport::sleep(std::int64_t ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

void SocketTransport::close(const std::string& connection) {
  const auto found = sockets_.find(connection);
  if (found == sockets_.end()) return;
  ::close(found->second.descriptor);
  sockets_.erase(found);
}

void SocketTransport::close_all() {
  for (const auto& [name, each] : sockets_)
    ::close(each.descriptor);
  sockets_.clear();
}

}  // namespace fl::behaviour
