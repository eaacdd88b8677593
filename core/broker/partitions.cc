#include "core/broker/partitions.h"

#include "core/base/assert.h"
#include "core/base/drawn_uuid.h"
#include "core/broker/control.h"
#include "core/broker/events.h"
#include "core/broker/handlers/waiting.h"
#include "core/broker/replica_fetchers.h"
#include "core/broker/replicas.h"
#include "core/broker/stop.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

/// What the topic's configuration says of the replica here.
void take_throttles(const Server& server, Partition& partition) {
  const auto is_named = [&](const std::vector<std::string>& replicas) {
    return is_throttled(replicas, partition.name.partition, server.id);
  };
  partition.is_throttled_as_leader =
      is_named(partition.config->leader_replication_throttled_replicas);
  partition.is_throttled_as_follower =
      is_named(partition.config->follower_replication_throttled_replicas);
}

void take_config(Server& server, Partition& partition) {
  partition.config = topic_config(server, partition.name.topic);
  partition.log.set_config(log_config_of(*partition.config, server.config));
  take_throttles(server, partition);
}

/// Puts the partition into the tables: from now on it is led here.
void add_partition(Server& server, Context& context, LogKey key, const TopicPartition& name,
                   storage::Log log) {
  const metadata::PartitionImage* image = server.image.partition(name);
  FL_ASSERT(image != nullptr);
  const auto checkpointed = server.startup.high_watermarks.find(name);
  const Offset high_watermark =
      checkpointed == server.startup.high_watermarks.end() ? Offset(0) : checkpointed->second;
  const Offset clipped = std::clamp(high_watermark, log.start(), log.visible_end());
  server.partitions.put(key, Partition{.name = name,
                                       .topic_id = log.identity().topic_id,
                                       .leader_epoch = LeaderEpoch(-1),
                                       .leader = metadata::kNoLeader,
                                       .log_key = key,
                                       .config = topic_config(server, name.topic),
                                       .log = std::move(log),
                                       .high_watermark = clipped});
  take_throttles(server, *server.partitions.mutate(key));
  server.log_keys.put(name, key);
  if (server.control.is_published) take_role(server, context, *server.partitions.mutate(key));
}

/// Renames the log's directory; it is removed `delay_ms` later.
void move_away(Server& server, Context& context, LogKey key, storage::Log log,
               std::int64_t delay_ms) {
  const std::string directory =
      server.startup.directory + "/" +
      storage::deleted_directory_name(log.identity().partition,
                                      drawn_uuid(context.draw, "deleted-directory",
                                                 {static_cast<std::uint64_t>(context.incarnation),
                                                  static_cast<std::uint64_t>(key)}));
  log.move_away(context, server.disk, directory);
  server.removals.put(key, {.log = std::move(log), .directory = directory, .is_due = false});
  server.deadlines.add(
      context, {context.now + delay_ms * kNanosecondsPerMillisecond, DeadlineKind::removal, key});
}

void remove_if_idle(Server& server, Context& context, LogKey key) {
  const Removal* removal = server.removals.find(key);
  FL_ASSERT(removal != nullptr);
  if (!removal->is_due || removal->log.operations() > 0) return;
  server.disk.remove(context, {.kind = OwnerKind::removal, .key = key}, removal->directory);
}

void delete_partition(Server& server, Context& context, const TopicPartition& name) {
  const LogKey* found = server.log_keys.find(name);
  if (found == nullptr) return;
  const LogKey key = *found;
  Partition partition = std::move(*server.partitions.mutate(key));
  server.partitions.erase(key);
  server.log_keys.erase(name);
  leave_fetcher(server, partition);
  wake_rows_of(server, partition);
  move_away(server, context, key, std::move(partition.log), partition.config->file_delete_delay_ms);
}

/// Leaders, epochs and configuration as the image has them now.
void refresh(Server& server, Context& context, const TopicPartition& name) {
  Partition* partition = mutate_partition(server, name);
  const metadata::PartitionImage* image = server.image.partition(name);
  if (partition == nullptr || image == nullptr) return;
  take_role(server, context, *partition);
}

