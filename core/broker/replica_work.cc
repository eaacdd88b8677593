#include "core/broker/replica_work.h"

#include "core/base/assert.h"
#include "core/broker/events.h"
#include "core/broker/partitions.h"
#include "core/broker/replicas.h"
#include "core/record/validate.h"
#include "core/wire/messages/fetch.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

using replication::LogWork;

constexpr std::int16_t kFetchVersion = 17;

/// Where brokers reach a broker: at its inter-broker listener, or the first that it has.
std::optional<client::Address> address_of(const Server& server, BrokerId broker) {
  const metadata::BrokerImage* image = server.image.brokers.find(broker);
  if (image == nullptr || image->endpoints.empty()) return std::nullopt;
  const metadata::BrokerEndpoint* endpoint = nullptr;
  if (server.config.inter_broker_listener_name)
    endpoint = image->endpoint(*server.config.inter_broker_listener_name);
  if (endpoint == nullptr) endpoint = &image->endpoints.front();
  return client::Address{.host = endpoint->host, .port = endpoint->port};
}

void watch(Server& server, Context& context, BrokerId leader, ReplicaFetcher& fetcher,
           std::optional<Instant> at) {
  if (fetcher.due == at) return;
  const auto deadline = [leader](Instant when) {
    return Deadline{.at = when, .kind = DeadlineKind::fetcher, .key = leader.value};
  };
  if (fetcher.due) server.deadlines.remove(deadline(*fetcher.due));
  fetcher.due = at;
  if (at) server.deadlines.add(context, deadline(*at));
}

void add_wish(wire::FetchRequest& request, const Server& server, const Partition& partition,
              const replication::FollowerFetchPosition& position) {
  if (request.topics.empty() || request.topics.back().topic_id != partition.topic_id)
    request.topics.push_back({.topic_id = partition.topic_id});
  request.topics.back().partitions.push_back(
      {.partition = partition.name.partition,
       .current_leader_epoch = position.carries_epoch ? position.leader_epoch : LeaderEpoch(-1),
       .fetch_offset = position.offset,
       .last_fetched_epoch = position.last_fetched_epoch,
       .log_start_offset = position.log_start,
       .partition_max_bytes = server.config.replica_fetch_max_bytes});
}

void fail_work(Server& server, Context& context, LogKey key, replication::WorkError error) {
  Partition& partition = *server.partitions.mutate(key);
  partition.work.reset();
  if (!partition.following) return;
  const LogWork next = partition.following->on_work_failed(
      context, surroundings_of(server, partition), view_of(partition.log), error);
  on_follower_progress(server, context, partition);
  begin_work(server, context, key, next, {});
}

void end_work(Server& server, Context& context, LogKey key) {
  Partition& partition = *server.partitions.mutate(key);
  partition.work.reset();
  if (!partition.following) return;
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
  partition.log.close_files(context);
  const Offset end = partition.log.end();
  partition.work->stage = ReplicaWork::Stage::reloading;
  partition.work->loader.emplace(storage::LoadRequest{.identity = partition.log.identity(),
                                                      .config = partition.log.config(),
                                                      .files = partition.log.files(),
                                                      .is_clean = true,
                                                      .recovery_point = end,
                                                      .log_start = partition.log.start()});
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
}

void take_partition_data(Server& server, Context& context, const ReplicaFetcher::Asked& asked,
                         const wire::FetchResponse::PartitionData& data) {
  Partition* partition = server.partitions.mutate(asked.key);
  if (partition == nullptr || !partition->following || partition->work) return;
  const LogWork work = partition->following->on_fetch(
      context, surroundings_of(server, *partition), view_of(partition->log), asked.position, data);
  Slice records;
  if (data.records && !data.records->parts.empty())
    records = std::get<Slice>(data.records->parts.front());
  on_follower_progress(server, context, *partition);
  begin_work(server, context, asked.key, work, records);
}

const wire::FetchResponse::PartitionData* find_data(const wire::FetchResponse& response,
                                                    const Partition& partition) {
  for (const auto& topic : response.responses) {
    if (topic.topic_id != partition.topic_id) continue;
    for (const auto& data : topic.partitions)
      if (data.partition_index == partition.name.partition) return &data;
  }
  return nullptr;
}

