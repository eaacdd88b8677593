#include "core/broker/boot.h"

#include "core/base/assert.h"
#include "core/base/drawn_uuid.h"
#include "core/broker/connections.h"
#include "core/broker/control.h"
#include "core/broker/events.h"
#include "core/broker/lifecycle.h"
#include "core/broker/partitions.h"
#include "core/broker/replicas.h"
#include "core/broker/stop.h"
#include "core/broker/stray_logs.h"
#include "core/raft/bootstrap_file.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

/// A small file of the broker is read whole.
constexpr std::int64_t kOwnFileBytesMax = 16 << 20;

/// Owner.detail of the broker's own files.
enum class Step : std::uint8_t { open, load, write };

constexpr std::string_view name_of_file(StartupFile file) {
  switch (file) {
    case StartupFile::meta:
      return storage::kMetaProperties;
    case StartupFile::recovery_point:
      return storage::kRecoveryPointCheckpoint;
    case StartupFile::log_start:
      return storage::kLogStartCheckpoint;
    case StartupFile::high_watermark:
      return storage::kHighWatermarkCheckpoint;
    case StartupFile::clean_shutdown:
      return storage::kCleanShutdown;
    case StartupFile::bootstrap:
      return raft::kBootstrapFile;
  }
  return {};
}

Owner owner_of(StartupFile file, Step step) {
  return {.kind = OwnerKind::startup,
          .key = static_cast<std::int64_t>(file),
          .detail = static_cast<std::int64_t>(step)};
}

void note(const Server& server, Context& context, std::string text, bool is_error = false) {
  context.tell<BrokerNoted>([&] {
    return Telling<BrokerNoted>{
        {.broker = server.id, .text = std::move(text), .is_error = is_error}, {}};
  });
}

/// The rules of replication that are not Kafka 4.3's. False, and the broker exits, if there is no
/// such rule.
bool take_switches(Server& server, Context& context, Properties& properties) {
  const auto switches = replication::take_switches(properties);
  if (!switches) {
    exit_with(server, context, 1, switches.error().message);
    return false;
  }
  server.replication.switches = *switches;
  return true;
}

void note_switches(const Server& server, Context& context) {
  for (const replication::SwitchRow& row : replication::kSwitchRows) {
    const std::string_view value = replication::value_of(server.replication.switches, row.name);
    if (value != replication::value_of(replication::Switches{}, row.name))
      note(server, context,
           "not as in Kafka 4.3: switch " + std::string(row.name) + " is " + std::string(value));
  }
}

const ListedDirectory* listing_of(const Server& server) {
  for (const ListedDirectory& directory : server.directories)
    if (directory.path == server.startup.directory) return &directory;
  return nullptr;
}

const ListedFile* listed(const ListedDirectory& directory, std::string_view path) {
  const auto at =
      std::lower_bound(directory.files.begin(), directory.files.end(), path,
                       [](const ListedFile& file, std::string_view p) { return file.path < p; });
  return at != directory.files.end() && at->path == path ? &*at : nullptr;
}

void load_own_file(Server& server, Context& context, StartupFile file, std::int64_t size_bytes) {
  const FileId id = server.disk.next_file();
  server.startup.pending += 2;
  server.disk.open(context, owner_of(file, Step::open), id,
                   server.startup.directory + "/" + std::string(name_of_file(file)), false);
  server.disk.load(context, owner_of(file, Step::load), id, Position(0),
                   std::min(size_bytes, kOwnFileBytesMax));
  Disk::close(context, id);
}

void read_own_file(Server& server, Context& context, const ListedDirectory& directory,
                   StartupFile file) {
  const std::string_view name = name_of_file(file);
  const ListedFile* found = listed(directory, name);
  if (found == nullptr) return;
  if (found->size_bytes > 0) load_own_file(server, context, file, found->size_bytes);
  if (file != StartupFile::clean_shutdown) return;
  // Gone before anything else is done: a crash from now on is not a clean stop.
  server.startup.was_clean = true;
  ++server.startup.pending;
  server.disk.remove(context, owner_of(file, Step::write),
                     server.startup.directory + "/" + std::string(name));
}

void write_meta(Server& server, Context& context) {
  // Nodes of one seed make one cluster; each has a directory of its own.
  server.cluster_id = drawn_uuid(context.draw, "cluster-id", {}).to_text();
  server.directory_id =
      drawn_uuid(context.draw, "directory-id", {static_cast<std::uint64_t>(context.self.value)});
  ++server.startup.pending;
  server.disk.replace(context, owner_of(StartupFile::meta, Step::write),
                      server.startup.directory + "/" + std::string(storage::kMetaProperties),
                      Slice(storage::format_meta_properties({.node_id = server.id.value,
                                                             .cluster_id = server.cluster_id,
                                                             .directory_id = server.directory_id},
                                                            context.wall)));
}

