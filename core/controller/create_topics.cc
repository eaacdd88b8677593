#include "core/controller/create_topics.h"

#include "core/base/drawn_uuid.h"
#include "core/config/sources.h"
#include "core/controller/configs.h"
#include "core/controller/placement.h"
#include "core/metadata/topic_name.h"

#include <algorithm>
#include <map>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::CreateTopicsRequest;
using Response = wire::CreateTopicsResponse;
using wire::ErrorCode;

/// Partitions of a topic to be, by index.
using NewPartitions = std::map<PartitionIndex, metadata::PartitionImage>;

/// Decides one request, topic by topic; names of one request cannot collide with each other either.
class Creator {
 public:
  explicit Creator(const View& view) : view_(view) {}

  Decided<Response> decide(const Request& request) {
    if (total_partitions(request) > kPartitionsPerRequestMax) return refuse_all(request);
    for (const auto& topic : request.topics)
      ++times_named_[topic.name];
    for (const auto& topic : request.topics)
      if (times_named_[topic.name] == 1) add_result(topic);
    // Kafka answers a name that comes twice once, after the others.
    for (const auto& [name, times] : times_named_)
      if (times > 1) add_failure(name, {ErrorCode::invalid_request, "Duplicate topic name."});
    if (request.validate_only) decided_.records.clear();
    return std::move(decided_);
  }

 private:
  std::int64_t total_partitions(const Request& request) const {
    std::int64_t total = 0;
    for (const auto& topic : request.topics) {
      const bool is_manual = !topic.assignments.empty();
      const std::int64_t count = is_manual ? static_cast<std::int64_t>(topic.assignments.size())
                                 : topic.num_partitions == -1
                                     ? view_.config.num_partitions
                                     : std::max<std::int64_t>(topic.num_partitions, 0);
      total += count;
    }
    return total;
  }

  Decided<Response> refuse_all(const Request& request) {
    for (const auto& topic : request.topics)
      add_failure(topic.name, {ErrorCode::policy_violation,
                               "Excessively large number of partitions per request."});
    return std::move(decided_);
  }

  void add_result(const Request::CreatableTopic& topic) {
    metadata::RecordList records;
    Response::CreatableTopicResult result;
    result.name = topic.name;
    if (ApiError error = create(topic, records, result); error.is_failure()) {
      add_failure(topic.name, std::move(error));
      return;
    }
    result.error_message.reset();
    new_names_.emplace(metadata::unified_topic_name(topic.name), topic.name);
    decided_.response.topics.push_back(std::move(result));
    std::ranges::move(records, std::back_inserter(decided_.records));
  }

  void add_failure(const std::string& name, ApiError error) {
    Response::CreatableTopicResult result;
    result.name = name;
    result.error_code = error.code;
    result.error_message = bounded_text(std::move(error.message));
    result.num_partitions = -1;
    result.replication_factor = -1;
    result.configs.emplace();
    decided_.response.topics.push_back(std::move(result));
  }

  ApiError create(const Request::CreatableTopic& topic, metadata::RecordList& records,
                  Response::CreatableTopicResult& result) const {
    if (ApiError error = check_name(topic.name); error.is_failure()) return error;
    ConfigChanges changes;
    for (const auto& config : topic.configs)
      changes.insert_or_assign(config.name, ConfigChange{ConfigOperation::set, config.value});
    DecidedConfigs configs = decide_config_changes(
        view_, {.type = metadata::ResourceType::topic, .name = topic.name}, changes, true);
    if (configs.error.is_failure()) return configs.error;
    NewPartitions partitions;
    if (ApiError error = choose_replicas(topic, partitions); error.is_failure()) return error;
    result.topic_id = new_topic_id(topic.name);
    describe(topic, partitions, result);
    wire::TopicRecord record;
    record.name = topic.name;
    record.topic_id = result.topic_id;
    records.emplace_back(std::move(record));
    std::ranges::move(configs.records, std::back_inserter(records));
    for (const auto& [index, partition] : partitions)
      records.emplace_back(partition_record(result.topic_id, index, partition));
    return {};
  }

  ApiError check_name(const std::string& name) const {
    if (name == metadata::kMetadataTopic)
      return {ErrorCode::invalid_request,
              "Creation of internal topic __cluster_metadata is prohibited."};
    if (auto wrong = metadata::invalid_topic_name(name))
      return {ErrorCode::invalid_topic_exception, std::move(wrong)};
    if (view_.image.topics.contains(name))
      return {ErrorCode::topic_already_exists, "Topic '" + name + "' already exists."};
    if (const auto other = colliding_topic(name))
      return {ErrorCode::invalid_topic_exception,
              "Topic '" + name + "' collides with existing topic: " + *other};
    return {};
  }

  std::optional<std::string> colliding_topic(const std::string& name) const {
    if (!metadata::has_collision_characters(name)) return std::nullopt;
    const std::string unified = metadata::unified_topic_name(name);
    if (const std::string* const other = view_.image.unified_names.find(unified)) return *other;
    const auto found = new_names_.find(unified);
    if (found == new_names_.end()) return std::nullopt;
    return found->second;
  }

