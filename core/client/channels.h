// A node's requests to other nodes of the cluster: one connection for each (peer, purpose), dialled
// when there is something to ask, again after an exponential back-off. Requests go out in order and
// are answered in order; each ends with exactly one Outcome: its answer, or why there is none. No
// callbacks: the owner gives inputs, then takes the outcomes.
// Source: NetworkClient, ClusterConnectionStates, InterBrokerSendThread.
#pragma once
#include "core/base/assert.h"
#include "core/base/ids.h"
#include "core/base/parts.h"
#include "core/client/events.h"
#include "core/node/context.h"
#include "core/node/input.h"
#include "core/wire/frame.h"
#include "core/wire/header.h"

#include <compare>
#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::client {

struct Address {
  std::string host;
  std::uint16_t port = 0;

  friend auto operator<=>(const Address&, const Address&) = default;
};

/// What a connection is for: requests of one purpose never wait behind those of another.
enum class Purpose : std::uint8_t {
  quorum,      ///< raft: votes, fetches of the metadata log
  controller,  ///< registration, heartbeats, AlterPartition, producer ids, forwarded requests
  replica,     ///< fetches of a follower; `index` is the fetcher's
};

/// Whom the connection leads to. A peer that is known by address only (a bootstrap server) has a
/// negative id of the owner's choice.
struct Peer {
  NodeId node;
  Purpose purpose{};
  std::int32_t index = 0;

  friend auto operator<=>(const Peer&, const Peer&) = default;
};

/// Names a request; never reused in an incarnation.
using RequestToken = Id<struct RequestTokenTag, std::int64_t>;

enum class NoAnswer : std::uint8_t {
  cannot_connect,
  connection_lost,  ///< it may have been carried out
  timed_out,        ///< likewise; the connection is closed
  unreadable,       ///< what came is no answer; the connection is closed
};

/// Whom to ask, and where it listens.
struct Target {
  Peer peer;
  Address address;
};

/// How a request ended.
struct Outcome {
  RequestToken token;
  Peer peer;
  wire::ApiKey api{};
  std::int16_t version = 0;
  std::optional<NoAnswer> failure;
  Slice payload;  ///< of the answer: header and body
  StepId asked;   ///< the step that sent it: a cause of what is done now

  /// REQUIRES: M is the response of the request's API, and there is an answer.
  template <class M>
  std::expected<M, WireError> read() const {
    FL_ASSERT(!failure.has_value());
    return wire::decode_response<M>(payload, version);
  }
};

struct ChannelSettings {
  std::string client_id;
  std::int64_t reconnect_ms = 50;         ///< the first back-off, doubled each time
  std::int64_t reconnect_max_ms = 1'000;  ///< both with a jitter of 20 %
  std::int64_t connect_timeout_ms = 10'000;
  std::int64_t answer_bytes_max = 100 << 20;
};

class Channels {
 public:
  Channels() = default;

  explicit Channels(ChannelSettings settings) : settings_(std::move(settings)) {}

  /// Sends the request, once the connection is there. `timeout_ms` counts from now.
  template <class M>
  RequestToken ask(Context& context, const Target& target, const M& request, std::int16_t version,
                   std::int64_t timeout_ms) {
    auto frame = wire::encode_request({.client_id = settings_.client_id}, request, version);
    FL_ASSERT(frame.has_value());
    return ask_frame(context, target, std::move(*frame), timeout_ms);
  }

  /// The same with a whole request; its correlation id is set here. REQUIRES: `frame` is of
  /// wire::encode_request.
  RequestToken ask_frame(Context& context, const Target& target, Parts frame,
                         std::int64_t timeout_ms);

  /// True if the input was for one of these connections.
  bool on_input(Context& context, const Input& input);

  /// When on_due wants to be called; it may be called earlier.
  std::optional<Instant> next_due() const;
  void on_due(Context& context);

  std::vector<Outcome> take_outcomes() { return std::exchange(outcomes_, {}); }

  bool has_outcomes() const { return !outcomes_.empty(); }

  /// Closes the connection, if there is one; what waits for an answer fails.
  void close(Context& context, const Peer& peer);
  void close_all(Context& context);

 private:
  enum class State : std::uint8_t { idle, dialing, open, backing_off };

  struct Asked {
    RequestToken token;
    std::int32_t correlation_id = 0;
    wire::ApiKey api{};
    std::int16_t version = 0;
    Parts frame;  ///< until it is sent
    Instant give_up_at;
    StepId asked;
  };

  struct Channel {
    Address address;
    State state = State::idle;
    ConnId conn;
    std::int32_t failures = 0;  ///< in a row
    Instant until;              ///< of the dial or the back-off
    std::deque<Asked> unsent;
    std::deque<Asked> unanswered;
    wire::FrameReader reader;
  };

  std::int32_t next_correlation() {
    return last_correlation_ = (last_correlation_ + 1) & INT32_MAX;
  }

  Channel* find(ConnId conn, Peer& peer);
  void dial(Context& context, const Peer& peer, Channel& channel);
  void flush(Context& context, Channel& channel);
  void grant(Context& context, Channel& channel);
  void on_connected(Context& context, const Connected& connected);
  void on_received(Context& context, const Received& received);
  void on_closed(Context& context, const Closed& closed);
  void on_frame(Context& context, const Peer& peer, Channel& channel, const Slice& payload);
  void give_up(Context& context, const Peer& peer, Channel& channel, NoAnswer why);
  void end(const Peer& peer, Asked&& asked, std::optional<NoAnswer> failure, Slice payload);

  ChannelSettings settings_;
  std::map<Peer, Channel> channels_;
  std::vector<Outcome> outcomes_;
  std::int64_t last_token_ = 0;
  std::int32_t last_correlation_ = 0;
  std::int64_t last_conn_ = 0;  ///< dials count down from here
};

}  // namespace fl::client