/// False, and the broker exits, if the directory belongs to another node.
bool take_meta(Server& server, Context& context) {
  const auto meta = storage::parse_meta_properties(server.startup.meta);
  if (!meta) {
    exit_with(
        server, context, 1,
        "Error while reading meta.properties of " + server.startup.directory + ": " + meta.error());
    return false;
  }
  if (meta->node_id != server.id.value) {
    exit_with(server, context, 1,
              "Stored node id " + std::to_string(meta->node_id) +
                  " doesn't match previous node id " + std::to_string(server.id.value) +
                  " in meta.properties of " + server.startup.directory);
    return false;
  }
  server.cluster_id = meta->cluster_id;
  server.directory_id = meta->directory_id.value_or(Uuid{});
  return true;
}

void on_own_files_read(Server& server, Context& context) {
  if (server.startup.pending > 0 || server.phase != Phase::starting) return;
  if (server.cluster_id.empty()) {
    if (server.startup.meta.empty()) {
      write_meta(server, context);
      return;
    }
    if (!take_meta(server, context)) return;
  }
  server.phase = Phase::metadata;
  start_control(server, context);
}

/// What the formatting of the directory decided for a new cluster.
void take_bootstrap(Server& server, Context& context, const Slice& bytes) {
  auto values = raft::read_bootstrap_file(bytes);
  if (values)
    server.control.bootstrap = std::move(*values);
  else
    exit_with(server, context, 1,
              std::string(raft::kBootstrapFile) + " of " + server.startup.directory + ": " +
                  values.error());
}

void take_own_file(Server& server, Context& context, StartupFile file, const Slice& bytes) {
  if (file == StartupFile::bootstrap) {
    take_bootstrap(server, context, bytes);
    return;
  }
  const std::string_view text = bytes.text();
  if (file == StartupFile::meta) {
    server.startup.meta = std::string(text);
    return;
  }
  if (file == StartupFile::clean_shutdown) {
    server.lifecycle.previous = storage::parse_clean_shutdown(text).value_or(BrokerEpoch(-1));
    return;
  }
  auto entries = storage::parse_offset_checkpoint(text);
  if (!entries) {
    // Kafka: the whole log directory goes offline. Without the checkpoint all logs are recovered.
    note(server, context, std::string(name_of_file(file)) + ": " + entries.error());
    return;
  }
  Startup& startup = server.startup;
  if (file == StartupFile::recovery_point)
    startup.recovery_points = std::move(*entries);
  else if (file == StartupFile::log_start)
    startup.log_starts = std::move(*entries);
  else
    startup.high_watermarks = std::move(*entries);
}

/// The files of a partition's directory, with bare names.
std::vector<ListedFile> files_below(const ListedDirectory& directory, const std::string& name) {
  const std::string prefix = name + "/";
  auto at =
      std::lower_bound(directory.files.begin(), directory.files.end(), prefix,
                       [](const ListedFile& file, const std::string& p) { return file.path < p; });
  std::vector<ListedFile> files;
  for (; at != directory.files.end() && at->path.starts_with(prefix); ++at) {
    ListedFile file = *at;
    file.path.erase(0, prefix.size());
    if (!file.path.contains('/')) files.push_back(std::move(file));
  }
  return files;
}

Offset checkpointed(const storage::OffsetCheckpoint& entries, const TopicPartition& name) {
  const auto at = entries.find(name);
  return at == entries.end() ? Offset(0) : at->second;
}

void load_next(Server& server, Context& context) {
  const ListedDirectory* directory = listing_of(server);
  while (!server.startup.to_load.empty() && server.startup.loading.size() < kLoadingMax) {
    FL_ASSERT(directory != nullptr);
    const TopicPartition name = server.startup.to_load.back();
    server.startup.to_load.pop_back();
    const metadata::TopicImage* topic = server.image.topic(name.topic);
    FL_ASSERT(topic != nullptr);
    const LogKey key = ++server.last_log_key;
    storage::LogLoader loader(
        {.identity = {.key = key,
                      .partition = name,
                      .topic_id = topic->id,
                      .directory = directory_of(server, name)},
         .config = log_config_of(*topic_config(server, name.topic), server.config),
         .files = files_below(*directory, name.to_text()),
         .is_clean = server.startup.was_clean,
         .recovery_point = checkpointed(server.startup.recovery_points, name),
         .log_start = checkpointed(server.startup.log_starts, name)});
    server.startup.names.put(key, name);
    storage::LogLoader& placed = server.startup.loading.put(key, std::move(loader));
    placed.start(context, server.disk);
    if (placed.is_finished()) on_loading_done(server, context, {.key = key}, {});
    if (server.phase != Phase::loading) return;
  }
}

void start_serving(Server& server, Context& context) {
  server.phase = Phase::running;
  server.directories.clear();
  const bool was_clean = server.startup.was_clean;
  const std::string directory = server.startup.directory;
  server.startup = Startup{.directory = directory, .was_clean = was_clean};
  start_checkpoints(server, context);
  start_expiration(server, context);
  context.tell<BrokerStarted>([&] {
    return Telling<BrokerStarted>{
        {.broker = server.id,
         .cluster_id = server.cluster_id,
         .partitions = static_cast<std::int32_t>(server.partitions.size()),
         .was_clean = was_clean},
        {}};
  });
  start_reading(server, context);
}

