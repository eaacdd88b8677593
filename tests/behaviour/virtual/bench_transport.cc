// See bench_transport.h.
#include "tests/behaviour/virtual/bench_transport.h"

#include <algorithm>

namespace fl::behaviour {
namespace {

/// The cases were recorded years after the timestamps in their records.
constexpr Timestamp kWall{1'780'000'000'000};
/// How finely waiting looks for an answer.
constexpr std::int64_t kTickMs = 5;

Properties pairs_of(const std::vector<std::string>& lines) {
  Properties properties;
  for (const std::string& line : lines) {
    const std::size_t equals = line.find('=');
    properties.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return properties;
}

}  // namespace

BenchTransport::BenchTransport(const std::vector<std::string>& properties)
    : bench_(pairs_of(properties)) {
  bench_.wall = kWall;
}

ConnId BenchTransport::open(const std::string& connection) {
  const auto found = connections_.find(connection);
  if (found != connections_.end()) return found->second;
  return connections_.emplace(connection, bench_.connect()).first->second;
}

void BenchTransport::send(const std::string& connection, ByteSpan bytes) {
  bench_.write(open(connection), bytes);
}

Received BenchTransport::receive(const std::string& connection, std::int64_t wait_ms) {
  const ConnId conn = open(connection);
  for (std::int64_t waited_ms = 0;; waited_ms += kTickMs) {
    if (std::optional<Slice> frame = bench_.read(conn))
      return {.outcome = Outcome::frame, .frame = std::move(*frame)};
    if (bench_.client(conn).is_closed) return {.outcome = Outcome::closed};
    if (waited_ms >= wait_ms) return {};
    bench_.advance(std::min(kTickMs, wait_ms - waited_ms));
  }
}

void BenchTransport::sleep(std::int64_t ms) {
  bench_.advance(ms);
}

void BenchTransport::close(const std::string& connection) {
  bench_.close(open(connection));
  connections_.erase(connection);
}

void BenchTransport::close_all() {
  for (const auto& [name, conn] : connections_) {
    if (!bench_.client(conn).is_closed) bench_.close(conn);
  }
  connections_.clear();
}

}  // namespace fl::behaviour
