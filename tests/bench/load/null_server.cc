#include "tests/bench/load/null_server.h"

#include "tests/bench/load/frames.h"
#include "tests/bench/load/sockets.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <map>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace fl::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPrefixBytes = 6;  ///< a frame's length and API key
constexpr std::int16_t kProduceKey = 0;
constexpr std::int16_t kFetchKey = 1;

struct Client {
  int fd = -1;
  std::array<std::uint8_t, kPrefixBytes> prefix{};
  std::size_t have = 0;    ///< bytes of the prefix
  std::uint64_t left = 0;  ///< bytes of the request still to be thrown away
  std::int16_t key = 0;
  ByteVector out;  ///< small answers not sent yet
  std::size_t out_begin = 0;
  std::int64_t fetches = 0;     ///< big answers not begun yet
  std::size_t fetch_begin = 0;  ///< sent of the one begun
};

class NullServer {
 public:
  NullServer(const std::string& host, std::uint16_t port)
      : listener_(listening(host, port)), epoll_(epoll_create1(EPOLL_CLOEXEC)), buffer_(1 << 18) {
    require(epoll_ >= 0, "epoll");
    watch(listener_, EPOLLIN);
  }

  void serve(double seconds) {
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    std::array<epoll_event, 64> events{};
    while (Clock::now() < end) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener_) {
          take_client();
        } else if (!serve_client(clients_[fd])) {
          close(fd);
          clients_.erase(fd);
        }
      }
    }
  }

 private:
  void watch(int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    require(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
  }

  void take_client() {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    clients_[fd].fd = fd;
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLET);
  }

  /// False where the client has gone.
  bool serve_client(Client& client) {
    while (true) {
      const ssize_t got = recv(client.fd, buffer_.data(), buffer_.size(), 0);
      if (got == 0) return false;
      if (got < 0) {
        if (errno != EAGAIN && errno != EINTR) return false;
        return flush(client);
      }
      throw_away(client, ByteSpan(buffer_.data(), static_cast<std::size_t>(got)));
      if (!flush(client)) return false;
    }
  }

  void throw_away(Client& client, ByteSpan bytes) {
    while (!bytes.empty()) {
      if (client.have < kPrefixBytes) {
        client.prefix[client.have++] = bytes.front();
        bytes = bytes.subspan(1);
        if (client.have == kPrefixBytes) {
          const auto& p = client.prefix;
          client.left = (std::uint64_t{p[0]} << 24 | std::uint64_t{p[1]} << 16 |
                         std::uint64_t{p[2]} << 8 | p[3]) -
                        2;
          client.key = static_cast<std::int16_t>(p[4] << 8 | p[5]);
        }
        continue;
      }
      const std::size_t part = std::min<std::uint64_t>(client.left, bytes.size());
      client.left -= part;
      bytes = bytes.subspan(part);
      if (client.left > 0) continue;
      client.have = 0;
      answer(client);
    }
  }

  void answer(Client& client) {
    if (client.key == kFetchKey) {
      ++client.fetches;
      return;
    }
    const ByteVector& small = client.key == kProduceKey ? produce_answer_ : other_answer_;
    client.out.insert(client.out.end(), small.begin(), small.end());
  }

  bool flush(Client& client) {
    if (!send_from(client.fd, client.out, client.out_begin)) return false;
    if (client.out_begin == client.out.size()) {
      client.out.clear();
      client.out_begin = 0;
    }
    while (client.fetches > 0) {
      if (!send_from(client.fd, fetch_answer_, client.fetch_begin)) return false;
      if (client.fetch_begin < fetch_answer_.size()) break;
      client.fetch_begin = 0;
      --client.fetches;
    }
    return true;
  }

  static bool send_from(int fd, const ByteVector& bytes, std::size_t& begin) {
    while (begin < bytes.size()) {
      const ssize_t sent = send(fd, bytes.data() + begin, bytes.size() - begin, MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == EINTR;
      begin += static_cast<std::size_t>(sent);
    }
    return true;
  }

  int listener_;
  int epoll_;
  ByteVector buffer_;
  std::map<int, Client> clients_;
  ByteVector produce_answer_ = produce_answer_frame();
  ByteVector fetch_answer_ = fetch_answer_frame(1 << 20);
  ByteVector other_answer_ = empty_answer_frame();
};

}  // namespace

void serve_null(const std::string& host, std::uint16_t port, double seconds) {
  NullServer(host, port).serve(seconds);
}

double wait_until_ready(const std::string& host, std::uint16_t port, double seconds) {
  const auto begin = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  const ByteVector frame = api_versions_frame();
  while (passed() < seconds) {
    const int fd = try_connected(host, port);
    if (fd >= 0) {
      std::array<std::uint8_t, 4096> answer{};
      const bool answered = send(fd, frame.data(), frame.size(), MSG_NOSIGNAL) ==
                                static_cast<ssize_t>(frame.size()) &&
                            recv(fd, answer.data(), answer.size(), 0) > 0;
      close(fd);
      if (answered) return passed() * 1000;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return -1;
}

}  // namespace fl::bench
