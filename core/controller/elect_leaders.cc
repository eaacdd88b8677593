#include "core/controller/elect_leaders.h"

#include <utility>

namespace fl::controller {

namespace {

using Request = wire::ElectLeadersRequest;
using Response = wire::ElectLeadersResponse;
using wire::ErrorCode;

constexpr std::int8_t kPreferred = 0;
constexpr std::int8_t kUnclean = 1;

ApiError plain(ErrorCode code) {
  return {code, std::string(wire::message_of(code))};
}

ApiError elect(const View& view, PartitionPlanner& planner, const std::string& name,
               PartitionIndex index, Election election) {
  const metadata::TopicImage* const topic = view.image.topic(name);
  if (topic == nullptr) return {ErrorCode::unknown_topic_or_partition, "No such topic as " + name};
  const metadata::PartitionImage* const partition = topic->partitions.find(index);
  if (partition == nullptr)
    return {ErrorCode::unknown_topic_or_partition,
            "No such partition as " + name + "-" + std::to_string(index.value)};
  return plan_election(planner, {*topic, index, *partition}, election);
}

void answer(Response::ReplicaElectionResult& result, PartitionIndex index, ApiError error) {
  Response::PartitionResult& partition = result.partition_result.emplace_back();
  partition.partition_id = index;
  partition.error_code = error.code;
  partition.error_message = bounded_text(std::move(error.message));
}

}  // namespace

ApiError plan_election(PartitionPlanner& planner, const PartitionPlace& place, Election election) {
  const metadata::PartitionImage& partition = place.partition;
  const bool is_preferred = election == Election::preferred;
  const bool is_led = partition.leader != metadata::kNoLeader;
  const bool is_needed = is_preferred ? partition.leader != partition.replicas.front() : !is_led;
  if (!is_needed) return plain(ErrorCode::election_not_needed);
  PartitionTarget target = target_of(partition);
  target.election = election;
  if (planner.change(place, std::move(target))) return {};
  return plain(is_preferred ? ErrorCode::preferred_leader_not_available
                            : ErrorCode::eligible_leaders_not_available);
}

Decided<Response> decide_elect_leaders(const View& view, const Request& request) {
  Decided<Response> decided;
  if (request.election_type != kPreferred && request.election_type != kUnclean) {
    decided.response.error_code = ErrorCode::invalid_request;
    return decided;
  }
  const Election election =
      request.election_type == kPreferred ? Election::preferred : Election::unclean;
  PartitionPlanner planner(view, decided.records, decided.stories, "election-asked-for");
  auto& results = decided.response.replica_election_results;
  if (request.topic_partitions) {
    for (const Request::TopicPartitions& asked : *request.topic_partitions) {
      Response::ReplicaElectionResult& result = results.emplace_back();
      result.topic = asked.topic;
      for (const PartitionIndex index : asked.partitions)
        answer(result, index, elect(view, planner, asked.topic, index, election));
    }
    return decided;
  }
  view.image.topics.for_each([&](const std::string& name, const metadata::TopicImage& topic) {
    Response::ReplicaElectionResult& result = results.emplace_back();
    result.topic = name;
    topic.partitions.for_each(
        [&](const PartitionIndex& index, const metadata::PartitionImage& partition) {
          ApiError error = plan_election(planner, {topic, index, partition}, election);
          if (error.code != ErrorCode::election_not_needed) answer(result, index, std::move(error));
        });
  });
  return decided;
}

}  // namespace fl::controller
