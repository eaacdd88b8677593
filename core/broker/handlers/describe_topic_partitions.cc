#include "core/broker/handlers/describe_topic_partitions.h"

#include "core/broker/authorized.h"
#include "core/broker/handler.h"
#include "core/metadata/topic_name.h"

#include <algorithm>
#include <set>
#include <utility>

namespace fl::broker {

namespace {

using Body = wire::DescribeTopicPartitionsRequest;
using Response = wire::DescribeTopicPartitionsResponse;
using Topic = Response::DescribeTopicPartitionsResponseTopic;
using wire::ErrorCode;

/// Fills one response, in order of the names, until `left` partitions are in it.
class Page {
 public:
  Page(const Server& server, const Body& body)
      : server_(server),
        body_(body),
        left_(std::max(
            std::min(server.config.max_request_partition_size_limit, body.response_partition_limit),
            1)) {}

  Response filled() {
    if (body_.topics.empty())
      show_all();
    else
      show_named();
    for (Topic& topic : response_.topics)
      topic.topic_authorized_operations = kTopicOperations;
    return std::move(response_);
  }

 private:
  void show_all() {
    const std::string from = body_.cursor ? body_.cursor->topic_name : std::string();
    server_.image.topics.for_each_from(
        from, [this](const std::string& name, const metadata::TopicImage& topic) {
          return show(name, &topic);
        });
  }

  void show_named() {
    std::set<std::string> names;
    for (const auto& topic : body_.topics)
      if (!body_.cursor || topic.name >= body_.cursor->topic_name) names.insert(topic.name);
    for (const std::string& name : names)
      if (!show(name, server_.image.topic(name))) return;
  }

  /// False once the page is full and the cursor stands at the next partition.
  bool show(const std::string& name, const metadata::TopicImage* topic) {
    if (left_ == 0) {
      put_cursor(name, PartitionIndex(0));
      return false;
    }
    Topic shown;
    shown.name = name;
    shown.is_internal = metadata::is_internal_topic(name);
    if (topic == nullptr) {
      shown.error_code = metadata::invalid_topic_name(name) ? ErrorCode::invalid_topic_exception
                                                            : ErrorCode::unknown_topic_or_partition;
      response_.topics.push_back(std::move(shown));
      return true;
    }
    shown.topic_id = topic->id;
    const bool is_at_cursor = body_.cursor && body_.cursor->topic_name == name;
    const PartitionIndex first = is_at_cursor ? body_.cursor->partition_index : PartitionIndex(0);
    topic->partitions.for_each_from(
        first, [&](const PartitionIndex& index, const metadata::PartitionImage& partition) {
          if (left_ == 0) {
            put_cursor(name, index);
            return false;
          }
          shown.partitions.push_back(shown_partition(index, partition));
          --left_;
          return true;
        });
    response_.topics.push_back(std::move(shown));
    return !response_.next_cursor.has_value();
  }

  void put_cursor(const std::string& name, PartitionIndex index) {
    auto& cursor = response_.next_cursor.emplace();
    cursor.topic_name = name;
    cursor.partition_index = index;
  }

  static Response::DescribeTopicPartitionsResponsePartition shown_partition(
      PartitionIndex index, const metadata::PartitionImage& partition) {
    Response::DescribeTopicPartitionsResponsePartition shown;
    shown.partition_index = index;
    shown.leader_id = partition.leader;
    shown.leader_epoch = partition.leader_epoch;
    shown.replica_nodes = partition.replicas;
    shown.isr_nodes = partition.isr;
    shown.eligible_leader_replicas = partition.eligible_leader_replicas;
    shown.last_known_elr = partition.last_known_elr;
    if (partition.leader == metadata::kNoLeader) shown.error_code = ErrorCode::leader_not_available;
    return shown;
  }

  const Server& server_;
  const Body& body_;
  std::int32_t left_;
  Response response_;
};

bool is_refused(const Body& body) {
  if (!body.cursor) return false;
  if (body.cursor->partition_index < PartitionIndex(0)) return true;
  if (body.topics.empty()) return false;
  return std::ranges::none_of(body.topics, [&body](const Body::TopicRequest& topic) {
    return topic.name == body.cursor->topic_name;
  });
}

Response refused(const Body& body) {
  Response response;
  for (const auto& topic : body.topics) {
    Topic shown;
    shown.error_code = ErrorCode::invalid_request;
    shown.name = topic.name;
    response.topics.push_back(std::move(shown));
  }
  return response;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeTopicPartitionsRequest& body) {
  if (is_refused(body))
    respond(server, context, request, refused(body));
  else
    respond(server, context, request, Page(server, body).filled());
}

}  // namespace fl::broker
