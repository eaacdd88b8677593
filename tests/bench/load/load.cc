#include "tests/bench/load/load.h"

#include "tests/bench/load/sockets.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fl::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// One connection: frames go out, answers come in order.
struct Connection {
  int fd = -1;
  ByteVector frame;
  std::size_t sent = 0;  ///< of the frame being sent; 0 between frames
  bool sending = false;
  std::deque<Clock::time_point> waiting;  ///< when each unanswered request was due
  ByteVector in;
  std::size_t in_begin = 0;
  std::size_t in_end = 0;
  std::int64_t next_offset = 0;
};

class Generator {
 public:
  explicit Generator(const LoadOptions& options)
      : options_(options), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    require(epoll_ >= 0, "epoll");
    connections_.resize(static_cast<std::size_t>(options.connections));
    for (std::size_t i = 0; i < connections_.size(); ++i)
      open(connections_[i], static_cast<std::int32_t>(i) % options.partitions);
  }

  ~Generator() {
    for (const Connection& connection : connections_)
      close(connection.fd);
    close(epoll_);
  }

  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  LoadResult run() {
    const double cpu_before = cpu_seconds_of(options_.pid);
    const double own_before = own_cpu_seconds();
    begin_ = Clock::now();
    std::array<epoll_event, 64> events{};
    while (seconds_since(begin_) < options_.seconds && !has_all()) {
      for (Connection& connection : connections_)
        fill(connection);
      const timespec wait = wait_at_most();
      const int count =
          epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
      for (int i = 0; i < count; ++i) {
        auto& connection = connections_[events[static_cast<std::size_t>(i)].data.u32];
        if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0) flush(connection);
        if ((events[static_cast<std::size_t>(i)].events & (EPOLLIN | EPOLLHUP)) != 0)
          receive(connection);
      }
    }
    result_.seconds = seconds_since(begin_);
    result_.server_cpu_seconds = cpu_seconds_of(options_.pid) - cpu_before;
    result_.own_cpu_seconds = own_cpu_seconds() - own_before;
    result_.server_rss_bytes = rss_bytes_of(options_.pid);
    std::sort(latencies_us_.begin(), latencies_us_.end());
    result_.p50_us = percentile(0.5);
    result_.p99_us = percentile(0.99);
    result_.p999_us = percentile(0.999);
    return result_;
  }

 private:
  void open(Connection& connection, std::int32_t partition) {
    connection.fd = connected(options_.host, options_.port);
    connection.frame = options_.mode == Mode::produce
                           ? produce_frame(options_.topic, partition, options_.acks, options_.shape)
                           : fetch_frame(options_.topic, partition, options_.fetch_bytes_max);
    connection.in.resize(options_.mode == Mode::produce ? 1 << 16 : (1 << 20) + (1 << 18));
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.u32 = static_cast<std::uint32_t>(&connection - connections_.data());
    require(epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event) == 0, "epoll_ctl");
  }

  /// With a rate, requests become due on a common schedule whether or not earlier ones were
  /// answered.
  bool is_due() const {
    return options_.rate <= 0 ||
           static_cast<double>(started_) < seconds_since(begin_) * options_.rate;
  }

  Clock::time_point due_time() const {
    if (options_.rate <= 0) return Clock::now();
    return begin_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                        static_cast<double>(started_) / options_.rate));
  }

  bool has_all() const { return options_.bytes_max > 0 && result_.bytes >= options_.bytes_max; }

  /// Until the next request is due: a generator that spins would take a core from the broker.
  timespec wait_at_most() const {
    constexpr std::int64_t kLongestNs = 100'000'000;
    if (options_.rate <= 0) return {.tv_sec = 0, .tv_nsec = kLongestNs};
    const auto left =
        std::chrono::duration_cast<std::chrono::nanoseconds>(due_time() - Clock::now()).count();
    return {.tv_sec = 0, .tv_nsec = std::clamp<std::int64_t>(left, 0, kLongestNs)};
  }

  void fill(Connection& connection) {
    // A fetch names an offset that only the answer before it tells.
    const std::size_t in_flight =
        options_.mode == Mode::fetch ? 1 : static_cast<std::size_t>(options_.in_flight);
    while (!connection.sending && connection.waiting.size() < in_flight && is_due()) {
      connection.waiting.push_back(due_time());
      ++started_;
      if (options_.mode == Mode::fetch) set_fetch_offset(connection.frame, connection.next_offset);
      connection.sending = true;
      connection.sent = 0;
      flush(connection);
    }
  }

  void flush(Connection& connection) {
    while (connection.sending) {
      const ssize_t sent =
          send(connection.fd, connection.frame.data() + connection.sent,
               connection.frame.size() - connection.sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
      require(sent >= 0, "send");
      connection.sent += static_cast<std::size_t>(sent);
      connection.sending = connection.sent < connection.frame.size();
    }
  }

  void receive(Connection& connection) {
    while (true) {
      if (connection.in_begin > 0) {
        std::memmove(connection.in.data(), connection.in.data() + connection.in_begin,
                     connection.in_end - connection.in_begin);
        connection.in_end -= connection.in_begin;
        connection.in_begin = 0;
      }
      if (connection.in_end == connection.in.size()) connection.in.resize(connection.in.size() * 2);
      const ssize_t got = recv(connection.fd, connection.in.data() + connection.in_end,
                               connection.in.size() - connection.in_end, MSG_DONTWAIT);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
      require(got > 0, "the broker closed a connection");
      connection.in_end += static_cast<std::size_t>(got);
      parse(connection);
      fill(connection);
    }
  }

  void parse(Connection& connection) {
    while (connection.in_end - connection.in_begin >= 4) {
      const ByteSpan have(connection.in.data() + connection.in_begin,
                          connection.in_end - connection.in_begin);
      std::uint32_t size = 0;
      for (std::size_t i = 0; i < 4; ++i)
        size = size << 8 | have[i];
      if (have.size() - 4 < size) return;
      answered(connection, have.subspan(4, size));
      connection.in_begin += 4 + size;
    }
  }

  void answered(Connection& connection, ByteSpan response) {
    latencies_us_.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - connection.waiting.front())
            .count());
    connection.waiting.pop_front();
    ++result_.requests;
    if (options_.mode == Mode::produce) {
      if (produce_error(response).value_or(-1) != 0) ++result_.errors;
      result_.records += options_.shape.records;
      result_.bytes += static_cast<std::int64_t>(connection.frame.size());
      result_.whole_batch_bytes = result_.bytes;
      return;
    }
    const auto got = fetched(response);
    if (!got || got->error != 0) {
      ++result_.errors;
      return;
    }
    result_.records += got->records;
    result_.bytes += got->record_bytes;
    result_.whole_batch_bytes += got->whole_batch_bytes;
    connection.next_offset = got->next_offset >= 0 ? got->next_offset : 0;
  }

  double percentile(double part) const {
    if (latencies_us_.empty()) return 0;
    const auto index =
        static_cast<std::size_t>(part * static_cast<double>(latencies_us_.size() - 1));
    return latencies_us_[index];
  }

  LoadOptions options_;
  int epoll_;
  std::vector<Connection> connections_;
  std::vector<double> latencies_us_;
  Clock::time_point begin_;
  std::int64_t started_ = 0;
  LoadResult result_;
};

}  // namespace

