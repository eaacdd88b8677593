#include "core/broker/controller_link.h"

#include "core/base/writer.h"
#include "core/broker/control.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/init_producer_id.h"
#include "core/broker/lifecycle.h"
#include "core/broker/replicas.h"
#include "core/broker/router.h"
#include "core/broker/server.h"
#include "core/wire/messages/envelope.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace fl::broker {

namespace {

/// Between two attempts to forward a request.   Source: retry.backoff.ms of the channel manager.
constexpr std::int64_t kForwardRetryNs = 50 * kNanosecondsPerMillisecond;
/// How long a client's request is tried.   Source: the default of request.timeout.ms.
constexpr std::int64_t kForwardNsMax = 30 * kNanosecondsPerSecond;
constexpr std::size_t kFrameSizeBytes = 4;

/// Everybody is this user: there is no authentication yet. Version 0 of DefaultPrincipalData.
constexpr std::string_view kAnonymousPrincipal("\0\0\5User\12ANONYMOUS\0\0", 20);

/// The four bytes of an address; those of 0.0.0.0 where it is written otherwise.
Slice address_bytes(std::string_view peer) {
  ByteVector bytes;
  std::string_view host = peer.substr(0, peer.rfind(':'));
  while (bytes.size() < 4) {
    std::uint8_t part = 0;
    const auto [end, error] = std::from_chars(host.data(), host.data() + host.size(), part);
    if (error != std::errc()) return Slice(ByteVector{0, 0, 0, 0});
    bytes.push_back(part);
    host.remove_prefix(static_cast<std::size_t>(end - host.data()));
    if (!host.empty()) host.remove_prefix(1);
  }
  return Slice(std::move(bytes));
}

void try_again(Server& server, Context& context, std::int64_t key) {
  ForwardRow* row = server.link.forwards.mutate(key);
  if (row == nullptr) return;
  row->is_asked = false;
  server.deadlines.add(context, {.at = std::min(context.now + kForwardRetryNs, row->deadline),
                                 .kind = DeadlineKind::forward,
                                 .key = key});
}

void ask(Server& server, Context& context, std::int64_t key) {
  ForwardRow* row = server.link.forwards.mutate(key);
  FL_ASSERT(row != nullptr);
  if (!is_controller_known(server)) {
    try_again(server, context, key);
    return;
  }
  const Connection* connection = server.connections.open.find(row->request.conn);
  row->is_asked = true;
  const wire::EnvelopeRequest envelope{
      .request_data = row->frame,
      .request_principal = Slice::literal(kAnonymousPrincipal),
      .client_host_address = address_bytes(connection == nullptr ? "" : connection->peer)};
  ask_controller(server, context, LinkKind::forward, key, envelope, 0);
}

void on_forward_answered(Server& server, Context& context, const LinkAnswer& answer) {
  ForwardRow* row = server.link.forwards.mutate(answer.key);
  if (row == nullptr) return;
  if (answer.failure) {
    try_again(server, context, answer.key);
    return;
  }
  const auto response = answer.read<wire::EnvelopeResponse>();
  if (!response || response->error_code != wire::ErrorCode::none || !response->response_data) {
    try_again(server, context, answer.key);
    return;
  }
  ForwardRow done = std::move(*row);
  server.link.forwards.erase(answer.key);
  ByteVector size(kFrameSizeBytes);
  store_i32(size, 0, static_cast<std::int32_t>(response->response_data->size()));
  send_response(server, context, done.request, {Slice(std::move(size)), *response->response_data});
}

void give_answer(Server& server, Context& context, const LinkAnswer& answer) {
  context.caused_by(answer.asked);
  switch (answer.kind) {
    case LinkKind::registration:
      on_registration_answered(server, context, answer);
      return;
    case LinkKind::heartbeat:
      on_heartbeat_answered(server, context, answer);
      return;
    case LinkKind::alter_partition:
      on_alter_partition_answered(server, context, answer);
      return;
    case LinkKind::producer_ids:
      on_producer_ids_answered(server, context, answer);
      return;
    case LinkKind::auto_creation:
      return;
    case LinkKind::forward:
      on_forward_answered(server, context, answer);
      return;
  }
}

}  // namespace