  ApiError choose_replicas(const Request::CreatableTopic& topic, NewPartitions& partitions) const {
    if (!topic.assignments.empty()) return take_assignments(topic, partitions);
    if (topic.replication_factor < -1 || topic.replication_factor == 0)
      return {ErrorCode::invalid_replication_factor,
              "Replication factor must be larger than 0, or -1 to use the default value."};
    if (topic.num_partitions < -1 || topic.num_partitions == 0)
      return {ErrorCode::invalid_partitions,
              "Number of partitions was set to an invalid non-positive value."};
    const auto factor = static_cast<std::int16_t>(topic.replication_factor == -1
                                                      ? view_.config.default_replication_factor
                                                      : topic.replication_factor);
    const auto placed = place(
        view_,
        {.topic = topic.name,
         .first_partition = 0,
         .count = topic.num_partitions == -1 ? view_.config.num_partitions : topic.num_partitions,
         .replication_factor = factor});
    if (!placed)
      return {ErrorCode::invalid_replication_factor, "Unable to replicate the partition " +
                                                         std::to_string(factor) +
                                                         " time(s): " + placed.error()};
    std::int32_t index = 0;
    for (const Replicas& replicas : *placed)
      partitions.emplace(PartitionIndex(index++), new_partition(view_.image, replicas));
    return {};
  }

  ApiError take_assignments(const Request::CreatableTopic& topic, NewPartitions& partitions) const {
    if (topic.replication_factor != -1)
      return {ErrorCode::invalid_request,
              "A manual partition assignment was specified, but replication factor was not set to "
              "-1."};
    if (topic.num_partitions != -1)
      return {ErrorCode::invalid_request,
              "A manual partition assignment was specified, but numPartitions was not set to -1."};
    std::int32_t factor = -1;
    for (const auto& assignment : topic.assignments) {
      const std::string index = std::to_string(assignment.partition_index.value);
      if (partitions.contains(assignment.partition_index))
        return {ErrorCode::invalid_replica_assignment,
                "Found multiple manual partition assignments for partition " + index};
      ApiError error = check_manual_assignment(view_.image, assignment.broker_ids, factor);
      if (error.is_failure()) return error;
      factor = static_cast<std::int32_t>(assignment.broker_ids.size());
      auto partition = new_partition(view_.image, assignment.broker_ids);
      if (partition.isr.empty())
        return {ErrorCode::invalid_replica_assignment,
                "All brokers specified in the manual partition assignment for partition " + index +
                    " are fenced or in controlled shutdown."};
      partitions.emplace(assignment.partition_index, std::move(partition));
    }
    std::int32_t expected = 0;
    for (const auto& [index, partition] : partitions)
      if (index.value != expected++)
        return {ErrorCode::invalid_replica_assignment,
                "partitions should be a consecutive 0-based integer sequence"};
    return {};
  }

  Uuid new_topic_id(const std::string& name) const {
    const std::uint64_t place = static_cast<std::uint64_t>(view_.image.end.value);
    for (std::uint64_t attempt = 0;; ++attempt) {
      const Uuid id =
          drawn_uuid(view_.draw, "controller.topic_id", {Draw::hashed(name), place, attempt});
      if (!view_.image.topic_names.contains(id)) return id;
      FL_ASSERT(attempt < kTopicIdAttemptsMax);
    }
  }

  void describe(const Request::CreatableTopic& topic, const NewPartitions& partitions,
                Response::CreatableTopicResult& result) const {
    config::Values overrides;
    for (const auto& config : topic.configs)
      if (config.value) overrides.insert_or_assign(config.name, *config.value);
    auto& configs = result.configs.emplace();
    for (const config::Property& property : config::properties(config::Scope::topic)) {
      if (property.internal || !property.in(view_.config.release()).exists) continue;
      const auto sources = config::topic_value_sources(view_.config, overrides, property.name);
      auto& entry = configs.emplace_back();
      entry.name = property.name;
      entry.value = config::effective_topic_value(view_.config, overrides, property.name);
      entry.config_source = static_cast<std::int8_t>(
          sources.empty() ? config::ConfigSource::standard : sources.front().source);
    }
    result.num_partitions = static_cast<std::int32_t>(partitions.size());
    result.replication_factor =
        static_cast<std::int16_t>(partitions.begin()->second.replicas.size());
  }

  static constexpr std::uint64_t kTopicIdAttemptsMax = 1000;

  const View& view_;
  std::map<std::string, int> times_named_;
  /// Names of this request that were accepted, by their unified form.
  std::map<std::string, std::string> new_names_;
  Decided<Response> decided_;
};

}  // namespace

Decided<wire::CreateTopicsResponse> decide_create_topics(const View& view,
                                                         const wire::CreateTopicsRequest& request) {
  return Creator(view).decide(request);
}

}  // namespace fl::controller