/// All logs are there: the controller may unfence this broker.
void note_if_loaded(Server& server, Context& context) {
  if (server.phase != Phase::loading) return;
  if (!server.startup.to_load.empty() || !server.startup.loading.empty()) return;
  server.phase = Phase::loaded;
  server.control.is_published = true;
  lead_and_follow(server, context);
  hasten_lifecycle(server, context);
}

}  // namespace

void on_boot(Server& server, Context& context, const Boot& boot) {
  FL_ASSERT(server.phase == Phase::off);
  server.phase = Phase::starting;
  Properties properties = boot.config;
  if (!take_switches(server, context, properties)) return;
  auto parsed = config::parse(properties);
  if (!parsed) {
    std::string all;
    for (const std::string& error : parsed.error())
      all += (all.empty() ? "" : "; ") + error;
    exit_with(server, context, 1, std::move(all));
    return;
  }
  server.config = std::move(parsed->config);
  server.id = BrokerId(server.config.node_id);
  note_switches(server, context);
  for (std::string& warning : parsed->warnings)
    note(server, context, std::move(warning));
  server.listeners = boot.listeners;
  server.directories = boot.directories;
  server.startup.directory = server.config.log_dirs.front();
  if (server.config.log_dirs.size() > 1)
    note(server, context, "Only the first of log.dirs is used: " + server.startup.directory);
  if (server.config.queued_max_request_bytes > 0)
    server.connections.budget.size_bytes = server.config.queued_max_request_bytes;
  if (const ListedDirectory* directory = listing_of(server); directory != nullptr) {
    for (const StartupFile file :
         {StartupFile::meta, StartupFile::recovery_point, StartupFile::log_start,
          StartupFile::high_watermark, StartupFile::clean_shutdown, StartupFile::bootstrap})
      read_own_file(server, context, *directory, file);
  }
  on_own_files_read(server, context);
}

bool are_logs_loaded(const Server& server) {
  return server.phase == Phase::loaded || server.phase == Phase::running;
}

void serve_if_unfenced(Server& server, Context& context) {
  if (server.phase == Phase::loaded) start_serving(server, context);
}

void on_quorum_started(Server& server, Context& context) {
  FL_ASSERT(server.phase == Phase::metadata);
  if (server.config.is_broker()) {
    start_lifecycle(server, context);
    // Other nodes of the quorum are served from now on, clients later.
    start_reading(server, context);
  } else {
    start_serving(server, context);
  }
}

void on_startup_done(Server& server, Context& context, const Owner& owner, const Done& done) {
  --server.startup.pending;
  FL_ASSERT(server.startup.pending >= 0);
  if (server.phase != Phase::starting) return;
  const auto file = static_cast<StartupFile>(owner.key);
  if (done.error != IoError::none) {
    fail_directory(server, context, name_of_file(file), done.error);
    return;
  }
  if (static_cast<Step>(owner.detail) == Step::load)
    take_own_file(server, context, file, done.bytes);
  on_own_files_read(server, context);
}

void on_metadata_ready(Server& server, Context& context) {
  FL_ASSERT(server.phase == Phase::metadata);
  server.phase = Phase::loading;
  std::set<TopicPartition> on_disk;
  if (const ListedDirectory* directory = listing_of(server); directory != nullptr)
    on_disk = sort_directories(server, context, *directory);
  server.image.topics.for_each([&](const std::string& topic, const metadata::TopicImage& image) {
    image.partitions.for_each([&](const PartitionIndex& index, const metadata::PartitionImage& p) {
      if (std::find(p.replicas.begin(), p.replicas.end(), server.id) == p.replicas.end()) return;
      const TopicPartition name{topic, index};
      if (on_disk.contains(name)) {
        server.startup.to_load.push_back(name);
      } else {
        create_partition(server, context, name);
      }
    });
  });
  std::reverse(server.startup.to_load.begin(), server.startup.to_load.end());
  load_next(server, context);
  note_if_loaded(server, context);
}

void on_loading_done(Server& server, Context& context, const Owner& owner, const Done& done) {
  storage::LogLoader* loader = server.startup.loading.mutate(owner.key);
  FL_ASSERT(loader != nullptr);
  if (!loader->is_finished()) loader->on_done(context, server.disk, owner, done);
  if (!loader->is_finished()) return;
  const TopicPartition name = *server.startup.names.find(owner.key);
  const Uuid stored = loader->report().topic_id;
  for (const std::string& warning : loader->report().warnings)
    note(server, context, name.to_text() + ": " + warning);
  auto log = loader->take();
  server.startup.loading.erase(owner.key);
  server.startup.names.erase(owner.key);
  if (!log) {
    fail_directory(server, context, name.to_text() + ": " + log.error().what, log.error().error);
    return;
  }
  adopt_log(server, context, name, std::move(*log), stored);
  load_next(server, context);
  note_if_loaded(server, context);
}

}  // namespace fl::broker
