#include "core/broker/fetch_session_handler.h"

#include <limits>
#include <set>

namespace fl::broker {

namespace {

/// Of a session that is asked for; 0 is also the id of no session.
constexpr std::int32_t kInitialEpoch = 0;
constexpr std::int32_t kNoSession = 0;

std::int32_t next_epoch(std::int32_t epoch) {
  return epoch == std::numeric_limits<std::int32_t>::max() ? 1 : epoch + 1;
}

/// Partitions of one topic that follow each other go into one entry.
void name(wire::FetchRequest& request, const FetchWish& wish) {
  if (request.topics.empty() || request.topics.back().topic_id != wish.partition.topic_id)
    request.topics.push_back({.topic_id = wish.partition.topic_id});
  request.topics.back().partitions.push_back(
      {.partition = wish.partition.partition,
       .current_leader_epoch = wish.position.current_epoch,
       .fetch_offset = wish.position.offset,
       .last_fetched_epoch = wish.position.last_fetched_epoch,
       .log_start_offset = wish.position.log_start,
       .partition_max_bytes = wish.position.max_bytes});
}

void forget(wire::FetchRequest& request, const FetchedPartition& partition) {
  auto& topics = request.forgotten_topics_data;
  if (topics.empty() || topics.back().topic_id != partition.topic_id)
    topics.push_back({.topic_id = partition.topic_id});
  topics.back().partitions.push_back(partition.partition);
}

}  // namespace

bool FetchSessionHandler::build(const std::vector<FetchWish>& wanted, wire::FetchRequest& request) {
  const bool is_full = epoch_ == kInitialEpoch;
  if (is_full) told_.clear();
  request.session_id = session_id_;
  request.session_epoch = epoch_;
  ++builds_;
  for (const FetchWish& wish : wanted) {
    const auto [known, is_new] = told_.try_emplace(wish.partition);
    known->second.build = builds_;
    if (!is_new && known->second.position == wish.position) continue;
    known->second.position = wish.position;
    name(request, wish);
  }
  for (auto known = told_.begin(); known != told_.end();) {
    if (known->second.build == builds_) {
      ++known;
      continue;
    }
    forget(request, known->first);
    known = told_.erase(known);
  }
  return !told_.empty() || !request.forgotten_topics_data.empty();
}

bool FetchSessionHandler::on_response(const wire::FetchResponse& response) {
  if (response.error_code == wire::ErrorCode::fetch_session_id_not_found) {
    session_id_ = kNoSession;
    epoch_ = kInitialEpoch;
    return false;
  }
  if (response.error_code != wire::ErrorCode::none) {
    close_and_begin_anew();
    return false;
  }
  const bool was_full = epoch_ == kInitialEpoch;
  if (was_full && !has_all_and_no_others(response)) {
    session_id_ = kNoSession;
    return false;
  }
  if (!was_full && !has_no_others(response)) {
    close_and_begin_anew();
    return false;
  }
  if (response.session_id == kNoSession) {
    // The leader has no slot for a session, or this one has no partitions any more.
    session_id_ = kNoSession;
    epoch_ = kInitialEpoch;
    return true;
  }
  if (was_full) session_id_ = response.session_id;
  epoch_ = next_epoch(epoch_);
  return true;
}

void FetchSessionHandler::on_no_response() {
  close_and_begin_anew();
}

void FetchSessionHandler::close_and_begin_anew() {
  epoch_ = kInitialEpoch;
}

bool FetchSessionHandler::has_all_and_no_others(const wire::FetchResponse& response) const {
  std::set<FetchedPartition> answered;
  for (const auto& topic : response.responses)
    for (const auto& partition : topic.partitions)
      answered.insert({topic.topic_id, partition.partition_index});
  return answered.size() == told_.size() && has_no_others(response);
}

bool FetchSessionHandler::has_no_others(const wire::FetchResponse& response) const {
  for (const auto& topic : response.responses)
    for (const auto& partition : topic.partitions)
      if (!told_.contains({topic.topic_id, partition.partition_index})) return false;
  return true;
}

}  // namespace fl::broker
