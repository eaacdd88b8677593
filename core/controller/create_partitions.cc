#include "core/controller/create_partitions.h"

#include "core/controller/create_topics.h"
#include "core/controller/placement.h"

#include <algorithm>
#include <map>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::CreatePartitionsRequest;
using Response = wire::CreatePartitionsResponse;
using wire::ErrorCode;

void answer(Response& response, const std::string& name, ApiError error) {
  Response::CreatePartitionsTopicResult result;
  result.name = name;
  result.error_code = error.code;
  result.error_message = bounded_text(std::move(error.message));
  response.results.push_back(std::move(result));
}

std::string text(std::size_t number) {
  return std::to_string(number);
}

ApiError check_count(const metadata::TopicImage& topic,
                     const Request::CreatePartitionsTopic& wanted) {
  const std::size_t now = topic.partitions.size();
  const std::int64_t count = wanted.count;
  if (count == static_cast<std::int64_t>(now))
    return {ErrorCode::invalid_partitions, "Topic already has " + text(now) + " partition(s)."};
  if (count < static_cast<std::int64_t>(now))
    return {ErrorCode::invalid_partitions,
            "The topic " + topic.name + " currently has " + text(now) + " partition(s); " +
                std::to_string(count) + " would not be an increase."};
  const std::int64_t additional = count - static_cast<std::int64_t>(now);
  if (additional > kPartitionsPerRequestMax)
    return {ErrorCode::policy_violation, "Excessively large number of partitions per request."};
  if (wanted.assignments && static_cast<std::int64_t>(wanted.assignments->size()) != additional)
    return {ErrorCode::invalid_replica_assignment,
            "Attempted to add " + std::to_string(additional) +
                " additional partition(s), but only " + text(wanted.assignments->size()) +
                " assignment(s) were specified."};
  return {};
}

ApiError choose(const View& view, const metadata::TopicImage& topic,
                const Request::CreatePartitionsTopic& wanted, std::vector<Replicas>& chosen) {
  const metadata::PartitionImage* const first = topic.partitions.find(PartitionIndex(0));
  if (first == nullptr)
    return {ErrorCode::unknown_server_error,
            "Invalid state: topic " + topic.name + " appears to have no partitions."};
  const auto factor = static_cast<std::int16_t>(first->replicas.size());
  if (wanted.assignments) {
    for (const auto& assignment : *wanted.assignments) {
      ApiError error = check_manual_assignment(view.image, assignment.broker_ids, factor);
      if (error.is_failure()) return error;
      chosen.push_back(assignment.broker_ids);
    }
    return {};
  }
  const auto now = static_cast<std::int32_t>(topic.partitions.size());
  auto placed = place(view, {.topic = topic.name,
                             .first_partition = now,
                             .count = wanted.count - now,
                             .replication_factor = factor});
  if (!placed)
    return {ErrorCode::invalid_replication_factor, "Unable to replicate the partition " +
                                                       std::to_string(factor) +
                                                       " time(s): " + placed.error()};
  chosen = std::move(*placed);
  return {};
}

ApiError grow(const View& view, const Request::CreatePartitionsTopic& wanted,
              metadata::RecordList& records) {
  const metadata::TopicImage* const topic = view.image.topic(wanted.name);
  if (topic == nullptr) return {ErrorCode::unknown_topic_or_partition, std::nullopt};
  if (ApiError error = check_count(*topic, wanted); error.is_failure()) return error;
  std::vector<Replicas> chosen;
  if (ApiError error = choose(view, *topic, wanted, chosen); error.is_failure()) return error;
  metadata::RecordList added;
  auto index = static_cast<std::int32_t>(topic->partitions.size());
  for (const Replicas& replicas : chosen) {
    const auto partition = new_partition(view.image, replicas);
    if (partition.isr.empty())
      return {ErrorCode::invalid_replica_assignment,
              "All brokers specified in the manual partition assignment for partition " +
                  std::to_string(index) + " are fenced or in controlled shutdown."};
    added.emplace_back(partition_record(topic->id, PartitionIndex(index++), partition));
  }
  std::ranges::move(added, std::back_inserter(records));
  return {};
}

}  // namespace

Decided<wire::CreatePartitionsResponse> decide_create_partitions(
    const View& view, const wire::CreatePartitionsRequest& request) {
  Decided<Response> decided;
  std::map<std::string, int> times_named;
  for (const auto& topic : request.topics)
    ++times_named[topic.name];
  for (const auto& [name, times] : times_named)
    if (times > 1)
      answer(decided.response, name, {ErrorCode::invalid_request, "Duplicate topic name."});
  for (const auto& topic : request.topics) {
    if (times_named[topic.name] > 1) continue;
    if (static_cast<std::int64_t>(decided.records.size()) >= kPartitionsPerRequestMax)
      answer(decided.response, topic.name,
             {ErrorCode::policy_violation, "Excessively large number of partitions per request."});
    else
      answer(decided.response, topic.name, grow(view, topic, decided.records));
  }
  if (request.validate_only) decided.records.clear();
  return decided;
}

}  // namespace fl::controller
