#include "sim/workload/topic_creator.h"

#include "core/wire/messages/create_topics.h"

#include <algorithm>

namespace fl::sim {

namespace {
constexpr TimerId kRetryTimer{ClientConnection::kFirstOwnTimer};
constexpr std::int64_t kRetryNs = 100'000'000;
constexpr std::int64_t kRequestTimeoutNs = 30'000'000'000;
constexpr std::int16_t kCreateTopicsVersion = 7;
}  // namespace

TopicCreator::TopicCreator(std::vector<TopicSpec> topics, std::vector<ClientAddress> bootstrap)
    : topics_(std::move(topics)),
      connection_("operator", std::move(bootstrap), kRequestTimeoutNs) {}

void TopicCreator::step(Context& context, const Input& input) {
  if (std::holds_alternative<Boot>(input)) {
    if (!topics_.empty()) connection_.dial(context);
    return;
  }
  const bool is_retry = !connection_.step(context, input) && std::holds_alternative<Fired>(input);
  while (const auto answer = connection_.next_answer())
    on_answer(context, *answer);
  connection_.take_lost();
  if (connection_.take_became_ready() || is_retry) create(context);
}

void TopicCreator::create(Context& context) {
  if (!connection_.is_ready() || topics_.empty() || connection_.in_flight() > 0) return;
  const auto version = connection_.version_of(wire::ApiKey::create_topics, kCreateTopicsVersion);
  if (!version) return;
  wire::CreateTopicsRequest request{.timeout_ms = 10'000};
  for (const TopicSpec& topic : topics_) {
    wire::CreateTopicsRequest::CreatableTopic creatable{.name = topic.name,
                                                        .num_partitions = topic.partitions,
                                                        .replication_factor = topic.replicas};
    for (const auto& [name, value] : topic.config)
      creatable.configs.push_back({.name = name, .value = value});
    request.topics.push_back(std::move(creatable));
  }
  connection_.send(context, request, *version);
}

void TopicCreator::on_answer(Context& context, const Answer& answer) {
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
  if (topics_.empty()) return connection_.close(context);
  context.emit(Arm{.timer = kRetryTimer, .deadline = context.now + kRetryNs});
}

}  // namespace fl::sim
