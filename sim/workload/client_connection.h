// A simulated client's connection to one broker, as Kafka's NetworkClient keeps it: dial, learn the
// versions (ApiVersions), send requests and match their responses in order; after a request timeout
// or a close, dial again with exponential back-off. A client has one or several of them, in slots:
// the slot decides which timers, connection ids and correlation ids of the node are its.
// Source: org.apache.kafka.clients.NetworkClient, ClusterConnectionStates.
#pragma once
#include "core/base/ids.h"
#include "core/node/context.h"
#include "core/node/input.h"
#include "core/wire/frame.h"
#include "core/wire/header.h"
#include "core/wire/messages/api_versions.h"
#include "sim/workload/events.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace fl::sim {

struct ClientAddress {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const ClientAddress&, const ClientAddress&) = default;
};

/// A request whose response has not come.
struct Asked {
  std::int32_t correlation_id = 0;
  wire::ApiKey api{};
  std::int16_t version = 0;
  Instant sent;
  StepId step{};
};

/// A response and the request that it answers.
struct Answer {
  Asked asked;
  Slice payload;  ///< with the response header
};

class ClientConnection {
 public:
  /// Timers from here on are the owner's, up to those of further slots.
  static constexpr std::int64_t kFirstOwnTimer = 10;

  ClientConnection() = default;

  /// `bootstrap`: whom it asks first, and one after the other when a connection is lost.
  /// REQUIRES: at least one.
  ClientConnection(std::string client, std::vector<ClientAddress> bootstrap,
                   std::int64_t request_timeout_ns, std::int32_t slot = 0)
      : client_(std::move(client)),
        bootstrap_(std::move(bootstrap)),
        address_(bootstrap_.front()),
        request_timeout_ns_(request_timeout_ns),
        slot_(slot),
        next_correlation_(slot * kCorrelationsPerSlot) {}

  void dial(Context& context);

  const ClientAddress& address() const { return address_; }

  /// Gives an input to the connection; true if it was the connection's.
  bool step(Context& context, const Input& input);

  bool is_ready() const { return state_ == State::ready; }

  /// It was not dialed yet, or was closed.
  bool is_idle() const { return state_ == State::idle || state_ == State::closed; }

  std::size_t in_flight() const { return asked_.size(); }

  /// True once after the connection became ready.
  bool take_became_ready() { return std::exchange(became_ready_, false); }

  /// True once after the connection was lost, or could not be made.
  bool take_went_down() { return std::exchange(went_down_, false); }

  /// The requests that were lost with the connection, once.
  std::vector<Asked> take_lost() { return std::exchange(lost_, {}); }

  /// The next response, in the order of their requests.
  std::optional<Answer> next_answer();

  /// The highest version that both sides know, at most `wanted`; nothing if there is none.
  std::optional<std::int16_t> version_of(wire::ApiKey api, std::int16_t wanted) const;

  /// Sends a request. Returns its correlation id. REQUIRES: is_ready().
  template <class M>
  std::int32_t send(Context& context, const M& request, std::int16_t version,
                    bool expects_response = true) {
    wire::RequestHeader header{.correlation_id = next_correlation_++, .client_id = client_};
    const std::int32_t id = header.correlation_id;
    auto parts = wire::encode_request(std::move(header), request, version);
    FL_ASSERT(parts.has_value());
    sent(context, {.correlation_id = id, .api = M::kApi, .version = version}, std::move(*parts),
         expects_response);
    return id;
  }

  /// Closes, and dials again after the back-off.
  void give_up(Context& context, std::string why);

  /// Closes, until somebody dials again.
  void close(Context& context);

 private:
  static constexpr std::int32_t kCorrelationsPerSlot = 10'000'000;
  static constexpr std::int64_t kDialsPerSlot = 1'000'000;
  static constexpr std::int64_t kFirstSlotTimer = 1'000;

  TimerId reconnect_timer() const { return TimerId(slot_ == 0 ? 1 : kFirstSlotTimer + 2 * slot_); }

  TimerId timeout_timer() const {
    return TimerId(slot_ == 0 ? 2 : kFirstSlotTimer + 2 * slot_ + 1);
  }

  enum class State : std::uint8_t { idle, dialing, asking_versions, ready, backing_off, closed };

  void sent(Context& context, Asked asked, Parts parts, bool expects_response);
  void on_connected(Context& context, const Connected& connected);
  void on_received(Context& context, const Received& received);
  void on_versions(Context& context, const Answer& answer);
  void lose(Context& context, std::string why);
  void arm_timeout(Context& context);
  void grant(Context& context);

  std::string client_;
  std::vector<ClientAddress> bootstrap_;
  std::size_t next_bootstrap_ = 0;
  ClientAddress address_;
  std::int64_t request_timeout_ns_ = 0;
  std::int32_t slot_ = 0;
  State state_ = State::idle;
  ConnId conn_{0};
  std::int64_t dials_ = 0;
  std::int32_t failures_ = 0;
  std::int32_t next_correlation_ = 0;
  bool became_ready_ = false;
  bool went_down_ = false;
  wire::FrameReader frames_;
  std::deque<Asked> asked_;
  std::deque<Answer> answers_;
  std::vector<Asked> lost_;
  std::vector<wire::ApiVersionsResponse::ApiVersion> versions_;
};

}  // namespace fl::sim
