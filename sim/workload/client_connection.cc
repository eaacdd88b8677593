#include "sim/workload/client_connection.h"

#include "core/base/assert.h"

#include <algorithm>

namespace fl::sim {

namespace {

constexpr std::int64_t kReceiveBytes = 65'536;
constexpr std::int64_t kReconnectMinNs = 50'000'000;     // reconnect.backoff.ms
constexpr std::int64_t kReconnectMaxNs = 1'000'000'000;  // reconnect.backoff.max.ms
constexpr std::int16_t kApiVersionsVersion = 3;

/// The correlation id of a response: its first four bytes in every header version.
std::int32_t correlation_in(const Slice& payload) {
  if (payload.size() < 4) return -1;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = (value << 8) | payload.data()[i];
  return static_cast<std::int32_t>(value);
}

}  // namespace

void ClientConnection::dial(Context& context) {
  FL_ASSERT(is_idle() || state_ == State::backing_off);
  state_ = State::dialing;
  ++dials_;
  conn_ = ConnId(-(slot_ * kDialsPerSlot + dials_));
  frames_ = wire::FrameReader();
  context.emit(Dial{.conn = conn_, .host = address_.host, .port = address_.port});
}

bool ClientConnection::step(Context& context, const Input& input) {
  if (const auto* connected = std::get_if<Connected>(&input)) {
    if (connected->conn != conn_ || state_ != State::dialing) return false;
    on_connected(context, *connected);
    return true;
  }
  if (const auto* received = std::get_if<Received>(&input)) {
    if (received->conn != conn_) return false;
    on_received(context, *received);
    return true;
  }
  if (const auto* closed = std::get_if<Closed>(&input)) {
    if (closed->conn != conn_) return false;
    lose(context, std::string(name_of(closed->why)));
    return true;
  }
  if (const auto* fired = std::get_if<Fired>(&input)) {
    if (fired->timer == reconnect_timer()) {
      if (state_ == State::backing_off) dial(context);
      return true;
    }
    if (fired->timer == timeout_timer()) {
      if (!asked_.empty() && context.now >= asked_.front().sent + request_timeout_ns_)
        give_up(context, "request timed out");
      else
        arm_timeout(context);
      return true;
    }
  }
  return false;
}

void ClientConnection::on_connected(Context& context, const Connected& connected) {
  if (connected.error != ConnectError::none)
    return lose(context, std::string(name_of(connected.error)));
  state_ = State::asking_versions;
  context.tell<ClientConnected>(
      [&] { return Telling<ClientConnected>{{.client = client_, .conn = conn_}, {}}; });
  send(context,
       wire::ApiVersionsRequest{.client_software_name = "faultline-workload",
                                .client_software_version = "1"},
       kApiVersionsVersion);
  grant(context);
}

void ClientConnection::grant(Context& context) {
  context.emit(Receive{.conn = conn_, .at_least = 1, .at_most = kReceiveBytes});
}

void ClientConnection::on_received(Context& context, const Received& received) {
  frames_.feed(received.bytes);
  while (auto payload = frames_.next()) {
    const std::int32_t id = correlation_in(*payload);
    const bool is_expected = !asked_.empty() && asked_.front().correlation_id == id;
    context.tell<ResponseArrived>([&] {
      return Telling<ResponseArrived>{
          {.conn = conn_,
           .correlation_id = id,
           .bytes = static_cast<std::int64_t>(payload->size()),
           .waited_ns = is_expected ? context.now - asked_.front().sent : 0},
          {}};
    });
    if (!is_expected) return give_up(context, "a response that answers no request");
    Answer answer{.asked = asked_.front(), .payload = std::move(*payload)};
    asked_.pop_front();
    context.caused_by(answer.asked.step);
    if (state_ == State::asking_versions) {
      on_versions(context, answer);
      if (state_ != State::ready) return;
    } else {
      answers_.push_back(std::move(answer));
    }
  }
  if (frames_.is_bad()) return give_up(context, "a response of impossible size");
  arm_timeout(context);
  grant(context);
}

void ClientConnection::on_versions(Context& context, const Answer& answer) {
  auto versions =
      wire::decode_response<wire::ApiVersionsResponse>(answer.payload, answer.asked.version);
  if (!versions || versions->error_code != wire::ErrorCode::none)
    return give_up(context, "no answer to ApiVersions");
  versions_ = std::move(versions->api_keys);
  state_ = State::ready;
  failures_ = 0;
  became_ready_ = true;
}

std::optional<std::int16_t> ClientConnection::version_of(wire::ApiKey api,
                                                         std::int16_t wanted) const {
  for (const auto& one : versions_)
    if (one.api_key == api && one.min_version <= wanted) return std::min(one.max_version, wanted);
  return std::nullopt;
}

std::optional<Answer> ClientConnection::next_answer() {
  if (answers_.empty()) return std::nullopt;
  Answer answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

void ClientConnection::sent(Context& context, Asked asked, Parts parts, bool expects_response) {
  asked.sent = context.now;
  asked.step = context.step;
  context.tell<RequestSent>([&] {
    return Telling<RequestSent>{{.conn = conn_,
                                 .api = asked.api,
                                 .version = asked.version,
                                 .correlation_id = asked.correlation_id,
                                 .expects_response = expects_response},
                                {}};
  });
  context.emit(Send{.conn = conn_, .parts = std::move(parts)});
  if (!expects_response) return;
  asked_.push_back(asked);
  if (asked_.size() == 1) arm_timeout(context);
}

void ClientConnection::arm_timeout(Context& context) {
  if (asked_.empty())
    context.emit(Disarm{timeout_timer()});
  else
    context.emit(
        Arm{.timer = timeout_timer(), .deadline = asked_.front().sent + request_timeout_ns_});
}

void ClientConnection::give_up(Context& context, std::string why) {
  context.emit(Hang{.conn = conn_});
  lose(context, std::move(why));
}

void ClientConnection::lose(Context& context, std::string why) {
  if (state_ == State::closed) return;
  context.tell<ClientDisconnected>([&] {
    return Telling<ClientDisconnected>{{.client = client_,
                                        .conn = conn_,
                                        .why = why,
                                        .unanswered = static_cast<std::int32_t>(asked_.size())},
                                       {}};
  });
  // What was answered before counts; it is still in answers_.
  lost_.insert(lost_.end(), asked_.begin(), asked_.end());
  asked_.clear();
  conn_ = ConnId(0);
  state_ = State::backing_off;
  went_down_ = true;
  // Any broker knows who leads: the next one is asked.
  next_bootstrap_ = (next_bootstrap_ + 1) % bootstrap_.size();
  address_ = bootstrap_[next_bootstrap_];
  context.emit(Disarm{timeout_timer()});
  const std::int64_t backoff =
      std::min(kReconnectMaxNs, kReconnectMinNs << std::min(failures_, 10));
  ++failures_;
  context.emit(Arm{.timer = reconnect_timer(), .deadline = context.now + backoff});
}

void ClientConnection::close(Context& context) {
  if (state_ == State::closed) return;
  if (conn_.value != 0) context.emit(Hang{.conn = conn_});
  context.emit(Disarm{timeout_timer()});
  context.emit(Disarm{reconnect_timer()});
  state_ = State::closed;
  conn_ = ConnId(0);
}

}  // namespace fl::sim
