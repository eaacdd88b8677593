// The bytes of a stream: from the sender's buffer in segments over the link into the receiver's
// buffer, and from there to the node as it grants.
#include "sim/network.h"

#include <algorithm>

namespace fl::sim {

namespace {

std::int64_t size_of(const StreamPiece& piece) {
  return static_cast<std::int64_t>(piece.sent.bytes.size());
}

std::uint64_t key_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

/// The first bytes of a message: enough for its size and the fixed part of its header.
std::vector<std::uint8_t> head_of(const std::vector<StreamPiece>& pieces) {
  constexpr std::size_t kHeadBytes = 12;
  std::vector<std::uint8_t> head;
  for (const StreamPiece& piece : pieces)
    for (const std::uint8_t byte : piece.sent.bytes.span()) {
      if (head.size() == kHeadBytes) return head;
      head.push_back(byte);
    }
  return head;
}

/// Takes `bytes` from the front; the last piece is cut. REQUIRES: so many are there.
std::vector<StreamPiece> take_front(std::deque<StreamPiece>& pieces, std::int64_t bytes) {
  std::vector<StreamPiece> taken;
  while (bytes > 0) {
    StreamPiece& front = pieces.front();
    if (size_of(front) <= bytes) {
      bytes -= size_of(front);
      taken.push_back(std::move(front));
      pieces.pop_front();
      continue;
    }
    StreamPiece head = front;
    const auto length = static_cast<std::size_t>(bytes);
    head.sent.bytes = front.sent.bytes.sub(0, length);
    front.sent.bytes = front.sent.bytes.from(length);
    front.sent.position += bytes;
    taken.push_back(std::move(head));
    bytes = 0;
  }
  return taken;
}

}  // namespace

std::int64_t Network::latency_ns(const Connection& c, std::uint8_t to, std::uint64_t segment) {
  const NodeId sender = c.ends[1 - to].node;
  const NodeId receiver = c.ends[to].node;
  if (sender == kOutside || receiver == kOutside) return 0;
  const Hardware& hardware = machine(sender).hardware;
  const std::uint64_t jitter =
      draw_.below(key_of(hardware.network_jitter_ns) + 1, "latency",
                  {key_of(sender.value), key_of(receiver.value), c.dial, to, segment});
  return hardware.network_ns + static_cast<std::int64_t>(jitter) + link(sender, receiver).extra_ns;
}

std::optional<MetFault> Network::send(EventQueue& queue, Instant at, const Party& from,
                                      std::vector<StreamPiece> pieces, std::optional<StepId> tell) {
  const auto found = find(from.node, from.conn);
  if (!found) return std::nullopt;
  const auto to = static_cast<std::uint8_t>(1 - found->second);
  Connection& c = *connections_.mutate(found->first);
  Stream& stream = c.streams[to];
  std::optional<MetFault> met;
  if (!message_faults_.is_idle())
    met = message_faults_.meet(found->first, from.node, c.ends[to].node, found->second == kDialler,
                               head_of(pieces));
  if (met && met->fault.kind == MessageFaultKind::drop) {
    reset_one(queue, at, found->first);
    return met;
  }
  if (met && met->fault.kind == MessageFaultKind::delay)
    stream.last_arrival = std::max(stream.last_arrival, at + met->fault.delay_ns);
  if (met && met->fault.kind == MessageFaultKind::duplicate) {
    const std::vector<StreamPiece> again = pieces;
    pieces.insert(pieces.end(), again.begin(), again.end());
  }
  for (StreamPiece& piece : pieces) {
    if (size_of(piece) == 0) continue;
    stream.unsent_bytes += size_of(piece);
    stream.unsent.push_back(std::move(piece));
  }
  if (tell) stream.tells = tell;
  transmit({queue, at, found->first, c}, to);
  return met;
}

bool Network::receive(EventQueue& queue, Instant at, const Party& to, const Receive& grant) {
  const auto found = find(to.node, to.conn);
  if (!found) return true;
  Connection& c = *connections_.mutate(found->first);
  Stream& stream = c.streams[found->second];
  if (stream.grant) return false;
  stream.grant = grant;
  if (grant.at_least > kWindowBytes) transmit({queue, at, found->first, c}, found->second);
  deliver({queue, at, found->first, c}, found->second);
  forget_if_over(found->first);
  return true;
}

void Network::hang(EventQueue& queue, Instant at, const Party& from, bool reset) {
  const auto found = find(from.node, from.conn);
  if (!found) return;
  Connection& c = *connections_.mutate(found->first);
  leave({queue, at, found->first, c}, found->second, reset);
  forget_if_over(found->first);
}

/// The end goes: the peer gets what was sent and then the end, or a reset if it is asked for or if
/// bytes lie unread, as a kernel does it.
void Network::leave(const Work& work, std::uint8_t side, bool reset) {
  const auto other = static_cast<std::uint8_t>(1 - side);
  Connection& c = work.c;
  c.is_there[side] = false;
  by_end_.erase({c.ends[side].node, c.ends[side].conn});
  if (!c.is_there[other]) return;
  Stream& in = c.streams[side];
  const bool is_unread = in.arrived_bytes > 0;
  in.arrived.clear();
  in.arrived_bytes = 0;
  if (reset || is_unread) return send_end(work, other, true);
  c.streams[other].is_ending = true;
  transmit(work, other);
}

void Network::close_end(const Work& work, std::uint8_t side, CloseReason why, StepId origin) {
  const Party& party = work.c.ends[side];
  if (party.node == kOutside) {
    work.c.streams[side].end = why;
    return;
  }
  work.c.is_there[side] = false;
  by_end_.erase({party.node, party.conn});
  work.queue.push_input(work.at, party.node, party.incarnation, Closed{party.conn, why}, origin);
}

// ---- Sending -----------------------------------------------------------------------------------

void Network::transmit(const Work& work, std::uint8_t to) {
  Stream& stream = work.c.streams[to];
  while (stream.unsent_bytes > 0) {
    // Who waits for more than a window takes it out of the kernel piece by piece.
    const std::int64_t wanted = stream.grant ? stream.grant->at_least : 0;
    const std::int64_t room =
        std::max(kWindowBytes, wanted) - stream.in_flight_bytes - stream.arrived_bytes;
    if (room <= 0) break;
    send_segment(work, to, room);
  }
  if (stream.unsent_bytes == 0 && stream.tells) {
    const Party& sender = work.c.ends[1 - to];
    work.queue.push_input(work.at, sender.node, sender.incarnation,
                          Writable{sender.conn, stream.accepted_bytes}, *stream.tells);
    stream.tells.reset();
    stream.accepted_bytes = 0;
  }
  if (stream.unsent_bytes == 0 && stream.is_ending && !stream.end_is_sent)
    send_end(work, to, false);
  schedule(work, to);
}

void Network::send_segment(const Work& work, std::uint8_t to, std::int64_t bytes_max) {
  Stream& stream = work.c.streams[to];
  const NodeId sender = work.c.ends[1 - to].node;
  const NodeId receiver = work.c.ends[to].node;
  std::int64_t bytes = std::min(bytes_max, stream.unsent_bytes);
  Segment segment{.departs = work.at};
  const std::uint64_t number = ++stream.segments;
  const bool is_outside = sender == kOutside || receiver == kOutside;
  if (!is_outside) {
    const Hardware& hardware = machine(sender).hardware;
    bytes = std::min(bytes, hardware.segment_bytes);
    Link& over = link(sender, receiver);
    if (over.fragment_bytes > 0) {
      const std::uint64_t drawn =
          draw_.below(key_of(over.fragment_bytes), "fragment",
                      {key_of(sender.value), key_of(receiver.value), work.c.dial, to, number});
      bytes = std::min(bytes, static_cast<std::int64_t>(drawn) + 1);
    }
    const std::int64_t rate =
        over.bytes_per_second > 0 ? over.bytes_per_second : hardware.network_bytes_per_second;
    segment.departs = std::max(work.at, over.free_at) + bytes * kNanosecondsPerSecond / rate;
    over.free_at = segment.departs;
  }
  segment.bytes = bytes;
  segment.pieces = take_front(stream.unsent, bytes);
  segment.origin = segment.pieces.back().origin;
  segment.arrives = std::max(stream.last_arrival, segment.departs + latency_ns(work.c, to, number));
  stream.last_arrival = segment.arrives;
  stream.unsent_bytes -= bytes;
  stream.accepted_bytes += bytes;
  stream.in_flight_bytes += bytes;
  stream.in_flight.push_back(std::move(segment));
}

void Network::send_end(const Work& work, std::uint8_t to, bool reset) {
  Stream& stream = work.c.streams[to];
  if (stream.end_is_sent) return;
  stream.unsent.clear();
  stream.unsent_bytes = 0;
  stream.end_is_sent = true;
  Segment segment{.departs = work.at, .is_end = true, .is_reset = reset};
  segment.arrives =
      std::max(stream.last_arrival, work.at + latency_ns(work.c, to, ++stream.segments));
  stream.last_arrival = segment.arrives;
  stream.in_flight.push_back(std::move(segment));
  schedule(work, to);
}

void Network::schedule(const Work& work, std::uint8_t to) {
  Stream& stream = work.c.streams[to];
  if (stream.in_flight.empty() || stream.is_scheduled) return;
  if (stream.is_held || work.c.is_silent) return;
  stream.is_scheduled = true;
  work.queue.push({.at = std::max(work.at, stream.in_flight.front().arrives),
                   .kind = Happening::arrival,
                   .side = to,
                   .connection = work.id});
}

// ---- Arriving ----------------------------------------------------------------------------------

void Network::on_event(EventQueue& queue, const Event& event) {
  if (event.kind == Happening::dial) return on_dial(queue, event);
  if (event.kind == Happening::accepted) return on_accepted(queue, event);
  on_arrival(queue, event);
}

void Network::on_arrival(EventQueue& queue, const Event& event) {
  Connection* found = connections_.mutate(event.connection);
  if (found == nullptr) return;
  const Work work{queue, event.at, event.connection, *found};
  Connection& c = work.c;
  const std::uint8_t to = event.side;
  const auto from = static_cast<std::uint8_t>(1 - to);
  Stream& stream = c.streams[to];
  stream.is_scheduled = false;
  if (c.is_silent || stream.in_flight.empty()) return;
  const Link& over = link(c.ends[from].node, c.ends[to].node);
  const bool is_away = c.is_lost[to] && !machine(c.ends[to].node).is_up;
  if (over.is_cut || is_away) {
    stream.is_held = true;
    return;
  }
  if (over.stalled_until > event.at) {
    stream.is_scheduled = true;
    queue.push({.at = over.stalled_until,
                .kind = Happening::arrival,
                .side = to,
                .connection = event.connection});
    return;
  }
  if (!c.is_there[to]) {
    // Nobody has this connection any more: the answer is a reset.
    stream.in_flight.clear();
    if (c.is_there[from]) send_end(work, from, true);
    return;
  }
  Segment segment = std::move(stream.in_flight.front());
  stream.in_flight.pop_front();
  stream.in_flight_bytes -= segment.bytes;
  stream.arrived_bytes += segment.bytes;
  for (StreamPiece& piece : segment.pieces)
    stream.arrived.push_back(std::move(piece));
  if (segment.is_end)
    stream.end = segment.is_reset ? CloseReason::reset : CloseReason::end_of_stream;
  deliver(work, to);
  if (connections_.contains(event.connection)) schedule(work, to);
  forget_if_over(event.connection);
}

void Network::deliver(const Work& work, std::uint8_t to) {
  Connection& c = work.c;
  Stream& stream = c.streams[to];
  if (!c.is_there[to]) return;
  if (stream.end == CloseReason::reset) {
    stream.arrived.clear();
    stream.arrived_bytes = 0;
    return close_end(work, to, CloseReason::reset, c.origin);
  }
  if (!stream.grant) return;
  if (stream.arrived_bytes >= stream.grant->at_least) {
    const std::int64_t bytes = std::min(stream.arrived_bytes, stream.grant->at_most);
    StepId origin{-1};
    Slice received = consume(c, to, bytes, origin);
    const Party& party = c.ends[to];
    stream.grant.reset();
    work.queue.push_input(work.at, party.node, party.incarnation,
                          Received{party.conn, std::move(received)}, origin);
    return transmit(work, to);
  }
  if (stream.end) close_end(work, to, *stream.end, c.origin);
}

/// Takes bytes out of the receive buffer, in one slice; `origin` is the step that sent the last.
Slice Network::consume(Connection& c, std::uint8_t to, std::int64_t bytes, StepId& origin) {
  Stream& stream = c.streams[to];
  const Party& sender = c.ends[1 - to];
  std::vector<StreamPiece> pieces = take_front(stream.arrived, bytes);
  stream.arrived_bytes -= bytes;
  const bool is_same_life =
      sender.node != kOutside && machine(sender.node).incarnation == sender.incarnation;
  for (const StreamPiece& piece : pieces)
    if (piece.sent.inode.value >= 0 && is_same_life)
      received_ranges_.emplace_back(sender.node, piece);
  origin = pieces.back().origin;
  if (pieces.size() == 1) return std::move(pieces[0].sent.bytes);
  ByteVector joined;
  joined.reserve(static_cast<std::size_t>(bytes));
  for (const StreamPiece& piece : pieces)
    joined.insert(joined.end(), piece.sent.bytes.span().begin(), piece.sent.bytes.span().end());
  return Slice(std::move(joined));
}

}  // namespace fl::sim
