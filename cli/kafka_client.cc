#include "cli/kafka_client.h"

#include "core/base/writer.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace fl::cli {

namespace {

constexpr time_t kTimeoutSeconds = 60;
constexpr std::int32_t kAnswerBytesMax = 128 << 20;

std::string problem(const std::string& bootstrap, std::string_view what) {
  return "broker " + bootstrap + ": " + std::string(what);
}

int dialled(const addrinfo* addresses) {
  for (const addrinfo* at = addresses; at != nullptr; at = at->ai_next) {
    const int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    if (fd < 0) continue;
    const timeval timeout{.tv_sec = kTimeoutSeconds, .tv_usec = 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (::connect(fd, at->ai_addr, at->ai_addrlen) == 0) {
      const int yes = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      return fd;
    }
    const int error = errno;
    close(fd);
    errno = error;
  }
  return -1;
}

}  // namespace

std::expected<KafkaClient, std::string> KafkaClient::connect(const std::string& bootstrap) {
  for (std::size_t begin = 0;;) {
    const std::size_t comma = bootstrap.find(',', begin);
    auto client = connect_to(bootstrap.substr(begin, comma - begin));
    if (client || comma == std::string::npos) return client;
    begin = comma + 1;
  }
}

std::expected<KafkaClient, std::string> KafkaClient::connect_to(const std::string& bootstrap) {
  const std::size_t colon = bootstrap.rfind(':');
  if (colon == std::string::npos) return std::unexpected("'" + bootstrap + "' is not HOST:PORT");
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* addresses = nullptr;
  const int failed = getaddrinfo(bootstrap.substr(0, colon).c_str(),
                                 bootstrap.substr(colon + 1).c_str(), &hints, &addresses);
  if (failed != 0) return std::unexpected(problem(bootstrap, gai_strerror(failed)));
  const int fd = dialled(addresses);
  const int error = errno;
  freeaddrinfo(addresses);
  if (fd < 0) return std::unexpected(problem(bootstrap, std::strerror(error)));
  return KafkaClient(fd, bootstrap);
}

KafkaClient::KafkaClient(KafkaClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      correlation_id_(other.correlation_id_),
      bootstrap_(std::move(other.bootstrap_)) {}

KafkaClient& KafkaClient::operator=(KafkaClient&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(correlation_id_, other.correlation_id_);
  std::swap(bootstrap_, other.bootstrap_);
  return *this;
}

KafkaClient::~KafkaClient() {
  if (socket_ >= 0) close(socket_);
}

wire::RequestHeader KafkaClient::next_header() {
  wire::RequestHeader header;
  header.correlation_id = ++correlation_id_;
  header.client_id = "faultline";
  return header;
}

std::expected<void, std::string> KafkaClient::send_all(const Parts& frame) {
  for (const Part& part : frame) {
    ByteSpan bytes = std::get<Slice>(part);
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return std::unexpected(problem(bootstrap_, std::strerror(errno)));
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
  }
  return {};
}

std::expected<void, std::string> KafkaClient::receive_exactly(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) return std::unexpected(problem(bootstrap_, "closed the connection"));
    if (got < 0)
      return std::unexpected(
          problem(bootstrap_, errno == EAGAIN ? "no answer in time" : std::strerror(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

std::expected<Slice, std::string> KafkaClient::exchange(const Parts& frame) {
  if (auto sent = send_all(frame); !sent) return std::unexpected(sent.error());
  std::array<std::uint8_t, 4> size_bytes{};
  if (auto got = receive_exactly(size_bytes); !got) return std::unexpected(got.error());
  const std::int32_t size = load_i32(size_bytes, 0);
  if (size < 4 || size > kAnswerBytesMax)
    return std::unexpected(
        problem(bootstrap_, "answered with a frame of " + std::to_string(size) + " bytes"));
  ByteVector payload(static_cast<std::size_t>(size));
  if (auto got = receive_exactly(payload); !got) return std::unexpected(got.error());
  if (load_i32(payload, 0) != correlation_id_)
    return std::unexpected(problem(bootstrap_, "answered another request"));
  return Slice(std::move(payload));
}

}  // namespace fl::cli
