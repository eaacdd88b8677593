// Opening, closing and breaking connections. Bytes of a stream: network_stream.cc.
#include "sim/network.h"

#include "core/base/assert.h"

#include <algorithm>

namespace fl::sim {

namespace {

/// A SYN that stays unanswered is sent again after 1, 2, 4 … s (tcp_syn_retries).
constexpr std::int64_t kSynRetryNs = kNanosecondsPerSecond;
constexpr std::uint32_t kSynRetriesMax = 6;
constexpr std::uint64_t kFirstEphemeralPort = 32'768;
constexpr std::uint64_t kEphemeralPorts = 28'232;

}  // namespace

void Network::add_machine(Machine machine) {
  const auto at = std::upper_bound(machines_.begin(), machines_.end(), machine.node,
                                   [](NodeId id, const Machine& m) { return id < m.node; });
  machines_.insert(at, std::move(machine));
}

Machine& Network::machine(NodeId node) {
  const auto at = std::lower_bound(machines_.begin(), machines_.end(), node,
                                   [](const Machine& m, NodeId id) { return m.node < id; });
  FL_ASSERT(at != machines_.end());
  FL_ASSERT(at->node == node);
  return *at;
}

const Machine* Network::machine_of(std::string_view host, std::uint16_t port) const {
  const Machine* by_host = nullptr;
  for (const Machine& machine : machines_) {
    for (const BoundListener& listener : machine.listeners) {
      if (machine.host != host && listener.host != host) continue;
      if (listener.port == port) return &machine;
      by_host = &machine;
    }
    if (machine.host == host) by_host = &machine;
  }
  return by_host;
}

Network::Link& Network::link(NodeId from, NodeId to) {
  const auto before = [](const Link& l, std::pair<NodeId, NodeId> key) {
    return std::pair(l.from, l.to) < key;
  };
  const auto at = std::lower_bound(links_.begin(), links_.end(), std::pair(from, to), before);
  if (at != links_.end() && at->from == from && at->to == to) return *at;
  return *links_.insert(at, {.from = from, .to = to});
}

std::optional<std::pair<std::int64_t, std::uint8_t>> Network::find(NodeId node, ConnId conn) const {
  const std::int64_t* id = by_end_.find({node, conn});
  if (id == nullptr) return std::nullopt;
  const Party& dialler = connections_.find(*id)->ends[kDialler];
  const bool is_dialler = dialler.node == node && dialler.conn == conn;
  return std::pair(*id, is_dialler ? kDialler : kAcceptor);
}

// ---- Opening -----------------------------------------------------------------------------------

void Network::dial(EventQueue& queue, Instant at, const Party& from, const Dial& dial,
                   StepId origin) {
  const std::int64_t id = ++last_connection_;
  Connection& c = connections_.put(id, {});
  c.ends[kDialler] = from;
  c.is_there[kDialler] = true;
  c.port = dial.port;
  c.origin = origin;
  c.gives_up = at + machine(from.node).hardware.dial_timeout_ns;
  by_end_.put({from.node, from.conn}, id);
  const Work work{queue, at, id, c};
  const Machine* target = machine_of(dial.host, dial.port);
  if (dial.security != Security::plaintext) return answer_dial(work, ConnectError::security, 0);
  if (target == nullptr) return answer_dial(work, ConnectError::unreachable, 0);
  c.ends[kAcceptor].node = target->node;
  c.dial = link(from.node, target->node).dials++;
  queue.push({.at = at + latency_ns(c, kAcceptor, 0), .kind = Happening::dial, .connection = id});
}

void Network::answer_dial(const Work& work, ConnectError error, std::int64_t after_ns) {
  work.queue.push({.at = work.at + after_ns,
                   .kind = Happening::accepted,
                   .side = static_cast<std::uint8_t>(error),
                   .connection = work.id,
                   .origin = work.c.origin});
}

void Network::on_dial(EventQueue& queue, const Event& event) {
  Connection* found = connections_.mutate(event.connection);
  if (found == nullptr) return;
  const Work work{queue, event.at, event.connection, *found};
  const NodeId from = work.c.ends[kDialler].node;
  Machine& target = machine(work.c.ends[kAcceptor].node);
  const bool is_cut = link(from, target.node).is_cut || link(target.node, from).is_cut ||
                      link(from, target.node).stalled_until > event.at;
  if (is_cut || !target.is_up) {
    const std::uint32_t attempt = std::min(work.c.attempts++, kSynRetriesMax);
    const Instant again = event.at + (kSynRetryNs << attempt);
    if (again >= work.c.gives_up)
      return answer_dial(work, ConnectError::timeout, work.c.gives_up - event.at);
    queue.push({.at = again, .kind = Happening::dial, .connection = event.connection});
    return;
  }
  const std::int64_t back_ns = latency_ns(work.c, kDialler, 0);
  const auto listener = std::find_if(target.listeners.begin(), target.listeners.end(),
                                     [&](const BoundListener& l) { return l.port == work.c.port; });
  if (!target.is_listening || listener == target.listeners.end())
    return answer_dial(work, ConnectError::refused, back_ns);
  const std::uint64_t port = kFirstEphemeralPort + work.c.dial % kEphemeralPorts;
  accept(work, target, listener->id, machine(from).host + ":" + std::to_string(port));
  answer_dial(work, ConnectError::none, back_ns);
  work.c.streams[kDialler].last_arrival = event.at + back_ns;
}

void Network::accept(const Work& work, Machine& machine, ListenerId listener, std::string peer) {
  const ConnId conn(++machine.last_accepted);
  work.c.ends[kAcceptor] = {machine.node, machine.incarnation, conn};
  work.c.is_there[kAcceptor] = true;
  work.c.state = State::open;
  by_end_.put({machine.node, conn}, work.id);
  Accepted accepted{.conn = conn, .listener = listener, .peer = std::move(peer), .certificate = {}};
  work.queue.push_input(work.at, machine.node, machine.incarnation, std::move(accepted),
                        work.c.origin);
}

void Network::on_accepted(EventQueue& queue, const Event& event) {
  Connection* c = connections_.mutate(event.connection);
  if (c == nullptr || !c->is_there[kDialler]) return;
  const auto error = static_cast<ConnectError>(event.side);
  const Party dialler = c->ends[kDialler];
  queue.push_input(event.at, dialler.node, dialler.incarnation, Connected{dialler.conn, error},
                   event.origin);
  if (error == ConnectError::none) return;
  by_end_.erase({dialler.node, dialler.conn});
  connections_.erase(event.connection);
}

// ---- Processes and machines --------------------------------------------------------------------

void Network::process_ended(EventQueue& queue, Instant at, NodeId node) {
  for (const std::int64_t id : connections_of(node)) {
    Connection& c = *connections_.mutate(id);
    for (const std::uint8_t side : {kDialler, kAcceptor}) {
      if (c.ends[side].node != node || !c.is_there[side]) continue;
      Stream& out = c.streams[1 - side];
      out.unsent.clear();
      out.unsent_bytes = 0;
      leave({queue, at, id, c}, side, false);
    }
    forget_if_over(id);
  }
}

void Network::machine_lost(EventQueue& queue, Instant at, NodeId node) {
  for (const std::int64_t id : connections_of(node)) {
    Connection& c = *connections_.mutate(id);
    for (const std::uint8_t side : {kDialler, kAcceptor}) {
      if (c.ends[side].node != node || !c.is_there[side]) continue;
      const auto other = static_cast<std::uint8_t>(1 - side);
      c.is_there[side] = false;
      c.is_lost[side] = true;
      by_end_.erase({node, c.ends[side].conn});
      Stream& out = c.streams[other];
      out.unsent.clear();
      out.unsent_bytes = 0;
      while (!out.in_flight.empty() && out.in_flight.back().departs > at) {
        out.in_flight_bytes -= out.in_flight.back().bytes;
        out.in_flight.pop_back();
      }
      // The outside is a cable in the same room: it notices at once.
      if (c.ends[other].node == kOutside) out.end = CloseReason::reset;
    }
    forget_if_over(id);
  }
  static_cast<void>(queue);
}

/// Bytes that were sent to the machine while it was away are sent again, and answered by a reset.
void Network::machine_back(EventQueue& queue, Instant at, NodeId node) {
  for (const std::int64_t id : connections_of(node)) {
    Connection& c = *connections_.mutate(id);
    for (const std::uint8_t side : {kDialler, kAcceptor}) {
      if (c.ends[side].node != node || !c.is_lost[side]) continue;
      c.streams[side].is_held = false;
      schedule({queue, at, id, c}, side);
    }
  }
}

std::vector<std::int64_t> Network::connections_of(NodeId node) const {
  std::vector<std::int64_t> found;
  connections_.for_each([&](std::int64_t id, const Connection& c) {
    if (c.ends[kDialler].node == node || c.ends[kAcceptor].node == node) found.push_back(id);
  });
  return found;
}

std::vector<std::int64_t> Network::connections_between(NodeId a, NodeId b) const {
  std::vector<std::int64_t> found;
  for (const std::int64_t id : connections_of(a)) {
    const Connection& c = *connections_.find(id);
    const NodeId other =
        c.ends[kDialler].node == a ? c.ends[kAcceptor].node : c.ends[kDialler].node;
    if (other == b && c.state == State::open) found.push_back(id);
  }
  return found;
}

void Network::forget_if_over(std::int64_t id) {
  const Connection* c = connections_.find(id);
  if (c == nullptr || c->is_there[kDialler]) return;
  if (c->is_there[kAcceptor]) return;
  connections_.erase(id);
}

// ---- Faults ------------------------------------------------------------------------------------

void Network::partition(NodeId from, NodeId to) {
  link(from, to).is_cut = true;
}

void Network::heal(EventQueue& queue, Instant at, NodeId from, NodeId to) {
  Link& healed = link(from, to);
  healed = {.from = from, .to = to, .free_at = std::min(healed.free_at, at), .dials = healed.dials};
  for (const std::int64_t id : connections_between(from, to)) {
    Connection& c = *connections_.mutate(id);
    const std::uint8_t side = c.ends[kDialler].node == to ? kDialler : kAcceptor;
    if (!c.streams[side].is_held || c.is_lost[side]) continue;
    c.streams[side].is_held = false;
    schedule({queue, at + latency_ns(c, side, c.streams[side].segments), id, c}, side);
  }
}

void Network::stall(Instant until, NodeId from, NodeId to) {
  Link& stalled = link(from, to);
  stalled.stalled_until = std::max(stalled.stalled_until, until);
}

void Network::throttle(NodeId from, NodeId to, std::int64_t bytes_per_second) {
  link(from, to).bytes_per_second = bytes_per_second;
}

void Network::delay(NodeId from, NodeId to, std::int64_t extra_ns) {
  link(from, to).extra_ns = extra_ns;
}

void Network::fragment(NodeId from, NodeId to, std::int64_t bytes_max) {
  link(from, to).fragment_bytes = bytes_max;
}

void Network::reset(EventQueue& queue, Instant at, NodeId a, NodeId b) {
  for (const std::int64_t id : connections_between(a, b))
    reset_one(queue, at, id);
}

void Network::reset_one(EventQueue& queue, Instant at, std::int64_t id) {
  Connection& c = *connections_.mutate(id);
  for (const std::uint8_t side : {kDialler, kAcceptor})
    if (c.is_there[side]) close_end({queue, at, id, c}, side, CloseReason::reset, StepId(-1));
  forget_if_over(id);
}

void Network::half_open(NodeId a, NodeId b) {
  for (const std::int64_t id : connections_between(a, b))
    connections_.mutate(id)->is_silent = true;
}

// ---- The outside -------------------------------------------------------------------------------

std::optional<std::int64_t> Network::open_outside(EventQueue& queue, Instant at, NodeId to,
                                                  ListenerId listener, std::string peer) {
  Machine& target = machine(to);
  if (!target.is_up || !target.is_listening) return std::nullopt;
  const std::int64_t id = ++last_connection_;
  Connection& c = connections_.put(id, {});
  c.ends[kDialler] = {kOutside, 0, ConnId(-id)};
  c.is_there[kDialler] = true;
  c.origin = StepId(-1);
  by_end_.put({kOutside, ConnId(-id)}, id);
  accept({queue, at, id, c}, target, listener, std::move(peer));
  return id;
}

void Network::push(EventQueue& queue, Instant at, std::int64_t connection, Slice bytes) {
  std::vector<StreamPiece> pieces;
  pieces.push_back({.sent = {.bytes = std::move(bytes), .inode = InodeId(-1), .position = {}},
                    .origin = StepId(-1)});
  send(queue, at, {kOutside, 0, ConnId(-connection)}, std::move(pieces), std::nullopt);
}

std::int64_t Network::room(std::int64_t connection) const {
  const Connection* c = connections_.find(connection);
  if (c == nullptr) return 0;
  const Stream& stream = c->streams[kAcceptor];
  return std::max(std::int64_t{0}, kWindowBytes - stream.in_flight_bytes - stream.arrived_bytes -
                                       stream.unsent_bytes);
}

std::vector<Slice> Network::take(EventQueue& queue, Instant at, std::int64_t connection) {
  std::vector<Slice> taken;
  Connection* c = connections_.mutate(connection);
  if (c == nullptr) return taken;
  while (c->streams[kDialler].arrived_bytes > 0) {
    StepId origin;
    const StreamPiece& first = c->streams[kDialler].arrived.front();
    const auto size = static_cast<std::int64_t>(first.sent.bytes.size());
    taken.push_back(consume(*c, kDialler, size, origin));
  }
  transmit({queue, at, connection, *c}, kDialler);
  return taken;
}

std::optional<CloseReason> Network::ended(std::int64_t connection) const {
  const Connection* c = connections_.find(connection);
  if (c == nullptr) return CloseReason::reset;
  if (c->streams[kDialler].arrived_bytes > 0) return std::nullopt;
  return c->streams[kDialler].end;
}

void Network::close_outside(EventQueue& queue, Instant at, std::int64_t connection, bool reset) {
  hang(queue, at, {kOutside, 0, ConnId(-connection)}, reset);
}

}  // namespace fl::sim
