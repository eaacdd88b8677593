#include "core/broker/handlers/delete_records.h"

#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"
#include "core/broker/handlers/produce_append.h"

#include <algorithm>

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

Answer delete_below(Server& server, Context& context, const TopicPartition& name, Offset offset) {
  Answer answer{.partition_index = name.partition, .low_watermark = Offset(-1)};
  answer.error_code = check(server, name, offset);
  if (answer.error_code != wire::ErrorCode::none) return answer;
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
  answer.low_watermark = partition.log.start();
  return answer;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::DeleteRecordsRequest& body) {
  wire::DeleteRecordsResponse response;
  for (const auto& topic : body.topics) {
    auto& out = response.topics.emplace_back();
    out.name = topic.name;
    for (const auto& partition : topic.partitions)
      out.partitions.push_back(
          delete_below(server, context, {topic.name, partition.partition_index}, partition.offset));
  }
  respond(server, context, request, response);
}

}  // namespace fl::broker
