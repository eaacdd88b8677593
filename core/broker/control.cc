#include "core/broker/control.h"

#include "core/broker/commit.h"
#include "core/broker/control_story.h"
#include "core/broker/nodes.h"
#include "core/broker/stop.h"
#include "core/controller/bootstrap.h"
#include "core/controller/producer_ids.h"

#include <utility>

namespace fl::broker {

namespace {

std::vector<ListedFile> metadata_files(const Server& server) {
  const std::string prefix = std::string(controller::kMetadataLogDirectory) + "/";
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

/// True if the metadata log is lost; the node is told to end, once.
bool has_failed(Server& server, Context& context) {
  ControlState& control = server.control;
  if (control.log.failure().empty() && control.failure.empty()) return false;
  if (!control.has_exited) {
    control.has_exited = true;
    exit_with(server, context, 1,
              control.failure.empty() ? control.log.failure() : control.failure);
  }
  return true;
}

void apply_replayed(ControlState& control) {
  metadata::Delta delta;
  for (const controller::ReplayedBatch& batch : control.log.take_replayed()) {
    for (const metadata::Record& record : batch.records) {
      const auto applied = metadata::apply(control.decided, delta, record);
      if (applied) continue;
      control.failure = "the metadata log contradicts itself before offset " +
                        std::to_string(batch.end.value) + ": " + applied.error();
      return;
    }
    control.decided.end = batch.end;
  }
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

void take_effect(Server& server, Context& context, UncommittedBatch batch) {
  const metadata::Image before = std::exchange(server.image, std::move(batch.image));
  tell_committed(context, before, server.image, batch.delta);
  const bool has_new_config = concerns_this_broker(server, batch.delta);
  if (has_new_config) refresh_config(server);
  if (!server.control.is_ready) return;
  if (has_new_config) apply_config_changed(server, context);
  apply_topics_changed(server, context, batch.delta);
  if (!batch.producer_ids) return;
  server.control.is_asking_for_producer_ids = false;
  on_producer_ids(server, context, *batch.producer_ids,
                  static_cast<std::int32_t>(controller::kProducerIdsPerBlock));
}

void answer_committed(Server& server, Context& context, Offset committed) {
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

void become_ready(Server& server, Context& context) {
  server.image = server.control.decided;
  refresh_config(server);
  server.control.is_ready = true;
  on_metadata_ready(server, context);
}

/// Does what the state of the metadata log now allows.
void advance(Server& server, Context& context) {
  ControlState& control = server.control;
  apply_replayed(control);
  if (has_failed(server, context)) return;
  if (!control.log.is_ready()) return;
  if (!control.is_registered) {
    // A quorum will know brokers by RegisterBrokerRecord; a node of its own knows itself.
    control.is_registered = true;
    control.decided.brokers.put(server.id, registered_self(server));
    if (control.decided.end == Offset(0)) {
      propose(server, context, controller::bootstrap_records(server.config));
      return;
    }
  }
  const Offset committed = control.log.committed_end();
  while (!control.uncommitted.empty() && control.uncommitted.front().image.end <= committed) {
    UncommittedBatch batch = std::move(control.uncommitted.front());
    control.uncommitted.pop_front();
    take_effect(server, context, std::move(batch));
  }
  if (!control.is_ready && control.uncommitted.empty()) become_ready(server, context);
  answer_committed(server, context, committed);
  if (control.is_stopping && control.log.is_closed() && !control.is_stopped) {
    control.is_stopped = true;
    on_control_stopped(server, context);
  }
}

}  // namespace

void start_control(Server& server, Context& context) {
  ControlState& control = server.control;
  control.file_config = server.config.layers().file;
  control.log.start(context, server.disk,
                    {.directory = server.config.metadata_log_dir,
                     .files = metadata_files(server),
                     .segment_bytes = server.config.metadata_log_segment_bytes,
                     .segment_ms = server.config.metadata_log_segment_ms});
  advance(server, context);
}

void on_control_done(Server& server, Context& context, const Owner& owner, const Done& done) {
  server.control.log.on_done(context, server.disk, owner, done);
  advance(server, context);
}

void on_control_due(Server& server, Context& context, const Deadline& deadline) {
  const CommitRow* const found = server.control.rows.find(deadline.key);
  if (deadline.kind != DeadlineKind::commit || found == nullptr) return;
  const CommitRow row = *found;
  server.control.rows.erase(deadline.key);
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
}

void ask_for_producer_ids(Server& server, Context& context) {
  ControlState& control = server.control;
  if (control.is_asking_for_producer_ids || !control.log.is_ready()) return;
  control.is_asking_for_producer_ids = true;
  const auto decided = controller::decide_producer_id_block(control_view(server, context),
                                                            server.id, BrokerEpoch(0));
  propose(server, context, decided.records);
  if (control.uncommitted.empty()) return;
  control.uncommitted.back().producer_ids = decided.response.first;
}

void stop_control(Server& server, Context& context) {
  ControlState& control = server.control;
  control.is_stopping = true;
  control.log.close(context, server.disk);
  if (!control.log.is_closed() || control.is_stopped) return;
  control.is_stopped = true;
  on_control_stopped(server, context);
}

}  // namespace fl::broker