namespace {

void ask(const LoadOptions& options, const ByteVector& frame) {
  const int fd = connected(options.host, options.port);
  require(send(fd, frame.data(), frame.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(frame.size()),
          "send");
  std::array<std::uint8_t, 1024> answer{};
  require(recv(fd, answer.data(), answer.size(), 0) > 0, "no answer");
  close(fd);
}

}  // namespace

void create_topic(const LoadOptions& options) {
  ask(options, create_topic_frame(options.topic, options.partitions));
}

void delete_topic(const LoadOptions& options) {
  ask(options, delete_topic_frame(options.topic));
}

LoadResult run_load(const LoadOptions& options) {
  return Generator(options).run();
}

std::string LoadResult::to_json(const LoadOptions& options) const {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  std::array<char, 800> text{};
  std::snprintf(
      text.data(), text.size(),
      R"({"mode":"%s","connections":%d,"requests_per_s":%.0f,"records_per_s":%.0f,"mb_per_s":%.1f,)"
      R"("bytes_per_request":%.0f,"whole_batch_share":%.4f,)"
      R"("p50_us":%.0f,"p99_us":%.0f,"p999_us":%.0f,"errors":%lld,"server_cpu_s_per_gb":%.3f,)"
      R"("server_cpu_us_per_request":%.2f,"load_cpu_share":%.2f,"server_rss_mb":%.1f})",
      options.mode == Mode::produce ? "produce" : "fetch", options.connections,
      static_cast<double>(requests) / seconds, static_cast<double>(records) / seconds,
      megabytes / seconds,
      requests > 0 ? static_cast<double>(bytes) / static_cast<double>(requests) : 0.0,
      bytes > 0 ? static_cast<double>(whole_batch_bytes) / static_cast<double>(bytes) : 0.0, p50_us,
      p99_us, p999_us, static_cast<long long>(errors),
      bytes > 0 ? server_cpu_seconds / (megabytes / 1e3) : 0.0,
      requests > 0 ? server_cpu_seconds * 1e6 / static_cast<double>(requests) : 0.0,
      own_cpu_seconds / seconds, static_cast<double>(server_rss_bytes) / 1e6);
  return text.data();
}

}  // namespace fl::bench
