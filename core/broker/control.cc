#include "core/broker/control.h"

#include "core/broker/active_controller.h"
#include "core/broker/boot.h"
#include "core/broker/control_snapshots.h"
#include "core/broker/control_story.h"
#include "core/broker/controller_link.h"
#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/image_difference.h"
#include "core/broker/lifecycle.h"
#include "core/broker/nodes.h"
#include "core/broker/stop.h"
#include "core/config/value.h"
#include "core/metadata/record.h"

#include <array>
#include <utility>
#include <variant>

namespace fl::broker {

namespace {

std::vector<ListedFile> metadata_files(const Server& server) {
  const std::string prefix = std::string(raft::kMetadataLogDirectory) + "/";
  std::vector<ListedFile> files;
  for (const ListedDirectory& directory : server.directories) {
    if (directory.path != server.config.metadata_log_dir) continue;
    for (const ListedFile& file : directory.files)
      if (file.path.starts_with(prefix))
        files.push_back({.path = file.path.substr(prefix.size()),
                         .size_bytes = file.size_bytes,
                         .modified = file.modified});
  }
  return files;
}

/// Voters as configured; a node that names none is a quorum of its own.
std::vector<raft::Voter> static_voters(const Server& server) {
  std::vector<raft::Voter> voters;
  const auto& own = server.config.controller_endpoints();
  // Where voters listen has the name of the first listener for controllers, on every node.
  const std::string listener = own.empty() ? "" : own.front().listener;
  for (const config::QuorumVoter& voter : server.config.quorum_voters())
    voters.push_back(
        {.id = NodeId(voter.id),
         .directory = {},
         .endpoints = {{.listener = listener, .host = voter.host, .port = voter.port}}});
  if (voters.empty() && server.config.controller_quorum_bootstrap_servers.empty())
    voters.push_back({.id = NodeId(server.config.node_id), .directory = {}, .endpoints = {}});
  return voters;
}

/// Whom a node asks who leads, where voters are in the log: "host:port" each. Kafka refuses
/// what is no address; here nobody is asked there.
std::vector<raft::Endpoint> bootstrap_servers(const Server& server) {
  std::vector<raft::Endpoint> servers;
  for (const std::string& text : server.config.controller_quorum_bootstrap_servers) {
    const std::size_t colon = text.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : config::parse_int64(text.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535) continue;
    servers.push_back(
        {.listener = "", .host = text.substr(0, colon), .port = static_cast<std::uint16_t>(*port)});
  }
  return servers;
}

/// Where others reach a controller listener: as advertised, or, if it binds all addresses, where
/// the voters say that this node is.
raft::Endpoint reached_at(const Server& server, const config::Endpoint& endpoint) {
  raft::Endpoint reached{
      .listener = endpoint.listener, .host = endpoint.host, .port = endpoint.port};
  const bool is_nowhere = binds_all(reached.host);
  if (!is_nowhere && reached.port != 0) return reached;
  for (const config::QuorumVoter& voter : server.config.quorum_voters())
    if (voter.id == server.config.node_id)
      return {.listener = endpoint.listener, .host = voter.host, .port = voter.port};
  if (const BoundListener* bound = bound_listener(server, endpoint.listener)) {
    if (is_nowhere) reached.host = bound->host;
    reached.port = bound->port;
  }
  return reached;
}

raft::QuorumConfig quorum_config(const Server& server) {
  const config::BrokerConfig& config = server.config;
  raft::QuorumConfig quorum{
      .id = NodeId(config.node_id),
      .directory = server.directory_id,
      .cluster_id = server.cluster_id,
      .is_controller = config.is_controller(),
      .static_voters = static_voters(server),
      .bootstrap_servers = {},
      .endpoints = {},
      .election_timeout_ms = config.controller_quorum_election_timeout_ms,
      .fetch_timeout_ms = config.controller_quorum_fetch_timeout_ms,
      .election_backoff_max_ms = config.controller_quorum_election_backoff_max_ms,
      .request_timeout_ms = config.controller_quorum_request_timeout_ms,
      .retry_backoff_ms = config.controller_quorum_retry_backoff_ms,
      .log_directory = config.metadata_log_dir,
      .files = metadata_files(server),
      .segment_bytes = config.metadata_log_segment_bytes,
      .segment_ms = config.metadata_log_segment_ms,
      .snapshots_bytes_max = config.metadata_max_retention_bytes,
      .snapshots_ms_max = config.metadata_max_retention_ms};
  // Releases before 4.3 have no such property.
  if (config.controller_quorum_fetch_snapshot_max_bytes > 0)
    quorum.fetch_snapshot_bytes_max = config.controller_quorum_fetch_snapshot_max_bytes;
  // With voters in the configuration it is they who are asked.
  if (config.quorum_voters().empty()) quorum.bootstrap_servers = bootstrap_servers(server);
  for (const config::Endpoint& endpoint : config.controller_endpoints())
    quorum.endpoints.push_back(reached_at(server, endpoint));
  return quorum;
}

/// True if the metadata log is lost; the node is told to end, once.
bool has_failed(Server& server, Context& context) {
  ControlState& control = server.control;
  if (control.quorum.failure().empty() && control.failure.empty()) return false;
  if (!control.has_exited) {
    control.has_exited = true;
    exit_with(server, context, 1,
              control.failure.empty() ? control.quorum.failure() : control.failure);
  }
  return true;
}

bool apply_values(Server& server, const raft::CommittedBatch& batch, metadata::Image& image,
                  metadata::Delta& delta) {
  for (const Slice& value : batch.values) {
    const auto record = metadata::decode_record(value);
    std::string problem;
    if (!record) {
      problem = "a record cannot be read";
    } else if (const auto applied = metadata::apply(image, delta, *record); !applied) {
      problem = applied.error();
    }
    if (problem.empty()) continue;
    server.control.failure = "the metadata log contradicts itself before offset " +
                             std::to_string(batch.end.value) + ": " + problem;
    return false;
  }
  image.end = batch.end;
  return true;
}

/// Makes the configuration anew of the file and of what the image adds. What does not fit is
/// refused before it is decided; if the file changed meanwhile, the file's own values stay.
void refresh_config(Server& server) {
  const auto& image = server.image;
  config::Layers layers{
      .file = server.control.file_config,
      .cluster = image.config_of(metadata::ResourceType::broker, ""),
      .broker = image.config_of(metadata::ResourceType::broker, std::to_string(server.id.value))};
  auto made = config::make_broker_config(std::move(layers), server.config.release());
  if (made) server.config = std::move(made->config);
}

bool concerns_this_broker(const Server& server, const metadata::Delta& delta) {
  return delta.configs.contains({.type = metadata::ResourceType::broker, .name = ""}) ||
         delta.configs.contains(
             {.type = metadata::ResourceType::broker, .name = std::to_string(server.id.value)});
}

/// The new image is in force: whom it concerns is told.
void publish(Server& server, Context& context, metadata::Image image,
             const metadata::Delta& delta) {
  const metadata::Image before = std::exchange(server.image, std::move(image));
  if (delta.empty()) return;
  tell_committed(context, before, server.image, delta);
  const bool has_new_config = concerns_this_broker(server, delta);
  if (has_new_config) refresh_config(server);
  if (!server.control.is_published) return;
  if (has_new_config) apply_config_changed(server, context);
  apply_topics_changed(server, context, delta);
}

void take(Server& server, Context& context, const raft::CommittedBatch& batch) {
  metadata::Image image = server.image;
  metadata::Delta delta;
  if (!apply_values(server, batch, image, delta)) return;
  publish(server, context, std::move(image), delta);
  note_applied(server, context, batch);
}

/// A snapshot stands for all before: what it changed is the difference of two images.
void take(Server& server, Context& context, const raft::CommittedSnapshot& snapshot) {
  metadata::Image image;
  metadata::Delta ignored;
  for (const raft::CommittedBatch& batch : snapshot.batches)
    if (!apply_values(server, batch, image, ignored)) return;
  image.end = snapshot.id.end;
  const metadata::Delta delta = difference(server.image, image);
  publish(server, context, std::move(image), delta);
  note_restored(server, context, snapshot);
}

void take_committed(Server& server, Context& context) {
  const auto taken = server.control.quorum.take_committed();
  for (const raft::Committed& committed : taken) {
    if (!server.control.failure.empty()) return;
    std::visit([&](const auto& what) { take(server, context, what); }, committed);
  }
  if (!taken.empty()) begin_counting(server, context);
}

void send_outgoing(Server& server, Context& context) {
  for (raft::Outgoing& outgoing : server.control.quorum.take_outgoing()) {
    const client::Target target{
        .peer = {.node = outgoing.target, .purpose = client::Purpose::quorum},
        .address = {.host = outgoing.endpoint.host, .port = outgoing.endpoint.port}};
    const auto token = std::visit(
        [&](const auto& message) {
          return server.channels.ask(context, target, message, outgoing.request.version,
                                     outgoing.timeout_ms);
        },
        outgoing.request.message);
    server.control.asked.emplace(token,
                                 QuorumAsked{.token = outgoing.token, .asked = context.step});
  }
}

void send_replies(Server& server, Context& context) {
  for (raft::Reply& reply : server.control.quorum.take_replies()) {
    const Request* found = server.control.quorum_requests.find(reply.token.value);
    if (found == nullptr) continue;
    const Request request = *found;
    server.control.quorum_requests.erase(reply.token.value);
    std::visit([&](const auto& message) { respond(server, context, request, message); },
               reply.response.message);
  }
}

void answer_committed(Server& server, Context& context) {
  const Offset committed = server.control.quorum.committed_end();
  std::vector<std::int64_t> complete;
  server.control.rows.for_each([&](const std::int64_t& id, const CommitRow& row) {
    if (row.end <= committed) complete.push_back(id);
  });
  for (const std::int64_t id : complete) {
    const CommitRow row = *server.control.rows.find(id);
    server.control.rows.erase(id);
    server.deadlines.remove({.at = row.deadline, .kind = DeadlineKind::commit, .key = id});
    context.caused_by(row.request.step);
    send_response(server, context, row.request, row.response);
  }
}

void watch_quorum(Server& server, Context& context) {
  ControlState& control = server.control;
  const auto next = control.quorum.next_due();
  if (next == control.quorum_due) return;
  if (control.quorum_due)
    server.deadlines.remove({.at = *control.quorum_due, .kind = DeadlineKind::quorum, .key = 0});
  control.quorum_due = next;
  if (next) server.deadlines.add(context, {.at = *next, .kind = DeadlineKind::quorum, .key = 0});
}

/// The replica has read its log: the broker begins to register, or the controller serves.
void start_if_read(Server& server, Context& context) {
  if (server.control.is_started || !server.control.quorum.is_started()) return;
  server.control.is_started = true;
  on_quorum_started(server, context);
}

/// Does what the state of the quorum now allows. After each call to it.
void settle_once(Server& server, Context& context) {
  ControlState& control = server.control;
  control.is_unsettled = false;
  const bool knew_controller = is_controller_known(server);
  take_committed(server, context);
  if (has_failed(server, context)) return;
  start_if_read(server, context);
  write_snapshot(server, context);
  settle_active_controller(server, context);
  answer_committed(server, context);
  send_replies(server, context);
  send_outgoing(server, context);
  watch_quorum(server, context);
  if (!knew_controller && is_controller_known(server)) hasten_lifecycle(server, context);
  if (control.is_stopping && control.quorum.is_closed() && !control.is_stopped) {
    control.is_stopped = true;
    on_control_stopped(server, context);
  }
}

void settle(Server& server, Context& context) {
  do
    settle_once(server, context);
  while (server.control.is_unsettled && server.phase != Phase::stopped);
}

template <class... Messages>
std::optional<raft::Response> read_any(const client::Outcome& outcome,
                                       std::type_identity<std::variant<Messages...>>) {
  std::optional<raft::Response> response;
  const auto try_one = [&]<class M>(std::type_identity<M>) {
    if (response || M::kApi != outcome.api) return;
    if (auto read = outcome.read<M>()) response = raft::Response{.message = std::move(*read)};
  };
  (try_one(std::type_identity<Messages>{}), ...);
  return response;
}

/// Whoever belongs to another cluster asks on and on and is never answered: that must be said.
/// Kafka: the same line, with every refusal.
void note_if_stranger(Server& server, Context& context, const client::Outcome& outcome,
                      const raft::Response& response) {
  const auto error = std::visit([](const auto& m) { return m.error_code; }, response.message);
  if (error != wire::ErrorCode::inconsistent_cluster_id) return;
  if (std::exchange(server.control.is_stranger, true)) return;
  context.tell<BrokerNoted>([&] {
    return Telling<BrokerNoted>{
        {.broker = server.id,
         .text = "Unexpected error INCONSISTENT_CLUSTER_ID in " +
                 std::string(wire::name_of(outcome.api)) + " response: node " +
                 std::to_string(outcome.peer.node.value) + " is not of cluster " +
                 server.cluster_id + ", as meta.properties of " + server.startup.directory +
                 " says",
         .is_error = true},
        {}};
  });
}

}  // namespace

void start_control(Server& server, Context& context) {
  server.control.file_config = server.config.layers().file;
  server.control.quorum.start(context, server.disk, quorum_config(server));
  settle(server, context);
}

void on_control_done(Server& server, Context& context, const Owner& owner, const Done& done) {
  server.control.quorum.on_done(context, server.disk, owner, done);
  settle(server, context);
}

void on_control_due(Server& server, Context& context, const Deadline& deadline) {
  ControlState& control = server.control;
  if (deadline.kind == DeadlineKind::quorum) {
    control.quorum_due.reset();
    control.quorum.on_due(context, server.disk);
    settle(server, context);
    return;
  }
  if (deadline.kind == DeadlineKind::controller) {
    control.controller_due.reset();
    on_controller_due(server, context);
    settle(server, context);
    return;
  }
  const CommitRow* const found = control.rows.find(deadline.key);
  if (deadline.kind != DeadlineKind::commit || found == nullptr) return;
  const CommitRow row = *found;
  control.rows.erase(deadline.key);
  context.caused_by(row.request.step);
  send_response(server, context, row.request, row.timed_out);
}

void on_control_closed(Server& server, Context&, ConnId conn) {
  std::vector<std::pair<std::int64_t, Instant>> gone;
  server.control.rows.for_each([&](const std::int64_t& id, const CommitRow& row) {
    if (row.request.conn == conn) gone.emplace_back(id, row.deadline);
  });
  for (const auto& [id, deadline] : gone) {
    server.control.rows.erase(id);
    server.deadlines.remove({.at = deadline, .kind = DeadlineKind::commit, .key = id});
  }
  std::vector<std::int64_t> unanswered;
  server.control.quorum_requests.for_each([&](const std::int64_t& id, const Request& request) {
    if (request.conn == conn) unanswered.push_back(id);
  });
  for (const std::int64_t id : unanswered)
    server.control.quorum_requests.erase(id);
  drop_forwards(server, conn);
}

void ask_quorum(Server& server, Context& context, const Request& request,
                raft::RequestMessage message) {
  const std::int64_t token = ++server.control.last_quorum_request;
  server.control.quorum_requests.put(token, request);
  server.control.quorum.on_request(context, server.disk, raft::ReplyToken(token),
                                   {.message = std::move(message), .version = request.version});
  settle(server, context);
}

bool is_of_quorum(const Server& server, const client::Outcome& outcome) {
  return server.control.asked.contains(outcome.token);
}

void on_quorum_outcome(Server& server, Context& context, const client::Outcome& outcome) {
  const auto found = server.control.asked.find(outcome.token);
  FL_ASSERT(found != server.control.asked.end());
  const QuorumAsked asked = found->second;
  server.control.asked.erase(found);
  context.caused_by(asked.asked);
  const auto response = outcome.failure
                            ? std::nullopt
                            : read_any(outcome, std::type_identity<raft::ResponseMessage>{});
  if (response) note_if_stranger(server, context, outcome, *response);
  if (response)
    server.control.quorum.on_response(context, server.disk, asked.token, *response);
  else
    server.control.quorum.on_failure(context, server.disk, asked.token);
  settle(server, context);
}

bool settle_control(Server& server, Context& context) {
  if (!server.control.is_unsettled || server.phase == Phase::stopped) return false;
  settle(server, context);
  return true;
}

void stop_control(Server& server, Context& context) {
  server.control.is_stopping = true;
  server.control.quorum.shut_down(context, server.disk);
  settle(server, context);
}

}  // namespace fl::broker
