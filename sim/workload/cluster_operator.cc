#include "sim/workload/cluster_operator.h"

#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/elect_leaders.h"
#include "core/wire/messages/incremental_alter_configs.h"
#include "core/wire/messages/metadata.h"

#include <algorithm>
#include <optional>

namespace fl::sim {

namespace {

constexpr TimerId kRetryTimer{ClientConnection::kFirstOwnTimer};
constexpr std::int64_t kRetryNs = 100'000'000;
constexpr std::int64_t kRequestTimeoutNs = 30'000'000'000;
constexpr std::int16_t kCreateTopicsVersion = 7;
constexpr std::int16_t kMetadataVersion = 12;
constexpr std::int16_t kElectLeadersVersion = 2;
constexpr std::int16_t kReassignmentsVersion = 0;
constexpr std::int16_t kAlterConfigsVersion = 1;
constexpr std::int8_t kTopicResource = 2;
constexpr std::int8_t kBrokerResource = 4;

wire::CreateTopicsRequest::CreatableTopic creatable(const TopicSpec& topic) {
  wire::CreateTopicsRequest::CreatableTopic asked{
      .name = topic.name, .num_partitions = topic.partitions, .replication_factor = topic.replicas};
  if (!topic.assignment.empty()) {
    asked.num_partitions = -1;
    asked.replication_factor = -1;
  }
  for (std::size_t i = 0; i < topic.assignment.size(); ++i)
    asked.assignments.push_back({.partition_index = PartitionIndex(static_cast<std::int32_t>(i)),
                                 .broker_ids = topic.assignment[i]});
  for (const auto& [name, value] : topic.config)
    asked.configs.push_back({.name = name, .value = value});
  return asked;
}

wire::ElectLeadersRequest election(const OperatorTask& task) {
  wire::ElectLeadersRequest request{
      .election_type = static_cast<std::int8_t>(task.kind == TaskKind::elect_unclean ? 1 : 0)};
  request.topic_partitions.emplace().push_back(
      {.topic = task.topic, .partitions = {task.partition}});
  return request;
}

wire::AlterPartitionReassignmentsRequest reassignment(const OperatorTask& task) {
  wire::AlterPartitionReassignmentsRequest::ReassignablePartition partition{
      .partition_index = task.partition, .replicas = std::nullopt};
  if (task.kind == TaskKind::reassign) partition.replicas = task.replicas;
  wire::AlterPartitionReassignmentsRequest request;
  request.topics.push_back({.name = task.topic, .partitions = {std::move(partition)}});
  return request;
}

wire::IncrementalAlterConfigsRequest alteration(const OperatorTask& task) {
  wire::IncrementalAlterConfigsRequest request;
  request.resources.push_back(
      {.resource_type = task.kind == TaskKind::set_topic_config ? kTopicResource : kBrokerResource,
       .resource_name = task.topic,
       .configs = {{.name = task.property, .value = task.value}}});
  return request;
}

/// The first error in an answer to a task, wherever the message has it.
struct TaskAnswer {
  wire::ErrorCode error = wire::ErrorCode::none;
  std::string text;
};

std::optional<TaskAnswer> answer_of(const Answer& answer) {
  TaskAnswer found;
  const auto note = [&found](wire::ErrorCode error, const std::optional<std::string>& text) {
    if (found.error != wire::ErrorCode::none) return;
    found = {error, text.value_or("")};
  };
  const std::int16_t version = answer.asked.version;
  if (answer.asked.api == wire::ApiKey::elect_leaders) {
    const auto response =
        wire::decode_response<wire::ElectLeadersResponse>(answer.payload, version);
    if (!response) return std::nullopt;
    note(response->error_code, std::nullopt);
    for (const auto& topic : response->replica_election_results)
      for (const auto& partition : topic.partition_result)
        note(partition.error_code, partition.error_message);
  } else if (answer.asked.api == wire::ApiKey::alter_partition_reassignments) {
    const auto response =
        wire::decode_response<wire::AlterPartitionReassignmentsResponse>(answer.payload, version);
    if (!response) return std::nullopt;
    note(response->error_code, response->error_message);
    for (const auto& topic : response->responses)
      for (const auto& partition : topic.partitions)
        note(partition.error_code, partition.error_message);
  } else {
    const auto response =
        wire::decode_response<wire::IncrementalAlterConfigsResponse>(answer.payload, version);
    if (!response) return std::nullopt;
    for (const auto& resource : response->responses)
      note(resource.error_code, resource.error_message);
  }
  return found;
}

}  // namespace

ClusterOperator::ClusterOperator(std::vector<TopicSpec> topics,
                                 std::vector<ClientAddress> bootstrap)
    : topics_(std::move(topics)),
      brokers_(bootstrap.size()),
      are_all_there_(brokers_ == 1),
      connection_("operator", std::move(bootstrap), kRequestTimeoutNs) {}

void ClusterOperator::step(Context& context, const Input& input) {
  if (std::holds_alternative<Boot>(input)) {
    if (!topics_.empty()) connection_.dial(context);
    return;
  }
  if (const auto* command = std::get_if<Command>(&input)) {
    if (const auto* task = command->value.as<OperatorTask>()) tasks_.push_back(*task);
    if (connection_.is_idle()) connection_.dial(context);
    return go_on(context);
  }
  const bool is_retry = !connection_.step(context, input) && std::holds_alternative<Fired>(input);
  while (const auto answer = connection_.next_answer())
    on_answer(context, *answer);
  connection_.take_lost();
  if (connection_.take_became_ready() || is_retry) go_on(context);
}

/// The topics first, then the tasks, one after the other.
void ClusterOperator::go_on(Context& context) {
  if (!connection_.is_ready() || connection_.in_flight() > 0) return;
  if (!topics_.empty()) return are_all_there_ ? create(context) : look_around(context);
  if (!tasks_.empty()) carry_out(context, tasks_.front());
}

/// A replica on a broker that is not there yet would not be in sync from the beginning.
void ClusterOperator::look_around(Context& context) {
  const auto version = connection_.version_of(wire::ApiKey::metadata, kMetadataVersion);
  if (!version) return;
  wire::MetadataRequest request;
  request.topics.emplace();
  connection_.send(context, request, *version);
}

void ClusterOperator::create(Context& context) {
  const auto version = connection_.version_of(wire::ApiKey::create_topics, kCreateTopicsVersion);
  if (!version) return;
  wire::CreateTopicsRequest request{.timeout_ms = 10'000};
  for (const TopicSpec& topic : topics_)
    request.topics.push_back(creatable(topic));
  connection_.send(context, request, *version);
}

void ClusterOperator::carry_out(Context& context, const OperatorTask& task) {
  const auto ask = [&](const auto& request, std::int16_t wanted) {
    const auto version = connection_.version_of(request.kApi, wanted);
    if (version)
      connection_.send(context, request, *version);
    else
      connection_.give_up(context, "this broker does not serve the request");
  };
  switch (task.kind) {
    case TaskKind::elect_preferred:
    case TaskKind::elect_unclean:
      return ask(election(task), kElectLeadersVersion);
    case TaskKind::reassign:
    case TaskKind::cancel_reassign:
      return ask(reassignment(task), kReassignmentsVersion);
    case TaskKind::set_topic_config:
    case TaskKind::set_broker_config:
      return ask(alteration(task), kAlterConfigsVersion);
    case TaskKind::none:
      tasks_.pop_front();
      return;
  }
}

void ClusterOperator::on_answer(Context& context, const Answer& answer) {
  const bool was_there = are_all_there_;
  if (answer.asked.api == wire::ApiKey::metadata)
    on_cluster(context, answer);
  else if (answer.asked.api == wire::ApiKey::create_topics)
    on_created(context, answer);
  else
    on_carried_out(context, answer);
  if (!connection_.is_ready()) return;
  if (topics_.empty() && tasks_.empty()) return connection_.close(context);
  const bool is_next = are_all_there_ != was_there ||
                       (topics_.empty() && answer.asked.api == wire::ApiKey::create_topics);
  if (is_next && connection_.in_flight() == 0) return go_on(context);
  context.emit(Arm{.timer = kRetryTimer, .deadline = context.now + kRetryNs});
}

void ClusterOperator::on_cluster(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::MetadataResponse>(answer.payload, answer.asked.version);
  if (!response) return connection_.give_up(context, "an ill-formed response");
  are_all_there_ = response->brokers.size() >= brokers_;
}

void ClusterOperator::on_created(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::CreateTopicsResponse>(answer.payload, answer.asked.version);
  if (!response) return connection_.give_up(context, "an ill-formed response");
  for (const auto& result : response->topics) {
    const bool is_there = result.error_code == wire::ErrorCode::none ||
                          result.error_code == wire::ErrorCode::topic_already_exists;
    context.tell<TopicReady>([&] {
      return Telling<TopicReady>{
          {.topic = result.name, .partitions = result.num_partitions, .error = result.error_code},
          {}};
    });
    // An error that no retry can change is told once; the clients then wait in vain.
    if (is_there || !wire::info_of(result.error_code).retriable)
      std::erase_if(topics_, [&](const TopicSpec& topic) { return topic.name == result.name; });
  }
}

void ClusterOperator::on_carried_out(Context& context, const Answer& answer) {
  const auto found = answer_of(answer);
  if (!found) return connection_.give_up(context, "an ill-formed response");
  if (tasks_.empty()) return;
  const OperatorTask& task = tasks_.front();
  context.tell<TaskAnswered>([&] {
    return Telling<TaskAnswered>{{.task = std::string(name_of(task.kind)),
                                  .topic = task.topic,
                                  .partition = task.partition,
                                  .error = found->error,
                                  .text = found->text},
                                 {}};
  });
  // Only who was asked at the wrong moment is asked again; other refusals are the answer.
  const bool is_too_early = found->error == wire::ErrorCode::not_controller ||
                            found->error == wire::ErrorCode::request_timed_out;
  if (!is_too_early) tasks_.pop_front();
}

}  // namespace fl::sim
