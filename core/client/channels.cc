#include "core/client/channels.h"

#include "core/base/reader.h"
#include "core/base/writer.h"

#include <algorithm>
#include <string_view>

namespace fl::client {

namespace {

/// A grant beyond what is missing: small answers come several at a time.
constexpr std::int64_t kReadAheadBytesMax = 16 << 10;
/// The doubling of the back-off ends here at the latest.
constexpr std::int32_t kDoublingsMax = 20;

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::quorum:
      return "quorum";
    case Purpose::controller:
      return "controller";
    case Purpose::replica:
      return "replica";
  }
  return "";
}

std::string_view name_of(NoAnswer why) {
  switch (why) {
    case NoAnswer::cannot_connect:
      return "cannot connect";
    case NoAnswer::connection_lost:
      return "connection lost";
    case NoAnswer::timed_out:
      return "request timed out";
    case NoAnswer::unreadable:
      return "unreadable answer";
  }
  return "";
}

/// Where a request's correlation id stands: behind size, api key and version.
constexpr std::size_t kCorrelationAt = 8;

struct Numbered {
  wire::ApiKey api{};
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
};

/// Gives the request its correlation id.
Numbered number(Parts& frame, std::int32_t correlation_id) {
  FL_ASSERT(!frame.empty());
  const Slice& front = std::get<Slice>(frame.front());
  FL_ASSERT(front.size() >= kCorrelationAt + 4);
  ByteVector bytes(front.data(), front.data() + front.size());
  store_i32(bytes, kCorrelationAt, correlation_id);
  const Numbered numbered{.api = static_cast<wire::ApiKey>(load_i16(bytes, 4)),
                          .version = load_i16(bytes, 6),
                          .correlation_id = correlation_id};
  frame.front() = Slice(std::move(bytes));
  return numbered;
}

}  // namespace

RequestToken Channels::ask_frame(Context& context, const Target& target, Parts frame,
                                 std::int64_t timeout_ms) {
  const auto& [peer, address] = target;
  const RequestToken token(++last_token_);
  Channel& channel = channels_[peer];
  if (channel.address != address && channel.state != State::idle) {
    if (channel.state != State::backing_off) context.emit(Hang{channel.conn, false});
    give_up(context, peer, channel, NoAnswer::connection_lost);
    channel.state = State::idle;
    channel.failures = 0;
  }
  channel.address = address;
  const auto [api, version, correlation] = number(frame, next_correlation());
  channel.unsent.push_back({.token = token,
                            .correlation_id = correlation,
                            .api = api,
                            .version = version,
                            .frame = std::move(frame),
                            .give_up_at = context.now + timeout_ms * kNanosecondsPerMillisecond,
                            .asked = context.step});
  if (channel.state == State::idle) dial(context, peer, channel);
  if (channel.state == State::open) flush(context, channel);
  return token;
}

bool Channels::on_input(Context& context, const Input& input) {
  const auto is_ours = [](ConnId conn) { return conn.value < 0; };
  if (const auto* received = std::get_if<Received>(&input)) {
    if (!is_ours(received->conn)) return false;
    on_received(context, *received);
    return true;
  }
  if (const auto* connected = std::get_if<Connected>(&input)) {
    on_connected(context, *connected);
    return true;
  }
  if (const auto* closed = std::get_if<Closed>(&input)) {
    if (!is_ours(closed->conn)) return false;
    on_closed(context, *closed);
    return true;
  }
  return false;
}

std::optional<Instant> Channels::next_due() const {
  std::optional<Instant> next;
  const auto consider = [&next](Instant at) {
    if (!next || at < *next) next = at;
  };
  for (const auto& [peer, channel] : channels_) {
    if (channel.state == State::dialing) consider(channel.until);
    if (channel.state == State::backing_off && !channel.unsent.empty()) consider(channel.until);
    // Requests of one purpose may have different time-outs.
    for (const Asked& asked : channel.unanswered)
      consider(asked.give_up_at);
    for (const Asked& asked : channel.unsent)
      consider(asked.give_up_at);
  }
  return next;
}

void Channels::on_due(Context& context) {
  for (auto& [peer, channel] : channels_) {
    const auto is_over = [&context](const Asked& asked) { return asked.give_up_at <= context.now; };
    if (std::ranges::any_of(channel.unanswered, is_over)) {
      // An answer that comes late would be taken for that of the next request.
      context.emit(Hang{channel.conn, false});
      give_up(context, peer, channel, NoAnswer::timed_out);
      continue;
    }
    for (auto at = channel.unsent.begin(); at != channel.unsent.end();) {
      if (!is_over(*at)) {
        ++at;
        continue;
      }
      end(peer, std::move(*at), NoAnswer::timed_out, {});
      at = channel.unsent.erase(at);
    }
    if (channel.state == State::dialing && channel.until <= context.now) {
      context.emit(Hang{channel.conn, false});
      give_up(context, peer, channel, NoAnswer::cannot_connect);
    } else if (channel.state == State::backing_off && channel.until <= context.now) {
      if (channel.unsent.empty())
        channel.state = State::idle;
      else
        dial(context, peer, channel);
    }
  }
}

void Channels::close(Context& context, const Peer& peer) {
  const auto found = channels_.find(peer);
  if (found == channels_.end()) return;
  Channel channel = std::move(found->second);
  channels_.erase(found);
  if (channel.state == State::dialing || channel.state == State::open)
    context.emit(Hang{channel.conn, false});
  for (auto* list : {&channel.unanswered, &channel.unsent})
    for (Asked& asked : *list)
      end(peer, std::move(asked), NoAnswer::connection_lost, {});
}