void tell_no_answer(Server& server, Context& context,
                    const std::vector<ReplicaFetcher::Asked>& asked, std::string_view why) {
  for (const ReplicaFetcher::Asked& one : asked) {
    Partition* partition = server.partitions.mutate(one.key);
    if (partition != nullptr && partition->following)
      partition->following->on_no_answer(context, surroundings_of(server, *partition), why);
  }
}

}  // namespace

replication::LogView view_of(const storage::Log& log) {
  return {.base = log.segments().front().base_offset,
          .start = log.start(),
          .end = log.visible_end(),
          .epochs = log.epochs()};
}

void send_fetch(Server& server, Context& context, BrokerId leader, ReplicaFetcher& fetcher) {
  if (fetcher.token) return;
  const auto address = address_of(server, leader);
  if (!address || !server.lifecycle.epoch) {
    watch(server, context, leader, fetcher,
          context.now + server.config.replica_fetch_backoff_ms * kNanosecondsPerMillisecond);
    return;
  }
  wire::FetchRequest request{
      .cluster_id = std::nullopt,
      .replica_state = {.replica_id = server.id, .replica_epoch = *server.lifecycle.epoch},
      .max_wait_ms = server.config.replica_fetch_wait_max_ms,
      .min_bytes = server.config.replica_fetch_min_bytes,
      .max_bytes = server.config.replica_fetch_response_max_bytes,
      .session_id = 0,
      .session_epoch = -1};
  fetcher.asked.clear();
  std::optional<Instant> next;
  for (const LogKey key : fetcher.partitions) {
    const Partition* partition = server.partitions.find(key);
    if (partition == nullptr || !partition->following || partition->work || partition->role_waits)
      continue;
    const auto wish = partition->following->wish(surroundings_of(server, *partition),
                                                 view_of(partition->log), context.now);
    if (const auto* position = std::get_if<replication::FollowerFetchPosition>(&wish)) {
      add_wish(request, server, *partition, *position);
      fetcher.asked.push_back({.key = key, .position = *position});
    } else if (const auto until = partition->following->delayed_until();
               until && (!next || *until < *next)) {
      next = until;
    }
  }
  watch(server, context, leader, fetcher, next);
  if (fetcher.asked.empty()) return;
  fetcher.token = server.channels.ask(
      context,
      {.peer = {.node = NodeId(leader.value), .purpose = client::Purpose::replica},
       .address = *address},
      request, kFetchVersion, server.config.replica_socket_timeout_ms);
}

void on_replica_outcome(Server& server, Context& context, const client::Outcome& outcome) {
  const auto found = server.replication.fetchers.find(BrokerId(outcome.peer.node.value));
  if (found == server.replication.fetchers.end() || found->second.token != outcome.token) return;
  ReplicaFetcher& fetcher = found->second;
  fetcher.token.reset();
  fetcher.is_ready = true;
  context.caused_by(outcome.asked);
  const std::vector<ReplicaFetcher::Asked> asked = std::exchange(fetcher.asked, {});
  if (outcome.failure) {
    tell_no_answer(server, context, asked, "no answer");
    return;
  }
  const auto response = outcome.read<wire::FetchResponse>();
  if (!response || response->error_code != wire::ErrorCode::none) {
    tell_no_answer(server, context, asked, "an error for the whole answer");
    return;
  }
  for (const ReplicaFetcher::Asked& one : asked) {
    const Partition* partition = server.partitions.find(one.key);
    if (partition == nullptr) continue;
    const auto* data = find_data(*response, *partition);
    if (data != nullptr) take_partition_data(server, context, one, *data);
  }
}

void on_fetcher_due(Server& server, Context& /*context*/, std::int64_t broker) {
  const auto found = server.replication.fetchers.find(BrokerId(static_cast<std::int32_t>(broker)));
  if (found == server.replication.fetchers.end()) return;
  found->second.due.reset();
  found->second.is_ready = true;
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
    return;
  }
  FL_ASSERT(work.stage == ReplicaWork::Stage::locating);
  work.located = partition->log.resume(context, server.disk, work.located, done);
  go_on_cutting(server, context, owner.key);
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
