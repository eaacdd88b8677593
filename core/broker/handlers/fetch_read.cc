#include "core/broker/handlers/fetch_read.h"

#include "core/base/assert.h"
#include "core/broker/replicas.h"

#include <algorithm>
#include <utility>

namespace fl::broker {

namespace {

using PartitionData = wire::FetchResponse::PartitionData;

/// Kafka's order of checks.   Source: Partition.localLogWithEpochOrThrow, readRecords.
wire::ErrorCode check(const Server& server, const FetchRow& row, const FetchWanted& wanted,
                      const Partition& partition) {
  if (partition.is_offline) return wire::ErrorCode::kafka_storage_error;
  const LeaderEpoch asked = wanted.position.current_epoch;
  if (asked.value >= 0 && partition.leader_epoch > asked)
    return wire::ErrorCode::fenced_leader_epoch;
  if (asked.value >= 0 && partition.leader_epoch < asked)
    return wire::ErrorCode::unknown_leader_epoch;
  if (row.is_for_leader && !partition.leading) return wire::ErrorCode::not_leader_or_follower;
  if (row.replica.value >= 0) {
    const metadata::PartitionImage* image = server.image.partition(partition.name);
    if (image == nullptr || std::find(image->replicas.begin(), image->replicas.end(),
                                      row.replica) == image->replicas.end())
      return asked.value >= 0 ? wire::ErrorCode::unknown_leader_epoch
                              : wire::ErrorCode::not_leader_or_follower;
  }
  return wire::ErrorCode::none;
}

/// The end of what this reader may see; exclusive.
Offset bound_of(const FetchRow& row, const Partition& partition) {
  if (row.replica.value >= 0) return partition.log.visible_end();
  if (row.is_read_committed)
    return std::min(partition.high_watermark, partition.log.last_stable_end());
  return partition.high_watermark;
}

/// To avoid that replicas leave the ISR, those in it are never throttled.
/// Source: ReplicaManager.shouldLeaderThrottle.
bool is_throttled(Server& server, const Context& context, const FetchRow& row,
                  const Partition& partition) {
  return row.replica.value >= 0 && partition.is_throttled_as_leader && partition.leading &&
         !partition.leading->is_in_isr(row.replica) &&
         server.replication.leader_quota.is_exceeded(context.now);
}

/// Where the consumer had better read (KIP-392); nothing: here.
std::optional<BrokerId> preferred_replica(const Server& server, const Context& context,
                                          const FetchRow& row, const FetchWanted& wanted,
                                          const Partition& partition) {
  if (row.rack.empty() || !partition.leading) return std::nullopt;
  return partition.leading->preferred_read_replica(
      context, surroundings_of(server, partition),
      {.offset = wanted.position.offset, .rack = row.rack}, partition.log.visible_end());
}

/// Compares the epoch of the last record that the fetcher has with this log's (KIP-595).
void check_divergence(FetchWanted& wanted, const Partition& partition) {
  const LeaderEpoch asked = wanted.position.last_fetched_epoch;
  if (asked.value < 0) return;
  const auto end = partition.log.end_for_epoch(asked);
  if (!end || wanted.position.offset < partition.log.start()) {
    wanted.error = wire::ErrorCode::offset_out_of_range;
    return;
  }
  if (end->epoch < asked || end->end < wanted.position.offset) wanted.diverging = *end;
}

/// A row's places are numbered: of each partition where its reading begins, and where it must end.
struct PlaceId {
  std::size_t index = 0;
  bool is_bound = false;

  static PlaceId of(std::int64_t detail) {
    return {.index = static_cast<std::size_t>(detail / 2), .is_bound = detail % 2 == 1};
  }

