#include "core/controller/delete_topics.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace fl::controller {

namespace {

using Response = wire::DeleteTopicsResponse;
using wire::ErrorCode;

constexpr Uuid kNoId{};

/// Names or ids of a request; one that comes twice is taken out and noted.
template <class Key>
struct Provided {
  std::set<Key> once;
  std::set<Key> more_often;

  void add(const Key& key) {
    if (more_often.contains(key)) return;
    if (once.insert(key).second) return;
    once.erase(key);
    more_often.insert(key);
  }
};

class Deleter {
 public:
  explicit Deleter(const View& view) : view_(view) {}

  Decided<Response> decide(const wire::DeleteTopicsRequest& request) {
    for (const std::string& name : request.topic_names)
      names_.add(name);
    for (const auto& topic : request.topics)
      provide(topic.name, topic.topic_id);
    for (const std::string& name : names_.more_often)
      answer(name, kNoId, {ErrorCode::invalid_request, "Duplicate topic name."});
    for (const Uuid& id : ids_.more_often)
      answer(std::nullopt, id, {ErrorCode::invalid_request, "Duplicate topic id."});
    resolve_ids();
    resolve_names();
    for (const auto& [id, name] : doomed_) {
      wire::RemoveTopicRecord record;
      record.topic_id = id;
      decided_.records.emplace_back(std::move(record));
      answer(name, id, {});
    }
    return std::move(decided_);
  }

 private:
  void provide(const std::optional<std::string>& name, const Uuid& id) {
    if (name && !id.is_zero())
      answer(name, id,
             {ErrorCode::invalid_request, "You may not specify both topic name and topic id."});
    else if (name)
      names_.add(*name);
    else if (id.is_zero())
      answer(std::nullopt, kNoId,
             {ErrorCode::invalid_request, "Neither topic name nor id were specified."});
    else
      ids_.add(id);
  }

  void resolve_ids() {
    for (const Uuid& id : ids_.once) {
      if (const metadata::TopicImage* const topic = view_.image.topic(id))
        doomed_.emplace(id, topic->name);
      else
        answer(std::nullopt, id,
               {ErrorCode::unknown_topic_id,
                std::string(wire::message_of(ErrorCode::unknown_topic_id))});
    }
  }

  void resolve_names() {
    for (const std::string& name : names_.once) {
      const metadata::TopicImage* const topic = view_.image.topic(name);
      if (topic == nullptr) {
        answer(name, kNoId,
               {ErrorCode::unknown_topic_or_partition,
                std::string(wire::message_of(ErrorCode::unknown_topic_or_partition))});
        continue;
      }
      const bool is_known = ids_.more_often.contains(topic->id) || doomed_.contains(topic->id);
      if (!is_known) {
        doomed_.emplace(topic->id, name);
        continue;
      }
      doomed_.erase(topic->id);
      ids_.more_often.insert(topic->id);
      answer(name, topic->id,
             {ErrorCode::invalid_request,
              "The provided topic name maps to an ID that was already supplied."});
    }
  }

  void answer(std::optional<std::string> name, const Uuid& id, ApiError error) {
    Response::DeletableTopicResult result;
    result.name = std::move(name);
    result.topic_id = id;
    result.error_code = error.code;
    result.error_message = bounded_text(std::move(error.message));
    decided_.response.responses.push_back(std::move(result));
  }

  const View& view_;
  Provided<std::string> names_;
  Provided<Uuid> ids_;
  std::map<Uuid, std::string> doomed_;
  Decided<Response> decided_;
};

/// Kafka: the same error for each topic of the request, without a text.
Response refused(const wire::DeleteTopicsRequest& request, ErrorCode code) {
  Response response;
  const auto add = [&response, code](std::optional<std::string> name, const Uuid& id) {
    Response::DeletableTopicResult result;
    result.name = std::move(name);
    result.topic_id = id;
    result.error_code = code;
    response.responses.push_back(std::move(result));
  };
  for (const std::string& name : request.topic_names)
    add(name, kNoId);
  for (const auto& topic : request.topics)
    add(topic.name, topic.topic_id);
  return response;
}

}  // namespace

Decided<wire::DeleteTopicsResponse> decide_delete_topics(const View& view,
                                                         const wire::DeleteTopicsRequest& request,
                                                         std::int16_t version) {
  constexpr std::int16_t kFirstWithDeletionDisabled = 3;
  if (view.config.delete_topic_enable) return Deleter(view).decide(request);
  const ErrorCode code = version < kFirstWithDeletionDisabled ? ErrorCode::invalid_request
                                                              : ErrorCode::topic_deletion_disabled;
  return {.records = {}, .response = refused(request, code)};
}

}  // namespace fl::controller
