#include "core/broker/handlers/list_offsets.h"

#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"

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
  if (row.wanted.replica_id.value != -1) return partition.log.visible_end();
  if (row.wanted.isolation_level == 1)
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
  answer.error_code = check_leader(server, partition, asked.current_leader_epoch);
  if (answer.error_code != wire::ErrorCode::none) return answer;
  answer_end(*partition, row, asked.timestamp, answer);
  return answer;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::ListOffsetsRequest& body) {
  LookupRow row{.request = request, .wanted = body};
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
  respond(server, context, request, row.response);
}

void on_lookup_loaded(Server& /*server*/, Context& /*context*/, const Owner& /*owner*/,
                      const Done& /*done*/) {}

}  // namespace fl::broker
