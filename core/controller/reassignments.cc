#include "core/controller/reassignments.h"

#include "core/controller/partition_planner.h"
#include "core/controller/placement.h"
#include "core/controller/reassignment_steps.h"

#include <utility>

namespace fl::controller {

namespace {

using Request = wire::AlterPartitionReassignmentsRequest;
using Response = wire::AlterPartitionReassignmentsResponse;
using ListRequest = wire::ListPartitionReassignmentsRequest;
using ListResponse = wire::ListPartitionReassignmentsResponse;
using metadata::PartitionImage;
using wire::ErrorCode;

bool is_moving(const PartitionImage& partition) {
  return !partition.adding_replicas.empty() || !partition.removing_replicas.empty();
}

ReassignmentState state_of(const PartitionImage& partition) {
  return {.removing = partition.removing_replicas,
          .adding = partition.adding_replicas,
          .replicas = partition.replicas};
}

ApiError cancel(const View& view, PartitionPlanner& planner, const PartitionPlace& place) {
  if (!is_moving(place.partition)) return {ErrorCode::no_reassignment_in_progress, std::nullopt};
  auto revert = revert_reassignment(state_of(place.partition), place.partition.isr);
  if (!revert)
    return {ErrorCode::invalid_replica_assignment,
            "Invalid replica assignment: addingReplicas contains all replicas."};
  const bool allows_unclean = allows_unclean_election(view, place.topic.name);
  if (revert->is_unclean && !allows_unclean)
    return {ErrorCode::invalid_replica_assignment,
            "Unable to revert partition assignment for " + place.topic.name + ":" +
                std::to_string(place.index.value) +
                " because it would require an unclean leader election."};
  PartitionTarget target = target_of(place.partition);
  if (allows_unclean) target.election = Election::unclean;
  target.isr = std::move(revert->isr);
  target.replicas = std::move(revert->replicas);
  target.removing_replicas.clear();
  target.adding_replicas.clear();
  planner.set_cause("reassignment-called-off");
  planner.change(place, std::move(target));
  return {};
}

void move(PartitionPlanner& planner, const PartitionPlace& place, const Replicas& replicas) {
  ReassignmentStart start = start_reassignment(place.partition.replicas, replicas);
  PartitionTarget target = target_of(place.partition);
  target.replicas = std::move(start.replicas);
  // Kafka: a move that neither adds nor removes leaves those of the one before in force.
  if (!start.removing.empty()) target.removing_replicas = std::move(start.removing);
  if (!start.adding.empty()) target.adding_replicas = std::move(start.adding);
  planner.set_cause("reassignment-asked-for");
  planner.change(place, std::move(target));
}

/// As many replicas as it has, or is going to have.   Source: KIP-860.
ApiError check_factor(const PartitionImage& partition, const Replicas& replicas) {
  const std::size_t now = partition.replicas.size() - partition.removing_replicas.size();
  if (replicas.size() == now) return {};
  return {ErrorCode::invalid_replication_factor, "The replication factor is changed from " +
                                                     std::to_string(now) + " to " +
                                                     std::to_string(replicas.size())};
}

ApiError alter(const View& view, PartitionPlanner& planner, const std::string& name,
               const Request::ReassignablePartition& asked, bool may_change_factor) {
  const metadata::TopicImage* const topic = view.image.topic(name);
  if (topic == nullptr)
    return {ErrorCode::unknown_topic_or_partition, "Unable to find a topic named " + name + "."};
  const PartitionImage* const partition = topic->partitions.find(asked.partition_index);
  if (partition == nullptr)
    return {ErrorCode::unknown_topic_or_partition, "Unable to find partition " + name + ":" +
                                                       std::to_string(asked.partition_index.value) +
                                                       "."};
  const PartitionPlace place{*topic, asked.partition_index, *partition};
  if (!asked.replicas) return cancel(view, planner, place);
  if (ApiError error = check_manual_assignment(view.image, *asked.replicas, -1); error.is_failure())
    return error;
  if (!may_change_factor)
    if (ApiError error = check_factor(*partition, *asked.replicas); error.is_failure())
      return error;
  move(planner, place, *asked.replicas);
  return {};
}

void list(const metadata::TopicImage& topic, const std::vector<PartitionIndex>* only,
          ListResponse& response) {
  ListResponse::OngoingTopicReassignment ongoing;
  ongoing.name = topic.name;
  const auto add = [&ongoing](const PartitionIndex& index, const PartitionImage& partition) {
    if (!is_moving(partition)) return;
    auto& moving = ongoing.partitions.emplace_back();
    moving.partition_index = index;
    moving.replicas = partition.replicas;
    moving.adding_replicas = partition.adding_replicas;
    moving.removing_replicas = partition.removing_replicas;
  };
  if (only == nullptr)
    topic.partitions.for_each(add);
  else
    for (const PartitionIndex index : *only)
      if (const PartitionImage* const partition = topic.partitions.find(index))
        add(index, *partition);
  if (!ongoing.partitions.empty()) response.topics.push_back(std::move(ongoing));
}

}  // namespace

Decided<Response> decide_alter_reassignments(const View& view, const Request& request) {
  Decided<Response> decided;
  decided.response.error_message.reset();
  decided.response.allow_replication_factor_change = request.allow_replication_factor_change;
  PartitionPlanner planner(view, decided.records, decided.stories, "reassignment-asked-for");
  for (const Request::ReassignableTopic& topic : request.topics) {
    Response::ReassignableTopicResponse& answers = decided.response.responses.emplace_back();
    answers.name = topic.name;
    for (const Request::ReassignablePartition& asked : topic.partitions) {
      ApiError error =
          alter(view, planner, topic.name, asked, request.allow_replication_factor_change);
      auto& answer = answers.partitions.emplace_back();
      answer.partition_index = asked.partition_index;
      answer.error_code = error.code;
      answer.error_message = bounded_text(std::move(error.message));
    }
  }
  return decided;
}

ListResponse list_reassignments(const metadata::Image& image, const ListRequest& request) {
  ListResponse response;
  response.error_message.reset();
  if (!request.topics) {
    image.topics.for_each([&response](const std::string&, const metadata::TopicImage& topic) {
      list(topic, nullptr, response);
    });
    return response;
  }
  for (const auto& asked : *request.topics)
    if (const metadata::TopicImage* const topic = image.topic(asked.name))
      list(*topic, &asked.partition_indexes, response);
  return response;
}

}  // namespace fl::controller
