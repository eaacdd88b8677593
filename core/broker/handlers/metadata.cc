#include "core/broker/handlers/metadata.h"

#include "core/broker/authorized.h"
#include "core/broker/controller_link.h"
#include "core/broker/handler.h"
#include "core/broker/nodes.h"
#include "core/metadata/topic_name.h"
#include "core/wire/messages/create_topics.h"

#include <set>
#include <utility>

namespace fl::broker {

namespace {

using Body = wire::MetadataRequest;
using Response = wire::MetadataResponse;
using wire::ErrorCode;

constexpr std::int16_t kFirstWithNullForAll = 1;
constexpr std::int16_t kFirstWithTopicIds = 12;
constexpr std::int16_t kCreateTopicsVersion = 7;
constexpr std::int16_t kFirstWithAutoCreationFlag = 4;

bool asks_for_all(const Request& request, const Body& body) {
  if (!body.topics) return true;
  return request.version < kFirstWithNullForAll && body.topics->empty();
}

/// Versions 10 and 11 have topic ids and null names in their schema, but not in their meaning.
bool is_refused(const Request& request, const Body& body) {
  if (request.version >= kFirstWithTopicIds || !body.topics) return false;
  for (const auto& topic : *body.topics)
    if (!topic.name || !topic.topic_id.is_zero()) return true;
  return false;
}

Response refused(const Body& body) {
  Response response;
  for (const auto& topic : *body.topics) {
    Response::MetadataResponseTopic shown;
    shown.error_code = ErrorCode::invalid_request;
    shown.name = topic.name.value_or("");
    shown.topic_id = topic.topic_id;
    response.topics.push_back(std::move(shown));
  }
  response.error_code = ErrorCode::invalid_request;
  return response;
}

Response::MetadataResponsePartition shown_partition(PartitionIndex index,
                                                    const metadata::PartitionImage& partition) {
  Response::MetadataResponsePartition shown;
  shown.partition_index = index;
  shown.leader_id = partition.leader;
  shown.leader_epoch = partition.leader_epoch;
  shown.replica_nodes = partition.replicas;
  shown.isr_nodes = partition.isr;
  if (partition.leader == metadata::kNoLeader) shown.error_code = ErrorCode::leader_not_available;
  return shown;
}

Response::MetadataResponseTopic shown_topic(const metadata::TopicImage& topic) {
  Response::MetadataResponseTopic shown;
  shown.name = topic.name;
  shown.topic_id = topic.id;
  shown.is_internal = metadata::is_internal_topic(topic.name);
  shown.partitions.reserve(topic.partitions.size());
  topic.partitions.for_each(
      [&shown](const PartitionIndex& index, const metadata::PartitionImage& partition) {
        shown.partitions.push_back(shown_partition(index, partition));
      });
  return shown;
}

Response::MetadataResponseTopic missing_topic(ErrorCode error, std::optional<std::string> name,
                                              const Uuid& id) {
  Response::MetadataResponseTopic shown;
  shown.error_code = error;
  shown.is_internal = name && metadata::is_internal_topic(*name);
  shown.name = std::move(name);
  shown.topic_id = id;
  return shown;
}

/// Creates the topics with the broker's defaults. Nobody waits for it: what cannot be created stays
/// unknown.
void create_missing(Server& server, Context& context, const std::vector<std::string>& names) {
  wire::CreateTopicsRequest wanted;
  for (const std::string& name : names) {
    wire::CreateTopicsRequest::CreatableTopic topic;
    topic.name = name;
    topic.num_partitions = -1;
    topic.replication_factor = -1;
    wanted.topics.push_back(std::move(topic));
  }
  if (is_controller_known(server))
    ask_controller(server, context, LinkKind::auto_creation, 0, wanted, kCreateTopicsVersion);
}

/// Topics by name, each once.
void show_by_name(Server& server, Context& context, const Request& request, const Body& body,
                  Response& response) {
  const bool may_create =
      server.config.auto_create_topics_enable &&
      (request.version < kFirstWithAutoCreationFlag || body.allow_auto_topic_creation);
  std::set<std::string> seen;
  std::vector<std::string> missing;
  for (const auto& topic : *body.topics) {
    if (!topic.name || !seen.insert(*topic.name).second) continue;
    if (const metadata::TopicImage* const found = server.image.topic(*topic.name)) {
      response.topics.push_back(shown_topic(*found));
      continue;
    }
    const bool is_valid = !metadata::invalid_topic_name(*topic.name);
    if (is_valid && may_create) missing.push_back(*topic.name);
    response.topics.push_back(missing_topic(
        is_valid ? ErrorCode::unknown_topic_or_partition : ErrorCode::invalid_topic_exception,
        *topic.name, Uuid{}));
  }
  if (!missing.empty()) create_missing(server, context, missing);
}

void show_by_id(const Server& server, const Body& body, Response& response) {
  std::set<Uuid> seen;
  for (const auto& topic : *body.topics) {
    if (topic.topic_id.is_zero() || !seen.insert(topic.topic_id).second) continue;
    if (const metadata::TopicImage* const found = server.image.topic(topic.topic_id))
      response.topics.push_back(shown_topic(*found));
    else
      response.topics.push_back(
          missing_topic(ErrorCode::unknown_topic_id, std::nullopt, topic.topic_id));
  }
}

/// Kafka: one topic id anywhere in the request, and names are not looked at.
bool uses_ids(const Body& body) {
  for (const auto& topic : *body.topics)
    if (!topic.topic_id.is_zero()) return true;
  return false;
}

void show_brokers(const Server& server, const Request& request, Response& response) {
  for (ShownBroker& shown : shown_brokers(server, request.listener)) {
    if (shown.is_fenced) continue;
    Response::MetadataResponseBroker broker;
    broker.node_id = shown.id;
    broker.host = std::move(shown.host);
    broker.port = shown.port;
    broker.rack = std::move(shown.rack);
    response.brokers.push_back(std::move(broker));
  }
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::MetadataRequest& body) {
  if (is_refused(request, body)) {
    respond(server, context, request, refused(body));
    return;
  }
  Response response;
  response.cluster_id = server.cluster_id;
  response.controller_id = server.id;
  show_brokers(server, request, response);
  if (asks_for_all(request, body))
    server.image.topics.for_each(
        [&response](const std::string&, const metadata::TopicImage& topic) {
          response.topics.push_back(shown_topic(topic));
        });
  else if (uses_ids(body))
    show_by_id(server, body, response);
  else
    show_by_name(server, context, request, body, response);
  if (body.include_topic_authorized_operations)
    for (auto& topic : response.topics)
      if (topic.error_code == ErrorCode::none) topic.topic_authorized_operations = kTopicOperations;
  if (body.include_cluster_authorized_operations)
    response.cluster_authorized_operations = kClusterOperations;
  respond(server, context, request, response);
}

}  // namespace fl::broker