/// The topic's configuration as the image and the broker have it now.
void refresh_config(Server& server, const std::string& topic) {
  server.topic_configs.erase(topic);
  std::vector<LogKey> keys;
  server.log_keys.for_each_from({topic, PartitionIndex(0)},
                                [&](const TopicPartition& name, const LogKey& key) {
                                  if (name.topic != topic) return false;
                                  keys.push_back(key);
                                  return true;
                                });
  for (const LogKey key : keys) {
    take_config(server, *server.partitions.mutate(key));
    wake_fetcher_of(server, *server.partitions.find(key));
  }
}

bool is_replica_here(const Server& server, const TopicPartition& name) {
  const metadata::PartitionImage* image = server.image.partition(name);
  return image != nullptr && std::ranges::find(image->replicas, server.id) != image->replicas.end();
}

constexpr std::int64_t clamped_records(std::int64_t value) {
  return value < 1 ? 1 : value;
}

}  // namespace

storage::LogConfig log_config_of(const config::TopicConfig& topic,
                                 const config::BrokerConfig& broker) {
  return {.segment_bytes = topic.segment_bytes,
          .segment_ms = topic.segment_ms,
          .segment_jitter_ms = topic.segment_jitter_ms,
          .index_interval_bytes = topic.index_interval_bytes,
          .segment_index_bytes = topic.segment_index_bytes,
          .flush_messages = clamped_records(topic.flush_messages),
          .flush_ms = topic.flush_ms,
          .producer_id_expiration_ms = broker.producer_id_expiration_ms};
}

std::string directory_of(const Server& server, const TopicPartition& name) {
  return server.startup.directory + "/" + name.to_text();
}

void create_partition(Server& server, Context& context, const TopicPartition& name) {
  const metadata::TopicImage* topic = server.image.topic(name.topic);
  FL_ASSERT(topic != nullptr);
  const LogKey key = ++server.last_log_key;
  storage::Log log({.key = key,
                    .partition = name,
                    .topic_id = topic->id,
                    .directory = directory_of(server, name)},
                   log_config_of(*topic_config(server, name.topic), server.config), Offset(0),
                   context.wall);
  log.create_files(context, server.disk);
  add_partition(server, context, key, name, std::move(log));
}

LogKey restart_log(Server& server, Context& context, LogKey key, Offset start) {
  Partition partition = std::move(*server.partitions.mutate(key));
  server.partitions.erase(key);
  const LogKey fresh = ++server.last_log_key;
  storage::LogIdentity identity = partition.log.identity();
  const storage::LogConfig config = partition.log.config();
  move_away(server, context, key, std::move(partition.log), partition.config->file_delete_delay_ms);
  identity.key = fresh;
  partition.log = storage::Log(std::move(identity), config, start, context.wall);
  partition.log.create_files(context, server.disk);
  partition.log_key = fresh;
  partition.work.reset();
  wake_rows_of(server, partition);
  server.partitions.put(fresh, std::move(partition));
  server.log_keys.put(server.partitions.find(fresh)->name, fresh);
  rename_in_fetchers(server, key, fresh);
  return fresh;
}

void adopt_log(Server& server, Context& context, const TopicPartition& name, storage::Log log,
               const Uuid& stored_topic_id) {
  const metadata::TopicImage* topic = server.image.topic(name.topic);
  FL_ASSERT(topic != nullptr);
  const LogKey key = log.identity().key;
  if (!stored_topic_id.is_zero() && stored_topic_id != topic->id) {
    context.tell<BrokerNoted>([&] {
      return Telling<BrokerNoted>{
          {.broker = server.id,
           .text = "The log of " + name.to_text() + " belongs to a deleted topic of this name",
           .is_error = false},
          {}};
    });
    move_away(server, context, key, std::move(log), 0);
    create_partition(server, context, name);
    return;
  }
  add_partition(server, context, key, name, std::move(log));
}