Slice without_size(const Parts& frame) {
  ByteVector bytes;
  for (const Part& part : frame) {
    const auto* slice = std::get_if<Slice>(&part);
    FL_ASSERT(slice != nullptr);
    bytes.insert(bytes.end(), slice->data(), slice->data() + slice->size());
  }
  FL_ASSERT(bytes.size() >= kFrameSizeBytes);
  return Slice(std::move(bytes)).from(kFrameSizeBytes);
}

namespace {

/// A heartbeat that a dead controller never answers must end before the session does, so that the
/// next one is heard in time.   Source: BrokerServer (KAFKA-14392).
std::int64_t timeout_of(const Server& server, LinkKind kind) {
  const std::int64_t timeout_ms = server.config.controller_socket_timeout_ms;
  const bool is_of_session = kind == LinkKind::registration || kind == LinkKind::heartbeat;
  return is_of_session
             ? std::min<std::int64_t>(timeout_ms, server.config.broker_session_timeout_ms / 2)
             : timeout_ms;
}

}  // namespace

void ask_controller_frame(Server& server, Context& context, ControllerLink::Asked asked,
                          Parts frame) {
  FL_ASSERT(is_controller_known(server));
  ControllerLink& link = server.link;
  if (is_active_controller(server)) {
    const std::int64_t number = ++link.last_self;
    link.self.emplace(number, asked);
    link.self_requests.push_back({.number = number, .payload = without_size(frame)});
    return;
  }
  const client::RequestToken token = server.channels.ask_frame(
      context, controller_target(server), std::move(frame), timeout_of(server, asked.kind));
  link.remote.emplace(token, asked);
}

void on_self_answered(Server& server, const Request& request, std::optional<Parts> frame) {
  const auto found = server.link.self.find(request.number);
  if (found == server.link.self.end()) return;
  const ControllerLink::Asked asked = found->second;
  server.link.self.erase(found);
  LinkAnswer answer{.kind = asked.kind,
                    .key = asked.key,
                    .version = asked.version,
                    .failure = std::nullopt,
                    .payload = {},
                    .asked = asked.asked};
  if (frame)
    answer.payload = without_size(*frame);
  else
    answer.failure = client::NoAnswer::unreadable;
  server.link.answers.push_back(std::move(answer));
}

void take_controller_outcome(Server& server, client::Outcome outcome) {
  const auto found = server.link.remote.find(outcome.token);
  if (found == server.link.remote.end()) return;
  const ControllerLink::Asked asked = found->second;
  server.link.remote.erase(found);
  server.link.answers.push_back({.kind = asked.kind,
                                 .key = asked.key,
                                 .version = asked.version,
                                 .failure = outcome.failure,
                                 .payload = std::move(outcome.payload),
                                 .asked = asked.asked});
}

bool has_link_work(const Server& server) {
  return !server.link.self_requests.empty() || !server.link.answers.empty();
}

bool drain_link(Server& server, Context& context) {
  if (!has_link_work(server)) return false;
  for (ControllerLink::SelfRequest& request : std::exchange(server.link.self_requests, {}))
    route_own(server, context, request.number, request.payload);
  for (const LinkAnswer& answer : std::exchange(server.link.answers, {}))
    give_answer(server, context, answer);
  return true;
}

void forward(Server& server, Context& context, const Request& request, const Slice& payload) {
  const std::int64_t key = ++server.link.last_forward;
  server.link.forwards.put(key, {.request = request,
                                 .frame = Slice::copied(payload),
                                 .deadline = context.now + kForwardNsMax});
  ask(server, context, key);
}

void on_forward_due(Server& server, Context& context, std::int64_t key) {
  const ForwardRow* row = server.link.forwards.find(key);
  if (row == nullptr || row->is_asked) return;
  if (row->deadline <= context.now) {
    const Request request = row->request;
    server.link.forwards.erase(key);
    refuse(server, context, request, "no controller answered in time");
    return;
  }
  ask(server, context, key);
}

void drop_forwards(Server& server, ConnId conn) {
  std::vector<std::int64_t> gone;
  server.link.forwards.for_each([&](const std::int64_t& key, const ForwardRow& row) {
    if (row.request.conn == conn) gone.push_back(key);
  });
  for (const std::int64_t key : gone)
    server.link.forwards.erase(key);
}

}  // namespace fl::broker
