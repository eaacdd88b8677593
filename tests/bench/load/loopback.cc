#include "tests/bench/load/loopback.h"

#include "tests/bench/load/sockets.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fl::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMebibyte = 1 << 20;
constexpr std::int64_t kFileBytes = 256 << 20;

/// Megabytes per second that arrive while send_some is called again and again.
double rate_of(double seconds, const std::function<bool(int fd)>& send_some) {
  const int listener = listening("127.0.0.1", 0);
  const int writer = connected("127.0.0.1", port_of(listener));
  const int reader = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  require(reader >= 0, "accept");
  std::int64_t arrived = 0;
  std::thread reading([&] {
    std::vector<std::uint8_t> buffer(kMebibyte);
    while (true) {
      const ssize_t got = recv(reader, buffer.data(), buffer.size(), 0);
      if (got <= 0) return;
      arrived += got;
    }
  });
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(seconds);
  while (Clock::now() < end && send_some(writer)) {
  }
  shutdown(writer, SHUT_WR);
  reading.join();
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  close(writer);
  close(reader);
  close(listener);
  return static_cast<double>(arrived) / 1e6 / took;
}

double write_rate(double seconds, std::size_t bytes) {
  const std::vector<std::uint8_t> block(bytes, 0x5A);
  return rate_of(seconds,
                 [&](int fd) { return send(fd, block.data(), block.size(), MSG_NOSIGNAL) > 0; });
}

double sendfile_rate(double seconds) {
  const char* folder = std::getenv("TMPDIR");
  std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/loopbackXXXXXX";
  const int file = mkstemp(path.data());
  require(file >= 0, "a file in " + path);
  unlink(path.c_str());
  const std::vector<std::uint8_t> block(kMebibyte, 0x5A);
  for (std::int64_t at = 0; at < kFileBytes; at += static_cast<std::int64_t>(kMebibyte))
    require(write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size()), "write");
  off_t at = 0;
  const double rate = rate_of(seconds, [&](int fd) {
    if (at >= kFileBytes) at = 0;
    return sendfile(fd, file, &at, kMebibyte) > 0;
  });
  close(file);
  return rate;
}

}  // namespace

std::string measure_loopback(double seconds) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(),
                R"({"mode":"loopback","write_64KiB_mb_per_s":%.1f,"write_1MiB_mb_per_s":%.1f,)"
                R"("sendfile_1MiB_mb_per_s":%.1f})",
                write_rate(seconds, kMebibyte / 16), write_rate(seconds, kMebibyte),
                sendfile_rate(seconds));
  return text.data();
}

}  // namespace fl::bench