void on_log_done(Server& server, Context& context, const Owner& owner, const Done& done) {
  if (Removal* removal = server.removals.mutate(owner.key); removal != nullptr) {
    removal->log.on_done(context, server.disk, owner, done);
    remove_if_idle(server, context, owner.key);
    return;
  }
  Partition* partition = server.partitions.mutate(owner.key);
  FL_ASSERT(partition != nullptr);
  partition->log.on_done(context, server.disk, owner, done);
  if (partition->log.is_failed()) {
    fail_directory(server, context, partition->log.identity().directory, partition->log.error());
    return;
  }
  on_replica_log_done(server, context, owner.key);
  if (Partition* after = server.partitions.mutate(owner.key)) wake_produces_of(server, *after);
  if (server.phase == Phase::stopping) go_on_stopping(server, context);
}

void watch_flush(Server& server, Context& context, LogKey key) {
  const Partition* partition = server.partitions.find(key);
  FL_ASSERT(partition != nullptr);
  if (partition->flush_at) return;
  const std::optional<Instant> due = partition->log.flush_due_at();
  if (!due) return;
  server.partitions.mutate(key)->flush_at = due;
  server.deadlines.add(context, {*due, DeadlineKind::flush, key});
}

void on_flush_due(Server& server, Context& context, LogKey key) {
  Partition* partition = server.partitions.mutate(key);
  if (partition == nullptr || partition->log.is_failed()) return;
  partition->flush_at.reset();
  const std::optional<Instant> due = partition->log.flush_due_at();
  if (due && *due <= context.now) {
    partition->log.flush(context, server.disk);
    return;
  }
  watch_flush(server, context, key);
}

void on_removal_due(Server& server, Context& context, LogKey key) {
  Removal* removal = server.removals.mutate(key);
  if (removal == nullptr) return;
  removal->is_due = true;
  remove_if_idle(server, context, key);
}

void on_removal_done(Server& server, Context& context, const Owner& owner, const Done& done) {
  server.removals.erase(owner.key);
  if (done.error == IoError::none || done.error == IoError::not_found) return;
  context.tell<BrokerNoted>([&] {
    return Telling<BrokerNoted>{
        {.broker = server.id, .text = "A deleted directory stays behind", .is_error = false}, {}};
  });
}

void start_expiration(Server& server, Context& context) {
  const std::int64_t wait_ms = server.config.producer_id_expiration_check_interval_ms;
  server.deadlines.add(
      context, {context.now + wait_ms * kNanosecondsPerMillisecond, DeadlineKind::expiration, 0});
}

void on_expiration_due(Server& server, Context& context) {
  for (const LogKey key : server.partitions.keys())
    if (server.partitions.find(key)->log.producers().size() > 0)
      server.partitions.mutate(key)->log.expire_producers(context);
  start_expiration(server, context);
}

void apply_topics_changed(Server& server, Context& context, const metadata::Delta& delta) {
  for (const metadata::DeletedTopic& topic : delta.deleted_topics) {
    server.topic_configs.erase(topic.name);
    for (std::int32_t index = 0; index < topic.partitions; ++index)
      delete_partition(server, context, {topic.name, PartitionIndex(index)});
  }
  for (const TopicPartition& name : delta.created)
    if (is_replica_here(server, name) && !server.log_keys.contains(name))
      create_partition(server, context, name);
  for (const TopicPartition& name : delta.changed) {
    const bool is_here = is_replica_here(server, name);
    if (is_here && !server.log_keys.contains(name))
      create_partition(server, context, name);
    else if (is_here)
      refresh(server, context, name);
    else
      delete_partition(server, context, name);
  }
  for (const metadata::ConfigResource& resource : delta.configs)
    if (resource.type == metadata::ResourceType::topic) refresh_config(server, resource.name);
}

void apply_config_changed(Server& server, Context& /*context*/) {
  server.topic_configs.clear();
  for (const LogKey key : server.partitions.keys())
    take_config(server, *server.partitions.mutate(key));
  configure_replication(server);
}

void fail_directory(Server& server, Context& context, std::string_view what, IoError error) {
  if (server.phase == Phase::stopped) return;
  for (const LogKey key : server.partitions.keys()) {
    Partition& partition = *server.partitions.mutate(key);
    partition.is_offline = true;
    wake_rows_of(server, partition);
  }
  answer_ready_rows(server, context);
  exit_with(server, context, 1,
            "Shutdown broker because all log dirs in " + server.startup.directory +
                " have failed: " + std::string(what) + ": " + std::string(name_of(error)));
}

}  // namespace fl::broker