void Channels::close_all(Context& context) {
  while (!channels_.empty()) {
    // A copy: the one in the table goes with its channel.
    const Peer peer = channels_.begin()->first;
    close(context, peer);
  }
}

Channels::Channel* Channels::find(ConnId conn, Peer& peer) {
  for (auto& [key, channel] : channels_) {
    if (channel.conn != conn) continue;
    if (channel.state != State::dialing && channel.state != State::open) return nullptr;
    peer = key;
    return &channel;
  }
  return nullptr;
}

void Channels::dial(Context& context, const Peer& /*peer*/, Channel& channel) {
  channel.conn = ConnId(--last_conn_);
  channel.state = State::dialing;
  channel.until = context.now + settings_.connect_timeout_ms * kNanosecondsPerMillisecond;
  channel.reader = wire::FrameReader(static_cast<std::int32_t>(settings_.answer_bytes_max));
  context.emit(
      Dial{.conn = channel.conn, .host = channel.address.host, .port = channel.address.port});
}

void Channels::flush(Context& context, Channel& channel) {
  while (!channel.unsent.empty()) {
    Asked asked = std::move(channel.unsent.front());
    channel.unsent.pop_front();
    context.emit(Send{channel.conn, std::exchange(asked.frame, {}), false});
    channel.unanswered.push_back(std::move(asked));
  }
}

void Channels::grant(Context& context, Channel& channel) {
  const auto missing =
      static_cast<std::int64_t>(std::max<std::size_t>(channel.reader.missing(), 1));
  context.emit(Receive{channel.conn, missing, std::max(missing, kReadAheadBytesMax)});
}

void Channels::on_connected(Context& context, const Connected& connected) {
  Peer peer;
  Channel* channel = find(connected.conn, peer);
  if (channel == nullptr) return;
  if (connected.error != ConnectError::none) {
    give_up(context, peer, *channel, NoAnswer::cannot_connect);
    return;
  }
  channel->state = State::open;
  channel->failures = 0;
  context.tell<PeerConnected>([&] {
    return Telling<PeerConnected>{
        {.peer = peer.node, .purpose = std::string(name_of(peer.purpose)), .conn = channel->conn},
        {}};
  });
  grant(context, *channel);
  flush(context, *channel);
}

void Channels::on_received(Context& context, const Received& received) {
  Peer peer;
  Channel* channel = find(received.conn, peer);
  if (channel == nullptr) return;
  channel->reader.feed(received.bytes);
  while (channel->state == State::open) {
    const std::optional<Slice> frame = channel->reader.next();
    if (!frame) break;
    on_frame(context, peer, *channel, *frame);
  }
  if (channel->state != State::open) return;
  if (channel->reader.is_bad()) {
    context.emit(Hang{channel->conn, true});
    give_up(context, peer, *channel, NoAnswer::unreadable);
    return;
  }
  grant(context, *channel);
}

void Channels::on_frame(Context& context, const Peer& peer, Channel& channel,
                        const Slice& payload) {
  Reader in(payload);
  const std::int32_t correlation = in.i32();
  if (!in.ok() || channel.unanswered.empty() ||
      channel.unanswered.front().correlation_id != correlation) {
    context.emit(Hang{channel.conn, true});
    give_up(context, peer, channel, NoAnswer::unreadable);
    return;
  }
  Asked asked = std::move(channel.unanswered.front());
  channel.unanswered.pop_front();
  end(peer, std::move(asked), std::nullopt, payload);
}

void Channels::on_closed(Context& context, const Closed& closed) {
  Peer peer;
  Channel* channel = find(closed.conn, peer);
  if (channel != nullptr) give_up(context, peer, *channel, NoAnswer::connection_lost);
}

/// The connection is gone: what was sent has no answer, and neither has what waited for a
/// connection that could not be made. Then nobody dials for a while.
void Channels::give_up(Context& context, const Peer& peer, Channel& channel, NoAnswer why) {
  std::deque<Asked> over = std::exchange(channel.unanswered, {});
  if (channel.state == State::dialing) {
    std::ranges::move(channel.unsent, std::back_inserter(over));
    channel.unsent.clear();
  }
  const std::int32_t doublings = std::min(channel.failures, kDoublingsMax);
  const std::int64_t whole_ms =
      std::min(settings_.reconnect_ms << doublings, settings_.reconnect_max_ms);
  const auto jitter = context.draw.below(
      401, "reconnect",
      {static_cast<std::uint64_t>(context.self.value), static_cast<std::uint64_t>(peer.node.value),
       static_cast<std::uint64_t>(peer.purpose), static_cast<std::uint64_t>(-channel.conn.value)});
  const std::int64_t backoff_ns =
      whole_ms * kNanosecondsPerMillisecond / 1'000 * (800 + static_cast<std::int64_t>(jitter));
  ++channel.failures;
  context.tell<PeerLost>([&] {
    return Telling<PeerLost>{{.peer = peer.node,
                              .purpose = std::string(name_of(peer.purpose)),
                              .conn = channel.conn,
                              .why = std::string(name_of(why)),
                              .failures = channel.failures,
                              .retry_in_ns = backoff_ns,
                              .unanswered = static_cast<std::int32_t>(over.size())},
                             {}};
  });
  channel.state = State::backing_off;
  channel.until = context.now + backoff_ns;
  for (Asked& asked : over)
    end(peer, std::move(asked), why, {});
}

void Channels::end(const Peer& peer, Asked&& asked, std::optional<NoAnswer> failure,
                   Slice payload) {
  outcomes_.push_back({.token = asked.token,
                       .peer = peer,
                       .api = asked.api,
                       .version = asked.version,
                       .failure = failure,
                       .payload = std::move(payload),
                       .asked = asked.asked});
}

}  // namespace fl::client