  std::int64_t detail() const { return static_cast<std::int64_t>(index) * 2 + (is_bound ? 1 : 0); }
};

/// What is known of a place: a load may be needed first, or it cannot be found.
void take_located(Server& server, Context& context, FetchRow& row, std::int64_t row_id,
                  PlaceId id) {
  FetchWanted& wanted = row.wanted[id.index];
  const storage::Located& place = id.is_bound ? *wanted.bound : wanted.located;
  switch (place.state) {
    case storage::Located::State::found:
      break;
    case storage::Located::State::needs_load:
      server.disk.load(context, {.kind = OwnerKind::fetch, .key = row_id, .detail = id.detail()},
                       place.load.file, place.load.position, place.load.size_bytes);
      ++row.loads;
      break;
    case storage::Located::State::out_of_range:
      wanted.error = wire::ErrorCode::offset_out_of_range;
      break;
    case storage::Located::State::failed:
      wanted.error = wire::ErrorCode::kafka_storage_error;
      break;
  }
}

/// A consumer reads up to the high watermark, or the last stable offset, and nothing behind it.
/// Source: UnifiedLog.read, maxOffsetMetadata.
void look_up_bound(Server& server, Context& context, FetchRow& row, std::int64_t row_id,
                   std::size_t index) {
  FetchWanted& wanted = row.wanted[index];
  if (!wanted.located.is_found()) return;
  Partition& partition = *server.partitions.mutate(wanted.log_key);
  const Offset bound = bound_of(row, partition);
  if (bound >= partition.log.visible_end()) return;
  const auto& segments = partition.log.segments();
  const auto next = std::upper_bound(
      segments.begin(), segments.end(), wanted.located.segment,
      [](Offset base, const storage::Segment& segment) { return base < segment.base_offset; });
  // One answer never goes on into another segment.
  if (next != segments.end() && next->base_offset <= bound) return;
  wanted.bound = partition.log.locate(context, server.disk, bound);
  take_located(server, context, row, row_id, {.index = index, .is_bound = true});
}

bool has_segment(const storage::Log& log, Offset base) {
  const auto& segments = log.segments();
  const auto at = std::lower_bound(
      segments.begin(), segments.end(), base,
      [](const storage::Segment& segment, Offset b) { return segment.base_offset < b; });
  return at != segments.end() && at->base_offset == base;
}

std::int64_t available_bytes(Server& server, const Context& context, const FetchRow& row,
                             const FetchWanted& wanted) {
  const Partition* partition = server.partitions.find(wanted.log_key);
  if (partition == nullptr || !wanted.located.is_found()) return 0;
  if (wanted.position.offset >= bound_of(row, *partition)) return 0;
  if (is_throttled(server, context, row, *partition)) return 0;
  const std::int64_t there =
      wanted.bound && wanted.bound->segment == wanted.located.segment
          ? std::max<std::int64_t>(0, wanted.bound->position.value - wanted.located.position.value)
          : partition->log.bytes_from(wanted.located);
  return std::min(there, std::int64_t{std::max(wanted.position.max_bytes, 0)});
}

PartitionData error_data(const FetchWanted& wanted) {
  PartitionData data{.partition_index = wanted.key.partition,
                     .error_code = wanted.error,
                     .high_watermark = Offset(-1),
                     .records = Records()};
  // Kafka: errors found before a log is looked at carry an empty list instead of null.
  if (wanted.log_key != 0) data.aborted_transactions.reset();
  return data;
}

PartitionData log_data(const FetchRow& row, const FetchWanted& wanted, const Partition& partition) {
  PartitionData data{
      .partition_index = wanted.key.partition,
      .high_watermark = partition.high_watermark,
      .last_stable_offset = std::min(partition.high_watermark, partition.log.last_stable_end()),
      .log_start_offset = partition.log.start(),
      .records = Records()};
  if (!row.is_read_committed || wanted.preferred) data.aborted_transactions.reset();
  if (wanted.preferred) data.preferred_read_replica = *wanted.preferred;
  if (wanted.diverging)
    data.diverging_epoch = {.epoch = wanted.diverging->epoch, .end_offset = wanted.diverging->end};
  return data;
}

}  // namespace

void look_up(Server& server, Context& context, FetchRow& row, std::int64_t row_id,
             std::size_t index) {
  FetchWanted& wanted = row.wanted[index];
  wanted.error = wanted.early_error;
  wanted.diverging.reset();
  wanted.preferred.reset();
  wanted.located = {};
  wanted.bound.reset();
  if (wanted.error != wire::ErrorCode::none) return;
  const Partition* partition = server.partitions.find(wanted.log_key);
  if (partition == nullptr) {
    wanted.error = wire::ErrorCode::unknown_topic_or_partition;
    return;
  }
  wanted.error = check(server, row, wanted, *partition);
  if (wanted.error != wire::ErrorCode::none) return;
  wanted.preferred = preferred_replica(server, context, row, wanted, *partition);
  if (wanted.preferred) return;
  check_divergence(wanted, *partition);
  if (wanted.error != wire::ErrorCode::none || wanted.diverging) return;
  const Offset offset = wanted.position.offset;
  if (row.replica.value >= 0 && !std::exchange(wanted.is_noted, true)) {
    wanted.error = on_follower_read(server, context, *server.partitions.mutate(wanted.log_key),
                                    {.replica = row.replica,
                                     .broker_epoch = row.replica_epoch,
                                     .offset = offset,
                                     .log_start = wanted.position.log_start,
                                     .leader_end = partition->log.visible_end()});
    if (wanted.error != wire::ErrorCode::none) return;
    partition = server.partitions.find(wanted.log_key);
  }
  if (offset < partition->log.start() || offset > partition->log.end()) {
    wanted.error = wire::ErrorCode::offset_out_of_range;
    return;
  }
  if (offset >= bound_of(row, *partition)) return;
  wanted.located =
      server.partitions.mutate(wanted.log_key)->log.locate(context, server.disk, offset);
  take_located(server, context, row, row_id, {.index = index});
  look_up_bound(server, context, row, row_id, index);
}

void go_on_looking_up(Server& server, Context& context, FetchRow& row, const Owner& owner,
                      const Done& done) {
  --row.loads;
  FL_ASSERT(row.loads >= 0);
  const PlaceId id = PlaceId::of(owner.detail);
  FL_ASSERT(id.index < row.wanted.size());
  FetchWanted& wanted = row.wanted[id.index];
  Partition* partition = server.partitions.mutate(wanted.log_key);
  if (partition == nullptr) {
    wanted.error = wire::ErrorCode::unknown_topic_or_partition;
    return;
  }
  storage::Located& place = id.is_bound ? *wanted.bound : wanted.located;
  if (!has_segment(partition->log, place.segment)) {
    look_up(server, context, row, owner.key, id.index);
    return;
  }
  place = partition->log.resume(context, server.disk, place, done);
  take_located(server, context, row, owner.key, id);
  if (!id.is_bound) look_up_bound(server, context, row, owner.key, id.index);
}

std::string_view reason_to_answer(Server& server, const Context& context, const FetchRow& row) {
  if (row.max_wait_ms <= 0) return "no-wait-asked-for";
  if (row.wanted.empty()) return "no-partitions";
  if (row.is_due) return "max-wait-is-over";
  std::int64_t bytes = 0;
  for (const FetchWanted& wanted : row.wanted) {
    if (wanted.error != wire::ErrorCode::none) return "a-partition-has-an-error";
    if (wanted.diverging) return "a-partition-diverges";
    if (wanted.preferred) return "another-replica-is-nearer";
    bytes += available_bytes(server, context, row, wanted);
  }
  return bytes >= row.min_bytes ? "min-bytes-reached" : "";
}

std::vector<FetchAnswer> read_all(Server& server, Context& context, FetchRow& row) {
  std::vector<FetchAnswer> answers;
  answers.reserve(row.wanted.size());
  std::int64_t left = row.max_bytes;
  bool is_first = true;
  for (FetchWanted& wanted : row.wanted) {
    Partition* partition = server.partitions.mutate(wanted.log_key);
    if (wanted.error != wire::ErrorCode::none || partition == nullptr) {
      answers.push_back({wanted.key, wanted.position, error_data(wanted)});
      continue;
    }
    PartitionData data = log_data(row, wanted, *partition);
    const std::int64_t max_bytes =
        std::min(left, std::int64_t{std::max(wanted.position.max_bytes, 0)});
    const bool is_bounded = !wanted.bound || wanted.bound->is_found();
    if (wanted.located.is_found() && is_bounded &&
        has_segment(partition->log, wanted.located.segment) && (max_bytes > 0 || is_first) &&
        !is_throttled(server, context, row, *partition)) {
      storage::ReadPlan plan = partition->log.read(
          context, server.disk, wanted.located,
          {.max_bytes = max_bytes, .is_first_batch_whole = is_first, .before = wanted.bound});
      if (plan.size_bytes > 0) is_first = false;
      left = std::max<std::int64_t>(0, left - plan.size_bytes);
      data.records->parts = std::move(plan.parts);
      if (row.is_read_committed)
        for (const storage::AbortedTxn& aborted :
             partition->log.aborted_in(wanted.position.offset, data.last_stable_offset))
          data.aborted_transactions->push_back(
              {.producer_id = aborted.producer_id, .first_offset = aborted.first_offset});
    }
    answers.push_back({wanted.key, wanted.position, std::move(data)});
  }
  return answers;
}

}  // namespace fl::broker
