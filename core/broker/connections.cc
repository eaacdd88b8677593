#include "core/broker/connections.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/broker/control.h"
#include "core/broker/events.h"
#include "core/broker/handlers/waiting.h"
#include "core/broker/request_budget.h"
#include "core/broker/router.h"

#include <algorithm>
#include <string>
#include <utility>

namespace fl::broker {

namespace {

constexpr std::size_t kFrameSizeBytes = 4;

std::string address_of(std::string_view peer) {
  return std::string(peer.substr(0, peer.rfind(':')));
}

Slice joined(const Slice& front, const Slice& back) {
  if (front.empty()) return back;
  ByteVector bytes;
  bytes.reserve(front.size() + back.size());
  bytes.insert(bytes.end(), front.data(), front.data() + front.size());
  bytes.insert(bytes.end(), back.data(), back.data() + back.size());
  return Slice(std::move(bytes));
}

void forget(Server& server, Context& context, ConnId conn) {
  const Connection* connection = server.connections.open.find(conn);
  FL_ASSERT(connection != nullptr);
  const auto counted = server.connections.per_address.find(address_of(connection->peer));
  FL_ASSERT(counted != server.connections.per_address.end());
  if (--counted->second == 0) server.connections.per_address.erase(counted);
  give_back(server.connections.budget, *server.connections.open.mutate(conn));
  drop_rows_of(server, context, conn);
  server.connections.open.erase(conn);
  wake_waiting(server);
}

void receive(Context& context, ConnId conn, Connection& connection, Grant grant,
             std::int64_t at_least, std::int64_t at_most) {
  FL_ASSERT(connection.grant == Grant::none);
  connection.grant = grant;
  connection.granted = context.now;
  context.emit(Receive{conn, at_least, at_most});
}

/// Asks for what is missing of the next frame. What came of it so far is kept in a block of its
/// own, so that it does not keep alive what else came with it.
void grant_more(Server& server, Context& context, ConnId conn, Connection& connection) {
  connection.pending = connection.pending.empty() ? Slice() : Slice::copied(connection.pending);
  const auto held = static_cast<std::int64_t>(connection.pending.size());
  if (connection.frame_size_bytes < 0) {
    const std::int64_t missing = static_cast<std::int64_t>(kFrameSizeBytes) - held;
    if (connection.reads_exact)
      receive(context, conn, connection, Grant::size, missing, missing);
    else
      receive(context, conn, connection, Grant::ahead, missing,
              connection.requests == 0 ? kFirstReadBytesMax : kReadAheadBytesMax);
    return;
  }
  const std::int64_t missing = connection.frame_size_bytes - held;
  if (missing <= kReadAheadBytesMax) {
    const std::int64_t at_most = connection.reads_exact ? missing : kReadAheadBytesMax;
    receive(context, conn, connection, Grant::body, missing, at_most);
    return;
  }
  if (!draw(server, context, conn, connection)) {
    connection.grant = Grant::queued;
    return;
  }
  receive(context, conn, connection, Grant::body, missing, missing);
}

/// Reads the size of the next frame if it is there. False if the connection had to be closed.
bool read_frame_size(Server& server, Context& context, ConnId conn, Connection& connection) {
  if (connection.frame_size_bytes >= 0 || connection.pending.size() < kFrameSizeBytes) return true;
  const auto size = load_i32(connection.pending, 0);
  if (size < 0 || size > server.config.socket_request_max_bytes) {
    hang_up(server, context, conn, size < 0 ? "negative request size" : "request too large");
    return false;
  }
  connection.frame_size_bytes = size;
  connection.pending = connection.pending.from(kFrameSizeBytes);
  return true;
}

/// A Produce request that is there as a whole may be worked on behind others.
bool can_work_ahead(const Connection& connection) {
  if (!connection.works_ahead || connection.turns.size() >= kTurnsMax) return false;
  const Slice& pending = connection.pending;
  if (connection.frame_size_bytes >= 0 || pending.size() < kFrameSizeBytes + 2) return false;
  const std::int64_t size = load_i32(pending, 0);
  return size >= 2 && size <= static_cast<std::int64_t>(pending.size() - kFrameSizeBytes) &&
         load_i16(pending, kFrameSizeBytes) == static_cast<std::int16_t>(wire::ApiKey::produce);
}

void tell_answered(Context& context, const Request& request, std::int64_t size_bytes) {
  context.tell<RequestAnswered>([&] {
    return Telling<RequestAnswered>{{.conn = request.conn,
                                     .api = request.api,
                                     .version = request.version,
                                     .correlation_id = request.correlation_id,
                                     .size_bytes = size_bytes,
                                     .waited_ns = context.now - request.received},
                                    {}};
  });
}

/// Clients are read once the broker serves, other nodes of the quorum as soon as the metadata log
/// was read.
bool is_read_in(const Server& server, const Connection& connection) {
  if (server.phase == Phase::running) return true;
  if (!server.control.is_started || server.phase == Phase::stopped) return false;
  return connection.for_controllers;
}

bool is_for_controllers(const Server& server, ListenerId listener) {
  for (const BoundListener& bound : server.listeners)
    if (bound.id == listener) return server.config.is_for_controllers(bound.name);
  return false;
}

/// Takes the next step with a connection: works on one frame, or asks for more bytes.
void advance(Server& server, Context& context, ConnId conn) {
  if (!server.connections.open.contains(conn)) return;
  Connection& connection = *server.connections.open.mutate(conn);
  if (!is_read_in(server, connection)) return;
  if (connection.is_busy() && !can_work_ahead(connection)) return;
  if (connection.grant == Grant::queued) connection.grant = Grant::none;
  if (connection.grant != Grant::none) return;
  if (!read_frame_size(server, context, conn, connection)) return;
  const std::int64_t size = connection.frame_size_bytes;
  if (size < 0 || static_cast<std::int64_t>(connection.pending.size()) < size) {
    grant_more(server, context, conn, connection);
    return;
  }
  const Slice frame = connection.pending.sub(0, static_cast<std::size_t>(size));
  connection.pending = connection.pending.from(static_cast<std::size_t>(size));
  connection.frame_size_bytes = -1;
  connection.reads_exact = size > kReadAheadBytesMax;
  ++connection.requests;
  connection.turns.emplace_back();
  connection.works_ahead = false;
  route(server, context, conn, frame);
}

/// The outcome of the oldest request in progress takes effect.
void let_out(Server& server, Context& context, const Request& request, Turn& turn) {
  Connection* connection = server.connections.open.mutate(request.conn);
  FL_ASSERT(connection != nullptr);
  connection->turns.erase(connection->turns.begin());
  if (turn.outcome == Turn::Outcome::refused) {
    hang_up(server, context, request.conn, turn.why);
    return;
  }
  context.caused_by(request.step);
  if (turn.outcome == Turn::Outcome::skipped) return;
  const std::int64_t size = size_of(turn.answer);
  context.emit(Send{request.conn, std::move(turn.answer), false});
  tell_answered(context, request, size);
}

/// What waited for its turn leaves, oldest first.
void let_out_next(Server& server, Context& context, ConnId conn) {
  while (true) {
    Connection* connection = server.connections.open.mutate(conn);
    if (connection == nullptr || connection->turns.empty()) return;
    if (connection->turns.front().outcome == Turn::Outcome::open) return;
    Turn turn = std::move(connection->turns.front());
    let_out(server, context, turn.request, turn);
  }
}

/// max.connections.per.ip, or its override for the address.
std::int32_t per_address_max(const Server& server, std::string_view address) {
  std::string_view overrides = server.config.max_connections_per_ip_overrides;
  while (!overrides.empty()) {
    const std::size_t comma = overrides.find(',');
    const std::string_view entry = overrides.substr(0, comma);
    const std::size_t colon = entry.rfind(':');
    if (colon != std::string_view::npos && entry.substr(0, colon) == address) {
      std::int32_t limit = 0;
      for (const char c : entry.substr(colon + 1))
        if (c >= '0' && c <= '9' && limit < 100'000'000) limit = limit * 10 + (c - '0');
      return limit;
    }
    if (comma == std::string_view::npos) break;
    overrides.remove_prefix(comma + 1);
  }
  return server.config.max_connections_per_ip;
}

}  // namespace

void on_accepted(Server& server, Context& context, const Accepted& accepted) {
  FL_ASSERT(!server.connections.open.contains(accepted.conn));
  const std::string address = address_of(accepted.peer);
  const auto counted = server.connections.per_address.find(address);
  const std::int32_t same = counted == server.connections.per_address.end() ? 0 : counted->second;
  const auto all = static_cast<std::int64_t>(server.connections.open.size());
  const bool is_full = all >= server.config.max_connections;
  if (server.phase == Phase::stopping || server.phase == Phase::stopped || is_full ||
      same >= per_address_max(server, address)) {
    context.emit(Hang{accepted.conn, false});
    context.tell<ConnectionClosed>([&] {
      return Telling<ConnectionClosed>{
          {.conn = accepted.conn, .by_broker = true, .why = "too many connections"},
          {.rule = "connection-limit",
           .terms = {{"connections", all, "max.connections"},
                     {"connections of the address", same, "max.connections.per.ip"}}}};
    });
    return;
  }
  ++server.connections.per_address[address];
  server.connections.open.put(accepted.conn,
                              {.listener = accepted.listener,
                               .for_controllers = is_for_controllers(server, accepted.listener),
                               .peer = accepted.peer,
                               .granted = context.now,
                               .last_active = context.now});
  context.tell<ConnectionAccepted>([&] {
    return Telling<ConnectionAccepted>{
        {.conn = accepted.conn, .listener = accepted.listener, .peer = accepted.peer}, {}};
  });
  if (server.config.connections_max_idle_ms > 0) {
    const Instant idle =
        context.now + server.config.connections_max_idle_ms * kNanosecondsPerMillisecond;
    server.deadlines.add(context, {idle, DeadlineKind::idle, accepted.conn.value});
  }
  server.connections.ready.push_back(accepted.conn);
}

void on_received(Server& server, Context& context, const Received& received) {
  Connection* connection = server.connections.open.mutate(received.conn);
  // Bytes may cross with a Hang of the same step.
  if (connection == nullptr) return;
  FL_ASSERT(!connection->is_busy());
  FL_ASSERT(connection->grant != Grant::none);
  connection->grant = Grant::none;
  connection->last_active = context.now;
  connection->pending = joined(connection->pending, received.bytes);
  server.connections.ready.push_back(received.conn);
}

void on_closed(Server& server, Context& context, const Closed& closed) {
  if (!server.connections.open.contains(closed.conn)) return;
  context.tell<ConnectionClosed>([&] {
    return Telling<ConnectionClosed>{
        {.conn = closed.conn, .by_broker = false, .why = std::string(name_of(closed.why))}, {}};
  });
  forget(server, context, closed.conn);
}

void hang_up(Server& server, Context& context, ConnId conn, std::string_view why) {
  if (!server.connections.open.contains(conn)) return;
  context.emit(Hang{conn, false});
  context.tell<ConnectionClosed>([&] {
    return Telling<ConnectionClosed>{{.conn = conn, .by_broker = true, .why = std::string(why)},
                                     {}};
  });
  forget(server, context, conn);
}

void start_reading(Server& server, Context& /*context*/) {
  server.connections.open.for_each([&server](const ConnId& conn, const Connection& /*connection*/) {
    server.connections.ready.push_back(conn);
  });
}

void drain_ready(Server& server, Context& context) {
  // Each round takes a frame off a buffer of bounded size, so that this ends.
  for (std::size_t i = 0; i < server.connections.ready.size(); ++i)
    advance(server, context, server.connections.ready[i]);
  server.connections.ready.clear();
}

void on_idle_due(Server& server, Context& context, ConnId conn) {
  const Connection* connection = server.connections.open.find(conn);
  if (connection == nullptr) return;
  const Instant idle =
      connection->last_active + server.config.connections_max_idle_ms * kNanosecondsPerMillisecond;
  if (!connection->is_busy() && idle <= context.now) {
    hang_up(server, context, conn, "idle");
    return;
  }
  const Instant next = connection->is_busy() ? context.now + server.config.connections_max_idle_ms *
                                                                 kNanosecondsPerMillisecond
                                             : idle;
  server.deadlines.add(context, {next, DeadlineKind::idle, conn.value});
}

void on_budget_due(Server& server, Context& context) {
  std::vector<ConnId> stalled = take_stalled(server, context);
  for (const ConnId conn : stalled)
    hang_up(server, context, conn, "request memory was held and nothing sent");
}

void end_request(Server& server, Context& context, const Request& request, Turn ended) {
  Connection* connection = server.connections.open.mutate(request.conn);
  if (connection == nullptr) return;
  Turn& turn = connection->turn_of(request);
  FL_ASSERT(turn.outcome == Turn::Outcome::open);
  FL_ASSERT(ended.outcome != Turn::Outcome::open);
  if (&turn == &connection->turns.front()) {
    let_out(server, context, request, ended);
    let_out_next(server, context, request.conn);
  } else {
    turn = std::move(ended);
    turn.request = request;
  }
  connection = server.connections.open.mutate(request.conn);
  if (connection == nullptr) return;
  connection->last_active = context.now;
  if (connection->is_busy()) {
    if (can_work_ahead(*connection)) server.connections.ready.push_back(request.conn);
    return;
  }
  give_back(server.connections.budget, *connection);
  wake_waiting(server);
  server.connections.ready.push_back(request.conn);
}

void work_ahead(Server& server, const Request& request) {
  Connection* connection = server.connections.open.mutate(request.conn);
  if (connection == nullptr || connection->budget_bytes > 0) return;
  FL_ASSERT(connection->is_busy());
  if (request.number != connection->requests) return;
  connection->works_ahead = true;
  if (can_work_ahead(*connection)) server.connections.ready.push_back(request.conn);
}

}  // namespace fl::broker
