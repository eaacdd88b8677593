#include "core/broker/handlers/describe_producers.h"

#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"

namespace fl::broker {

namespace {

using Answer = wire::DescribeProducersResponse::PartitionResponse;

Answer describe(const Server& server, const TopicPartition& name) {
  Answer answer{.partition_index = name.partition};
  const Partition* partition = find_partition(server, name);
  answer.error_code = check_leader(server, name, kNoLeaderEpoch);
  if (answer.error_code != wire::ErrorCode::none) return answer;
  partition->log.producers().for_each(
      [&answer](const ProducerId& id, const storage::ProducerEntry& entry) {
        answer.active_producers.push_back(
            {.producer_id = id,
             .producer_epoch = entry.epoch.value,
             .last_sequence = entry.last_sequence(),
             .last_timestamp = entry.last_timestamp,
             .coordinator_epoch = entry.coordinator_epoch,
             .current_txn_start_offset = entry.transaction_first_offset.value_or(Offset(-1))});
      });
  return answer;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeProducersRequest& body) {
  wire::DescribeProducersResponse response;
  for (const auto& topic : body.topics) {
    auto& out = response.topics.emplace_back();
    out.name = topic.name;
    for (const PartitionIndex index : topic.partition_indexes)
      out.partitions.push_back(describe(server, {topic.name, index}));
  }
  respond(server, context, request, response);
}

}  // namespace fl::broker
