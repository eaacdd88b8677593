#include "core/broker/handlers/offset_for_leader_epoch.h"

#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"

namespace fl::broker {

namespace {

using Asked = wire::OffsetForLeaderEpochRequest::OffsetForLeaderPartition;
using Answer = wire::OffsetForLeaderEpochResponse::EpochEndOffset;

Answer answer_to(const Server& server, const std::string& topic, const Asked& asked) {
  Answer answer{.partition = asked.partition};
  const TopicPartition name{topic, asked.partition};
  const Partition* partition = find_partition(server, name);
  answer.error_code = check_leader(server, name, asked.current_leader_epoch);
  if (answer.error_code != wire::ErrorCode::none) return answer;
  if (const auto end = partition->log.end_for_epoch(asked.leader_epoch)) {
    answer.leader_epoch = end->epoch;
    answer.end_offset = end->end;
  }
  return answer;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::OffsetForLeaderEpochRequest& body) {
  wire::OffsetForLeaderEpochResponse response;
  for (const auto& topic : body.topics) {
    auto& out = response.topics.emplace_back();
    out.topic = topic.topic;
    for (const Asked& asked : topic.partitions)
      out.partitions.push_back(answer_to(server, topic.topic, asked));
  }
  respond(server, context, request, response);
}

}  // namespace fl::broker
