#include "core/broker/handlers/list_offsets.h"

#include "core/base/assert.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"

#include <algorithm>
#include <map>
#include <utility>

namespace fl::broker {

namespace {

using Asked = wire::ListOffsetsRequest::ListOffsetsPartition;
using Answer = wire::ListOffsetsResponse::ListOffsetsPartitionResponse;

// Timestamps with a meaning of their own.   Source: ListOffsetsRequest.
constexpr Timestamp kLatest{-1};
constexpr Timestamp kEarliest{-2};
constexpr Timestamp kMaxTimestamp{-3};
constexpr Timestamp kEarliestLocal{-4};
constexpr Timestamp kLatestTiered{-5};
constexpr Timestamp kEarliestPendingUpload{-6};

/// The first version that knows the timestamp; nothing knows those below -6.
bool is_known(Timestamp timestamp, std::int16_t version) {
  if (timestamp >= kEarliest) return true;
  if (timestamp == kMaxTimestamp) return version >= 7;
  if (timestamp == kEarliestLocal) return version >= 8;
  if (timestamp == kLatestTiered) return version >= 9;
  if (timestamp == kEarliestPendingUpload) return version >= 11;
  return false;
}

bool needs_search(Timestamp timestamp) {
  return timestamp.value >= 0 || timestamp == kMaxTimestamp;
}

/// The end of what the asker may see; exclusive.
Offset bound_of(const Partition& partition, const LookupRow& row) {
  // Followers (and the debugging replica -2) see the log's end.
  if (row.replica.value != -1) return partition.log.visible_end();
  if (row.isolation_level == 1)
    return std::min(partition.high_watermark, partition.log.last_stable_end());
  return partition.high_watermark;
}

void answer_end(const Partition& partition, const LookupRow& row, Timestamp timestamp,
                Answer& answer) {
  if (timestamp == kLatest) {
    answer.offset = bound_of(partition, row);
    answer.leader_epoch = partition.leader_epoch;
  }
  if (timestamp == kEarliest || timestamp == kEarliestLocal) {
    answer.offset = partition.log.start();
    answer.leader_epoch =
        partition.log.epochs().epoch_at(answer.offset).value_or(partition.leader_epoch);
  }
}

/// The entry for one partition, as far as it can be had without a search.
Answer first_answer(const Server& server, const LookupRow& row, const TopicPartition& name,
                    const Asked& asked) {
  Answer answer{.partition_index = asked.partition_index};
  if (!is_known(asked.timestamp, row.request.version)) {
    answer.error_code = wire::ErrorCode::unsupported_version;
    return answer;
  }
  const Partition* partition = find_partition(server, name);
  answer.error_code = check_leader(server, name, asked.current_leader_epoch);
  if (answer.error_code != wire::ErrorCode::none) return answer;
  answer_end(*partition, row, asked.timestamp, answer);
  return answer;
}

Answer& entry_of(LookupRow& row, const LookupRow::Search& search) {
  return row.response.topics[search.topic].partitions[search.partition];
}

/// Puts what a search found into the response, or asks for what it needs to go on.
void take_lookup(Server& server, Context& context, LookupRow& row, std::int64_t row_id,
                 std::size_t index) {
  const LookupRow::Search& search = row.searches[index];
  Answer& entry = entry_of(row, search);
  switch (search.lookup.state) {
    case storage::TimeLookup::State::needs_load:
      server.disk.load(
          context,
          {.kind = OwnerKind::lookup, .key = row_id, .detail = static_cast<std::int64_t>(index)},
          search.lookup.load.file, search.lookup.load.position, search.lookup.load.size_bytes);
      ++row.loads;
      break;
    case storage::TimeLookup::State::failed:
      entry.error_code = wire::ErrorCode::kafka_storage_error;
      break;
    case storage::TimeLookup::State::found: {
      const Partition* partition = server.partitions.find(search.log_key);
      // Kafka: what the asker may not see yet is not found.
      if (partition == nullptr || search.lookup.offset >= bound_of(*partition, row)) break;
      entry.timestamp = search.lookup.timestamp;
      entry.offset = search.lookup.offset;
      entry.leader_epoch = search.lookup.leader_epoch;
      break;
    }
    case storage::TimeLookup::State::not_found:
      break;
  }
}

void begin_search(Server& server, Context& context, LookupRow& row, std::int64_t row_id,
                  std::size_t index) {
  LookupRow::Search& search = row.searches[index];
  storage::Log& log = server.partitions.mutate(search.log_key)->log;
  search.lookup = search.timestamp == kMaxTimestamp
                      ? log.find_max_timestamp(context, server.disk)
                      : log.find_time(context, server.disk, search.timestamp);
  take_lookup(server, context, row, row_id, index);
}

/// Leader epochs are told since version 4.
void finish(Server& server, Context& context, LookupRow row) {
  if (row.request.version < 4)
    for (auto& topic : row.response.topics)
      for (Answer& answer : topic.partitions)
        answer.leader_epoch = kNoLeaderEpoch;
  respond(server, context, row.request, row.response);
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::ListOffsetsRequest& body) {
  LookupRow row{
      .request = request, .replica = body.replica_id, .isolation_level = body.isolation_level};
  for (const auto& topic : body.topics) {
    auto& out = row.response.topics.emplace_back();
    out.name = topic.name;
    std::map<PartitionIndex, std::int32_t> times_named;
    for (const Asked& asked : topic.partitions)
      ++times_named[asked.partition_index];
    for (const Asked& asked : topic.partitions) {
      if (times_named[asked.partition_index] == 0) continue;
      if (times_named[asked.partition_index] > 1) {
        // Kafka: a partition named twice is refused once.
        times_named[asked.partition_index] = 0;
        out.partitions.push_back({.partition_index = asked.partition_index,
                                  .error_code = wire::ErrorCode::invalid_request});
        continue;
      }
      const TopicPartition name{topic.name, asked.partition_index};
      out.partitions.push_back(first_answer(server, row, name, asked));
      if (out.partitions.back().error_code == wire::ErrorCode::none &&
          needs_search(asked.timestamp)) {
        row.searches.push_back({.topic = row.response.topics.size() - 1,
                                .partition = out.partitions.size() - 1,
                                .log_key = *server.log_keys.find(name),
                                .timestamp = asked.timestamp});
      }
    }
  }
  const std::int64_t row_id = next_row(server, request);
  for (std::size_t i = 0; i < row.searches.size(); ++i)
    begin_search(server, context, row, row_id, i);
  if (row.loads == 0)
    finish(server, context, std::move(row));
  else
    server.rows.lookups.put(row_id, std::move(row));
}

void on_lookup_loaded(Server& server, Context& context, const Owner& owner, const Done& done) {
  LookupRow* row = server.rows.lookups.mutate(owner.key);
  if (row == nullptr) return;
  --row->loads;
  FL_ASSERT(row->loads >= 0);
  const auto index = static_cast<std::size_t>(owner.detail);
  FL_ASSERT(index < row->searches.size());
  LookupRow::Search& search = row->searches[index];
  if (Partition* partition = server.partitions.mutate(search.log_key); partition != nullptr) {
    search.lookup = partition->log.resume(context, server.disk, search.lookup, done);
    take_lookup(server, context, *row, owner.key, index);
  } else {
    entry_of(*row, search).error_code = wire::ErrorCode::unknown_topic_or_partition;
  }
  if (row->loads > 0) return;
  LookupRow finished = std::move(*row);
  server.rows.lookups.erase(owner.key);
  finish(server, context, std::move(finished));
}

}  // namespace fl::broker
