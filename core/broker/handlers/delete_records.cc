#include "core/broker/handlers/delete_records.h"

#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"
#include "core/broker/handlers/produce_append.h"
#include "core/broker/replicas.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

using Answer = wire::DeleteRecordsResponse::DeleteRecordsPartitionResult;

constexpr Offset kHighWatermark{-1};

wire::ErrorCode check(const Server& server, const TopicPartition& name, Offset offset) {
  const Partition* partition = find_partition(server, name);
  if (const auto error = check_leader(server, name, kNoLeaderEpoch); error != wire::ErrorCode::none)
    return error;
  if (is_internal(name.topic)) return wire::ErrorCode::invalid_topic_exception;
  // Kafka: a topic that is only compacted keeps what its keys need.
  if (!partition->config->deletes()) return wire::ErrorCode::policy_violation;
  if (offset != kHighWatermark && (offset.value < 0 || offset > partition->high_watermark))
    return wire::ErrorCode::offset_out_of_range;
  return wire::ErrorCode::none;
}

Offset low_watermark(const Server& server, const Partition& partition) {
  return partition.leading->low_watermark(surroundings_of(server, partition),
                                          partition.log.start());
}

/// Raises the leader's log start. Returns the low watermark that ends the request's wait; nothing
/// if there is an error.   Source: Partition.deleteRecordsOnLeader.
std::optional<Offset> delete_below(Server& server, Context& context, const TopicPartition& name,
                                   Offset offset, Answer& answer) {
  answer = {.partition_index = name.partition, .low_watermark = Offset(-1)};
  answer.error_code = check(server, name, offset);
  if (answer.error_code != wire::ErrorCode::none) return std::nullopt;
  Partition& partition = *mutate_partition(server, name);
  const Offset start = offset == kHighWatermark ? partition.high_watermark : offset;
  if (start > partition.log.start() && partition.log.advance_start(context, server.disk, start)) {
    context.tell<RecordsDeleted>([&] {
      return Telling<RecordsDeleted>{
          {.topic = name.topic, .partition = name.partition, .log_start = start},
          {.rule = "delete-records-asked-for",
           .terms = {{"offset", offset.value},
                     {"high watermark", partition.high_watermark.value}}}};
    });
  }
  answer.low_watermark = low_watermark(server, partition);
  return start;
}

/// Takes the answer if there is one. False: the partition waits for its replicas still.
/// Source: DelayedDeleteRecords.tryComplete.
bool decide(const Server& server, const DeleteWanted& wanted, Answer& answer) {
  const Partition* partition = find_partition(server, wanted.name);
  const auto fail = [&answer](wire::ErrorCode error) {
    answer.error_code = error;
    answer.low_watermark = Offset(-1);
    return true;
  };
  if (partition == nullptr) return fail(error_of_missing(server, wanted.name));
  if (partition->is_offline) return fail(wire::ErrorCode::kafka_storage_error);
  if (!partition->leading) return fail(wire::ErrorCode::not_leader_or_follower);
  const Offset low = low_watermark(server, *partition);
  if (low < wanted.required) return false;
  answer.error_code = wire::ErrorCode::none;
  answer.low_watermark = low;
  return true;
}

void look_at(Server& server, Context& context, std::int64_t row_id) {
  DeleteRow& row = *server.rows.deletes.mutate(row_id);
  std::erase_if(row.wanted, [&](const DeleteWanted& wanted) {
    return decide(server, wanted, row.response.topics[wanted.topic].partitions[wanted.partition]);
  });
  if (!row.wanted.empty()) return;
  const DeleteRow done = std::move(row);
  server.rows.deletes.erase(row_id);
  server.deadlines.remove({done.deadline, DeadlineKind::delete_records, row_id});
  respond(server, context, done.request, done.response);
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::DeleteRecordsRequest& body) {
  DeleteRow row{.request = request,
                .deadline = context.now + std::int64_t{std::max(body.timeout_ms, 0)} *
                                              kNanosecondsPerMillisecond};
  bool has_to_wait = false;
  for (const auto& topic : body.topics) {
    auto& out = row.response.topics.emplace_back();
    out.name = topic.name;
    for (const auto& partition : topic.partitions) {
      const TopicPartition name{topic.name, partition.partition_index};
      Answer& answer = out.partitions.emplace_back();
      const auto required = delete_below(server, context, name, partition.offset, answer);
      if (!required) continue;
      has_to_wait = has_to_wait || answer.low_watermark < *required;
      row.wanted.push_back({.name = name,
                            .required = *required,
                            .topic = row.response.topics.size() - 1,
                            .partition = out.partitions.size() - 1});
    }
  }
  if (!has_to_wait) {
    respond(server, context, request, row.response);
    return;
  }
  const std::int64_t row_id = next_row(server, request);
  server.deadlines.add(context, {row.deadline, DeadlineKind::delete_records, row_id});
  server.rows.deletes.put(row_id, std::move(row));
  look_at(server, context, row_id);
}

void look_at_deletes(Server& server, Context& context) {
  for (const std::int64_t row_id : server.rows.deletes.keys())
    look_at(server, context, row_id);
}

void on_delete_records_due(Server& server, Context& context, std::int64_t row_id) {
  DeleteRow* row = server.rows.deletes.mutate(row_id);
  if (row == nullptr) return;
  const DeleteRow timed_out = std::move(*row);
  server.rows.deletes.erase(row_id);
  wire::DeleteRecordsResponse response = timed_out.response;
  // The records are deleted at the leader all the same.
  for (const DeleteWanted& wanted : timed_out.wanted)
    response.topics[wanted.topic].partitions[wanted.partition].error_code =
        wire::ErrorCode::request_timed_out;
  respond(server, context, timed_out.request, response);
}

}  // namespace fl::broker
