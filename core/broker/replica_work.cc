#include "core/broker/replica_work.h"

#include "core/base/assert.h"
#include "core/broker/events.h"
#include "core/broker/partitions.h"
#include "core/broker/replica_fetchers.h"
#include "core/broker/replicas.h"
#include "core/broker/stop.h"
#include "core/record/validate.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

using replication::LogWork;

void fail_work(Server& server, Context& context, LogKey key, replication::WorkError error) {
  Partition& partition = *server.partitions.mutate(key);
  partition.work.reset();
  if (!partition.following) {
    // Others of its fetcher may have waited for it.
    wake_fetchers(server);
    return;
  }
  const LogWork next = partition.following->on_work_failed(
      context, surroundings_of(server, partition), view_of(partition.log), error);
  on_follower_progress(server, context, partition);
  begin_work(server, context, key, next, {});
}

void end_work(Server& server, Context& context, LogKey key) {
  Partition& partition = *server.partitions.mutate(key);
  partition.work.reset();
  if (!partition.following) {
    // Others of its fetcher may have waited for it.
    wake_fetchers(server);
    return;
  }
  const LogWork next = partition.following->on_worked(context, surroundings_of(server, partition),
                                                      view_of(partition.log));
  on_follower_progress(server, context, partition);
  begin_work(server, context, key, next, {});
}

void begin_append(Server& server, Context& context, LogKey key, const Slice& records) {
  Partition& partition = *server.partitions.mutate(key);
  const auto checked = record::check_as_follower(records, partition.leader_epoch);
  if (!checked) {
    fail_work(server, context, key, replication::WorkError::corrupt_records);
    return;
  }
  std::vector<storage::AppendBatch> batches;
  batches.reserve(checked->size());
  for (const record::CheckedBatch& batch : *checked)
    batches.push_back({.header = batch.header, .rest = batch.rest});
  if (batches.empty()) {
    end_work(server, context, key);
    return;
  }
  partition.work = ReplicaWork{.stage = ReplicaWork::Stage::appending};
  const auto appended = partition.log.append(context, server.disk, batches, partition.leader_epoch,
                                             storage::AppendOrigin::replication);
  if (!appended) fail_work(server, context, key, replication::WorkError::storage);
}

void go_on_cutting(Server& server, Context& context, LogKey key) {
  Partition& partition = *server.partitions.mutate(key);
  ReplicaWork& work = *partition.work;
  switch (work.located.state) {
    case storage::Located::State::needs_load:
      server.disk.load(context, {.kind = OwnerKind::replica, .key = key}, work.located.load.file,
                       work.located.load.position, work.located.load.size_bytes);
      return;
    case storage::Located::State::out_of_range:
    case storage::Located::State::failed:
      fail_work(server, context, key, replication::WorkError::storage);
      return;
    case storage::Located::State::found:
      break;
  }
  work.stage = ReplicaWork::Stage::cutting;
  partition.log.truncate(context, server.disk, work.to, work.located);
  go_on_working(server, context, key);
}

/// The log is read again for its producers' states.
void begin_reload(Server& server, Context& context, Partition& partition) {
  partition.work->stage = ReplicaWork::Stage::reloading;
  partition.work->loader.emplace(storage::to_reload(context, partition.log));
  partition.work->loader->start(context, server.disk);
}

void take_reloaded(Server& server, Context& context, LogKey key) {
  Partition& partition = *server.partitions.mutate(key);
  if (!partition.work->loader->is_finished()) return;
  auto log = partition.work->loader->take();
  if (!log) {
    fail_directory(server, context, partition.name.to_text() + ": " + log.error().what,
                   log.error().error);
    return;
  }
  partition.log = std::move(*log);
  end_work(server, context, key);
  if (server.phase != Phase::stopping) return;
  server.partitions.mutate(key)->log.close(context, server.disk);
  go_on_stopping(server, context);
}

}  // namespace

replication::LogView view_of(const storage::Log& log) {
  return {.base = log.segments().front().base_offset,
          .start = log.start(),
          .end = log.visible_end(),
          .epochs = log.epochs()};
}

void begin_work(Server& server, Context& context, LogKey key, const LogWork& work,
                const Slice& records) {
  Partition& partition = *server.partitions.mutate(key);
  if (work.raise_log_start && *work.raise_log_start <= partition.log.visible_end())
    partition.log.advance_start(context, server.disk, *work.raise_log_start);
  switch (work.kind) {
    case LogWork::Kind::none:
      return;
    case LogWork::Kind::append:
      begin_append(server, context, key, records);
      return;
    case LogWork::Kind::truncate:
      partition.work = ReplicaWork{.stage = ReplicaWork::Stage::locating,
                                   .to = std::min(work.to, partition.log.visible_end())};
      partition.work->located = partition.log.locate(context, server.disk, partition.work->to);
      go_on_cutting(server, context, key);
      return;
    case LogWork::Kind::restart:
      end_work(server, context, restart_log(server, context, key, work.to));
      return;
  }
}

void on_replica_loaded(Server& server, Context& context, const Owner& owner, const Done& done) {
  Partition* partition = server.partitions.mutate(owner.key);
  if (partition == nullptr || !partition->work) return;
  ReplicaWork& work = *partition->work;
  if (work.stage == ReplicaWork::Stage::reloading) {
    if (!work.loader->is_finished()) work.loader->on_done(context, server.disk, owner, done);
    take_reloaded(server, context, owner.key);
  } else {
    FL_ASSERT(work.stage == ReplicaWork::Stage::locating);
    work.located = partition->log.resume(context, server.disk, work.located, done);
    go_on_cutting(server, context, owner.key);
  }
  // Metadata that came meanwhile waited for the log.
  take_role_that_waits(server, context, owner.key);
}

void go_on_working(Server& server, Context& context, LogKey key) {
  Partition& partition = *server.partitions.mutate(key);
  if (!partition.work) return;
  switch (partition.work->stage) {
    case ReplicaWork::Stage::appending:
      if (partition.log.visible_end() == partition.log.end()) end_work(server, context, key);
      return;
    case ReplicaWork::Stage::cutting:
      if (partition.log.operations() > 0) return;
      if (!partition.log.needs_reload()) {
        end_work(server, context, key);
        return;
      }
      begin_reload(server, context, partition);
      take_reloaded(server, context, key);
      return;
    case ReplicaWork::Stage::locating:
    case ReplicaWork::Stage::reloading:
      return;
  }
}

}  // namespace fl::broker
