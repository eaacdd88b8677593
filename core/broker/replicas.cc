#include "core/broker/replicas.h"

#include "core/base/assert.h"
#include "core/broker/controller_link.h"
#include "core/broker/events.h"
#include "core/broker/handlers/waiting.h"
#include "core/broker/partitions.h"
#include "core/broker/replica_fetcher.h"
#include "core/broker/replica_fetchers.h"
#include "core/broker/replica_work.h"
#include "core/config/value.h"
#include "core/wire/messages/alter_partition.h"

#include <algorithm>
#include <utility>

namespace fl::broker {

namespace {

constexpr std::int16_t kAlterPartitionVersion = 3;
constexpr std::int64_t kIsrRetryNs = 50 * kNanosecondsPerMillisecond;

void ask_isr(Server& server, const Partition& partition,
             std::optional<replication::IsrProposal> proposal) {
  if (!proposal) return;
  // A newer proposal of a partition takes the place of one that was overtaken.
  server.replication.isr.waiting.insert_or_assign(partition.log_key, std::move(*proposal));
}

void note_high_watermark(Server& server, Partition& partition) {
  const Offset now = partition.leading ? partition.leading->high_watermark()
                                       : partition.following->high_watermark();
  if (now == partition.high_watermark) return;
  partition.high_watermark = now;
  wake_fetches_of(server, partition);
  wake_produces_of(server, partition);
}

void lead(Server& server, Context& context, Partition& partition,
          const metadata::PartitionImage& image) {
  const replication::Surroundings around = surroundings_of(server, partition);
  const Offset end = partition.log.visible_end();
  partition.following.reset();
  leave_fetcher(server, partition);
  if (!partition.leading) {
    partition.log.begin_epoch(context, server.disk, image.leader_epoch);
    partition.leading = replication::LeaderReplica::become_leader(context, around, image, end,
                                                                  partition.high_watermark);
  } else if (partition.leading->on_metadata(context, around, image, end).is_new_epoch) {
    partition.log.begin_epoch(context, server.disk, image.leader_epoch);
  }
  note_high_watermark(server, partition);
}

void follow(Server& server, Context& context, Partition& partition,
            const metadata::PartitionImage& image) {
  partition.leading.reset();
  leave_fetcher(server, partition);
  const replication::Surroundings around = surroundings_of(server, partition);
  replication::LogWork work;
  if (!partition.following) {
    partition.following.emplace();
    work = partition.following->become_follower(context, around, image, view_of(partition.log),
                                                partition.high_watermark);
  } else {
    work = partition.following->on_metadata(context, around, image, view_of(partition.log)).work;
  }
  note_high_watermark(server, partition);
  if (image.leader.value >= 0) join_fetcher(server, partition);
  begin_work(server, context, partition.log_key, work, {});
}

void answer_proposal(Server& server, Context& context, LogKey key,
                     const replication::IsrProposal& proposal,
                     const replication::AlterPartitionAnswer& answer) {
  Partition* partition = server.partitions.mutate(key);
  if (partition == nullptr || !partition->leading) return;
  const replication::Surroundings around = surroundings_of(server, *partition);
  auto outcome = partition->leading->on_alter_partition(context, around, proposal, answer,
                                                        partition->log.visible_end());
  note_high_watermark(server, *partition);
  // The maximal ISR may have become smaller: acks=all waits for fewer.
  wake_produces_of(server, *partition);
  ask_isr(server, *partition, std::move(outcome.ask));
}

/// The answer for one partition; nothing if it is not in the response.
std::optional<replication::AlterPartitionAnswer> find_answer(
    const wire::AlterPartitionResponse& response, const Uuid& topic, PartitionIndex index) {
  for (const auto& entry : response.topics) {
    if (entry.topic_id != topic) continue;
    for (const auto& partition : entry.partitions)
      if (partition.partition_index == index)
        return replication::AlterPartitionAnswer{.error = partition.error_code,
                                                 .leader_epoch = partition.leader_epoch,
                                                 .partition_epoch = partition.partition_epoch,
                                                 .isr = partition.isr};
  }
  return std::nullopt;
}

void send_isr_request(Server& server, Context& context) {
  IsrQueue& queue = server.replication.isr;
  if (queue.waiting.empty() || !queue.asked.empty()) return;
  if (queue.retry_at && *queue.retry_at > context.now) return;
  if (!server.lifecycle.epoch || !is_controller_known(server)) return;
  queue.retry_at.reset();
  queue.asked = std::exchange(queue.waiting, {});
  wire::AlterPartitionRequest request{.broker_id = server.id,
                                      .broker_epoch = *server.lifecycle.epoch};
  for (const auto& [key, proposal] : queue.asked) {
    const Partition* partition = server.partitions.find(key);
    if (partition == nullptr) continue;
    if (request.topics.empty() || request.topics.back().topic_id != partition->topic_id)
      request.topics.push_back({.topic_id = partition->topic_id});
    request.topics.back().partitions.push_back({.partition_index = partition->name.partition,
                                                .leader_epoch = proposal.leader_epoch,
                                                .new_isr_with_epochs = proposal.isr,
                                                .partition_epoch = proposal.partition_epoch});
  }
  ask_controller(server, context, LinkKind::alter_partition, 0, request, kAlterPartitionVersion);
}

/// leader. and follower.replication.throttled.rate are dynamic only: no file sets them.
/// Source: BrokerConfigHandler.processConfigChanges.
std::int64_t throttled_rate(const config::BrokerConfig& config, const std::string& property) {
  for (const config::Values* layer : {&config.layers().broker, &config.layers().cluster}) {
    const auto found = layer->find(property);
    if (found == layer->end()) continue;
    if (const auto rate = config::parse_int64(found->second)) return *rate;
  }
  return ReplicationQuotaSettings{}.bytes_per_second;
}

ReplicationQuotaSettings quota_of(const config::BrokerConfig& config, const std::string& property) {
  return {.bytes_per_second = throttled_rate(config, property),
          .windows = config.replication_quota_window_num,
          .window_ms = std::int64_t{config.replication_quota_window_size_seconds} * 1000};
}

}  // namespace

void configure_replication(Server& server) {
  const config::BrokerConfig& config = server.config;
  server.replication.leader_quota.configure(quota_of(config, "leader.replication.throttled.rate"));
  server.replication.follower_quota.configure(
      quota_of(config, "follower.replication.throttled.rate"));
  resize_fetchers(server);
}

replication::Surroundings surroundings_of(const Server& server, const Partition& partition) {
  return {.partition = partition.name,
          .brokers = server.image.brokers,
          .self = server.id,
          .self_epoch = server.lifecycle.epoch.value_or(BrokerEpoch(-1)),
          .switches = server.replication.switches,
          .min_isr = partition.config->min_insync_replicas,
          .lag_max_ms = server.config.replica_lag_time_max_ms,
          .fetch_backoff_ms = server.config.replica_fetch_backoff_ms};
}

void lead_and_follow(Server& server, Context& context) {
  configure_replication(server);
  for (const LogKey key : server.partitions.keys())
    take_role(server, context, *server.partitions.mutate(key));
  server.deadlines.add(context, {.at = context.now + server.config.replica_lag_time_max_ms *
                                                         kNanosecondsPerMillisecond / 2,
                                 .kind = DeadlineKind::isr,
                                 .key = 0});
}

void take_role(Server& server, Context& context, Partition& partition) {
  const metadata::PartitionImage* image = server.image.partition(partition.name);
  FL_ASSERT(image != nullptr);
  if (image->partition_epoch < partition.partition_epoch) return;
  partition.partition_epoch = image->partition_epoch;
  const bool is_new_epoch = partition.leader_epoch != image->leader_epoch;
  partition.leader = image->leader;
  partition.leader_epoch = image->leader_epoch;
  const bool leads = image->leader == server.id;
  if (!leads) partition.leading.reset();
  // What was asked of the log under the old role comes to its end first.
  partition.role_waits = partition.log.visible_end() != partition.log.end() || partition.work;
  if (!partition.role_waits) {
    if (leads)
      lead(server, context, partition, *image);
    else
      follow(server, context, partition, *image);
  }
  if (is_new_epoch) wake_rows_of(server, partition);
}

void on_replica_log_done(Server& server, Context& context, LogKey key) {
  Partition& partition = *server.partitions.mutate(key);
  if (partition.leading) {
    partition.leading->advance_high_watermark(context, surroundings_of(server, partition),
                                              partition.log.visible_end());
    note_high_watermark(server, partition);
    wake_fetches_of(server, partition);
  }
  go_on_working(server, context, key);
  take_role_that_waits(server, context, key);
}

void take_role_that_waits(Server& server, Context& context, LogKey key) {
  Partition* after = server.partitions.mutate(key);
  if (after != nullptr && after->role_waits && !after->work &&
      after->log.visible_end() == after->log.end())
    take_role(server, context, *after);
}

wire::ErrorCode on_follower_read(Server& server, Context& context, Partition& partition,
                                 const replication::FollowerFetch& fetch) {
  if (!partition.leading || !partition.leading->has_follower(fetch.replica))
    return wire::ErrorCode::not_leader_or_follower;
  auto outcome = partition.leading->on_follower_fetch(context, surroundings_of(server, partition),
                                                      fetch, partition.log.visible_end());
  if (outcome.error != wire::ErrorCode::none) return outcome.error;
  note_high_watermark(server, partition);
  // Its log start may have moved, and with it the low watermark.
  server.rows.are_deletes_ready = server.rows.deletes.size() > 0;
  ask_isr(server, partition, std::move(outcome.ask));
  return wire::ErrorCode::none;
}

void on_follower_progress(Server& server, Context& /*context*/, Partition& partition) {
  note_high_watermark(server, partition);
  wake_fetcher_of(server, partition);
}

void on_isr_due(Server& server, Context& context) {
  for (const LogKey key : server.partitions.keys()) {
    const Partition* found = server.partitions.find(key);
    if (!found->leading) continue;
    Partition& partition = *server.partitions.mutate(key);
    ask_isr(server, partition,
            partition.leading->shrink_isr(context, surroundings_of(server, partition),
                                          partition.log.visible_end()));
  }
  server.deadlines.add(context, {.at = context.now + server.config.replica_lag_time_max_ms *
                                                         kNanosecondsPerMillisecond / 2,
                                 .kind = DeadlineKind::isr,
                                 .key = 0});
}

void on_alter_partition_answered(Server& server, Context& context, const LinkAnswer& answer) {
  IsrQueue& queue = server.replication.isr;
  auto asked = std::exchange(queue.asked, {});
  std::optional<wire::AlterPartitionResponse> response;
  if (!answer.failure) {
    if (auto read = answer.read<wire::AlterPartitionResponse>()) response = std::move(*read);
  }
  if (!response || response->error_code != wire::ErrorCode::none) {
    // Asked again, unless something newer came meanwhile.
    queue.waiting.merge(asked);
    queue.retry_at = context.now + kIsrRetryNs;
    server.deadlines.add(context,
                         {.at = *queue.retry_at, .kind = DeadlineKind::alter_partition, .key = 0});
    return;
  }
  for (const auto& [key, proposal] : asked) {
    const Partition* partition = server.partitions.find(key);
    if (partition == nullptr) continue;
    const auto found = find_answer(*response, partition->topic_id, partition->name.partition);
    answer_proposal(server, context, key, proposal,
                    found.value_or(replication::AlterPartitionAnswer{
                        .error = wire::ErrorCode::unknown_server_error}));
  }
}

void send_replica_requests(Server& server, Context& context) {
  send_isr_request(server, context);
  close_idle_fetchers(server, context);
  for (auto& [id, fetcher] : server.replication.fetchers)
    if (std::exchange(fetcher.is_ready, false)) send_wishes(server, context, id, fetcher);
}

}  // namespace fl::broker
