// Small nodes that exercise the engine: an echo server, a client that pings it, a writer to disk,
// and one that only arms timers.
#pragma once
#include "core/node/context.h"
#include "sim/world.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace fl::sim {

struct Seen {
  static constexpr std::string_view kKind = "Seen";
  std::int64_t number = 0;

  static consteval auto fields() { return field_list(field<&Seen::number>("number")); }
};

inline constexpr std::uint16_t kEchoPort = 7;

/// Sends back what it receives, on every connection.
struct Echo {
  std::int64_t bytes = 0;
  std::int64_t closed = 0;

  void step(Context& context, const Input& input) {
    if (const auto* accepted = std::get_if<Accepted>(&input))
      context.emit(Receive{accepted->conn, 1, 4096});
    if (const auto* received = std::get_if<Received>(&input)) {
      bytes += static_cast<std::int64_t>(received->bytes.size());
      context.emit(Send{received->conn, {received->bytes}, false});
      context.emit(Receive{received->conn, 1, 4096});
    }
    if (std::holds_alternative<Closed>(input)) ++closed;
  }
};

/// Dials the echo server and sends `size` bytes again whenever all came back.
struct Pinger {
  std::int64_t size = 100;
  std::int64_t pings_max = 1'000'000'000;
  std::string host = "echo";
  std::int64_t pings = 0;
  std::int64_t back = 0;
  std::int64_t last_conn = 0;
  bool is_intact = true;
  std::vector<ConnectError> errors;
  std::vector<CloseReason> closed;

  void ping(Context& context, ConnId conn) {
    if (pings == pings_max) return context.emit(Hang{conn});
    ++pings;
    back = 0;
    ByteVector bytes;
    for (std::int64_t i = 0; i < size; ++i)
      bytes.push_back(static_cast<std::uint8_t>(pings + i));
    context.emit(Send{conn, {Slice(std::move(bytes))}, false});
    context.emit(Receive{conn, 1, 65536});
  }

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Dial{ConnId(--last_conn), host, kEchoPort, Security::plaintext});
    if (const auto* connected = std::get_if<Connected>(&input)) {
      errors.push_back(connected->error);
      if (connected->error == ConnectError::none) ping(context, connected->conn);
    }
    if (const auto* received = std::get_if<Received>(&input)) {
      for (std::uint8_t byte : received->bytes.span())
        is_intact = is_intact && byte == static_cast<std::uint8_t>(pings + back++);
      context.tell<Seen>([&] { return Telling<Seen>{{.number = pings}, {"pong", {}}}; });
      if (back == size) {
        ping(context, received->conn);
      } else {
        context.emit(Receive{received->conn, 1, 65536});
      }
    }
    if (const auto* over = std::get_if<Closed>(&input)) closed.push_back(over->why);
  }
};

/// Appends numbered lines to a file, one at a time, and syncs after every `sync_every`.
struct Scribe {
  std::int64_t sync_every = 3;
  std::int64_t lines_max = 1'000'000;
  std::int64_t lines = 0;
  std::int64_t appended = 0;
  std::int64_t synced = 0;
  std::int64_t last_op = 0;
  std::int64_t syncing = 0;
  std::vector<IoError> errors;
  std::string found;

  static constexpr FileId kFile{1};

  static std::string line(std::int64_t number) {
    std::string text = std::to_string(number);
    text.insert(0, 9 - text.size(), '0');
    return text + "\n";
  }

  void write(Context& context) {
    if (lines == lines_max) return;
    context.emit(Append{OpId(++last_op), kFile, {Slice(line(++lines))}});
  }

  void step(Context& context, const Input& input) {
    if (const auto* boot = std::get_if<Boot>(&input)) {
      for (const ListedFile& file : boot->directories[0].files)
        found += file.path + ":" + std::to_string(file.size_bytes) + " ";
      context.emit(Open{OpId(++last_op), kFile, "/data/a/lines.txt", true});
      write(context);
    }
    const auto* done = std::get_if<Done>(&input);
    if (done == nullptr || done->op == OpId(1)) return;
    if (done->error != IoError::none) return errors.push_back(done->error);
    if (done->op == OpId(syncing)) {
      synced = appended;
      return write(context);
    }
    ++appended;
    if (appended % sync_every != 0) return write(context);
    syncing = ++last_op;
    context.emit(Sync{OpId(syncing), {kFile}});
  }
};

/// Arms a timer again whenever it fires.
struct Ticker {
  std::int64_t period_ns = 1'000'000;
  std::vector<Instant> fired;

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Fired>(input)) fired.push_back(context.now);
    context.emit(Arm{TimerId(1), context.now + period_ns});
  }
};

inline constexpr NodeId kEchoNode{1};
inline constexpr NodeId kPingNode{2};

inline World echo_world(std::uint64_t seed, Pinger pinger = {}, Hardware hardware = {}) {
  World world(seed);
  world.add_node(
      {.id = kEchoNode,
       .name = "echo",
       .host = "echo",
       .node = Host::of(Echo{}),
       .listeners = {{.id = ListenerId(0), .name = "PLAINTEXT", .host = "", .port = kEchoPort}},
       .hardware = hardware});
  world.add_node({.id = kPingNode,
                  .name = "pinger",
                  .host = "pinger",
                  .node = Host::of(std::move(pinger)),
                  .hardware = hardware});
  world.boot(kEchoNode);
  world.boot(kPingNode);
  return world;
}

template <Node N>
World world_of(std::uint64_t seed, N node, Hardware hardware = {}) {
  World world(seed);
  world.add_node({.id = NodeId(1),
                  .name = "one",
                  .host = "one",
                  .node = Host::of(std::move(node)),
                  .directories = {"/data"},
                  .hardware = hardware});
  world.boot(NodeId(1));
  return world;
}

constexpr Instant seconds(std::int64_t n) {
  return Instant(n * kNanosecondsPerSecond);
}

constexpr Instant milliseconds(std::int64_t n) {
  return Instant(n * kNanosecondsPerMillisecond);
}

}  // namespace fl::sim
