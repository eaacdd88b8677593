#include "net/sockets.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace fl::net {

namespace {

constexpr int kDoNotListen = -1;

template <class T>
void set_option(int descriptor, int level, int name, const T& value) {
  // A socket without the option still works; it is only slower.
  [[maybe_unused]] const int ignored = ::setsockopt(descriptor, level, name, &value, sizeof value);
}

const sockaddr* generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address.storage);
}

sockaddr* generic(Address& address) {
  return reinterpret_cast<sockaddr*>(&address.storage);
}

std::uint16_t bound_port(int descriptor) {
  Address address;
  address.size = sizeof address.storage;
  if (::getsockname(descriptor, generic(address), &address.size) != 0) return 0;
  if (address.storage.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

/// The bound socket, which listens unless `backlog` is kDoNotListen; or -1 with errno.
int try_bind(const Address& address, int backlog) {
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  // "::" takes IPv4 as well, as Java's wildcard does.
  if (address.storage.ss_family == AF_INET6) set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (::bind(fd, generic(address), address.size) == 0 &&
      (backlog == kDoNotListen || ::listen(fd, backlog) == 0))
    return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

}  // namespace

std::vector<Address> resolve(const std::string& host, std::uint16_t port, bool for_binding) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | (for_binding ? AI_PASSIVE : 0);
  addrinfo* found = nullptr;
  const std::string service = std::to_string(port);
  if (::getaddrinfo(host.empty() ? nullptr : host.c_str(), service.c_str(), &hints, &found) != 0)
    return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
  std::vector<Address> addresses;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (at->ai_addrlen > sizeof(sockaddr_storage)) continue;
    Address& address = addresses.emplace_back();
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
  }
  return addresses;
}

std::expected<BoundSocket, std::string> listen_on(const std::string& host, std::uint16_t port,
                                                  int backlog) {
  const std::string name = (host.empty() ? "0.0.0.0" : host) + ":" + std::to_string(port);
  std::vector<Address> addresses = resolve(host, port, true);
  if (addresses.empty())
    return std::unexpected("cannot listen on " + name + ": no address of that name");
  // Without a host, IPv6's wildcard comes first where there is IPv6: it takes IPv4 as well.
  if (host.empty() && addresses.front().storage.ss_family != AF_INET6)
    for (std::size_t i = 1; i < addresses.size(); ++i)
      if (addresses[i].storage.ss_family == AF_INET6) std::swap(addresses[0], addresses[i]);
  int error = 0;
  for (const Address& address : addresses) {
    const int fd = try_bind(address, backlog);
    if (fd >= 0) return BoundSocket{.descriptor = fd, .port = bound_port(fd)};
    if (error == 0 || errno == EADDRINUSE) error = errno;
    if (errno == EADDRINUSE) break;
  }
  return std::unexpected("cannot listen on " + name + ": " + std::strerror(error));
}

std::expected<BoundSocket, std::string> hold_port(const std::string& host, std::uint16_t port) {
  return listen_on(host, port, kDoNotListen);
}

int start_connecting(const Address& address) {
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (::connect(fd, generic(address), address.size) == 0 || errno == EINPROGRESS) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

int connect_result(int descriptor) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

int accept_from(int listener, Address& peer) {
  peer.size = sizeof peer.storage;
  const int fd = ::accept4(listener, generic(peer), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  return fd;
}

std::string text_of(const Address& address) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  if (::getnameinfo(generic(address), address.size, host.data(), host.size(), service.data(),
                    service.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return "unknown:0";
  std::string text = host.data();
  constexpr std::string_view kMapped = "::ffff:";
  if (text.starts_with(kMapped)) text = text.substr(kMapped.size());
  if (text.find(':') != std::string::npos) text = "[" + text + "]";
  return text + ":" + service.data();
}

void set_buffers(int descriptor, std::int64_t send_bytes, std::int64_t receive_bytes) {
  if (send_bytes > 0) set_option(descriptor, SOL_SOCKET, SO_SNDBUF, static_cast<int>(send_bytes));
  if (receive_bytes > 0)
    set_option(descriptor, SOL_SOCKET, SO_RCVBUF, static_cast<int>(receive_bytes));
}

void make_close_reset(int descriptor) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  set_option(descriptor, SOL_SOCKET, SO_LINGER, at_once);
}

}  // namespace fl::net
