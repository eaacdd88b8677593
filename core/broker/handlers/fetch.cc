#include "core/broker/handlers/fetch.h"

#include "core/base/assert.h"
#include "core/broker/control.h"
#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/fetch_read.h"
#include "core/broker/handlers/leader_checks.h"
#include "core/broker/handlers/leader_hint.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

constexpr std::int8_t kReadCommitted = 1;
constexpr std::int64_t kFrameSizeBytes = 4;
constexpr std::string_view kRackAwareSelector =
    "org.apache.kafka.common.replica.RackAwareReplicaSelector";

/// A request that cannot be worked on at all.   Source: FetchRequest.getErrorResponse.
void refuse_all(Server& server, Context& context, const Request& request,
                const wire::FetchRequest& body, wire::ErrorCode error) {
  wire::FetchResponse response{.error_code = error, .session_id = body.session_id};
  if (request.version < 13) {
    for (const auto& topic : body.topics) {
      auto& out = response.responses.emplace_back();
      out.topic = topic.topic;
      for (const auto& partition : topic.partitions)
        out.partitions.push_back({.partition_index = partition.partition,
                                  .error_code = error,
                                  .high_watermark = Offset(-1),
                                  .records = Records()});
    }
  }
  respond(server, context, request, response);
}

FetchWanted wanted_of(const Server& server, std::int16_t version, FetchKey key,
                      const FetchPosition& position) {
  FetchWanted wanted{.key = std::move(key), .position = position};
  const std::string* topic =
      version >= 13 ? server.image.topic_names.find(wanted.key.topic_id) : &wanted.key.topic;
  if (topic == nullptr) {
    wanted.early_error = wire::ErrorCode::unknown_topic_id;
    return wanted;
  }
  const LogKey* found = server.log_keys.find({*topic, wanted.key.partition});
  if (found == nullptr)
    wanted.early_error = error_of_missing(server, {*topic, wanted.key.partition});
  else
    wanted.log_key = *found;
  return wanted;
}

/// Lets the row's partitions know that it waits.
void park(Server& server, Context& context, FetchRow& row, std::int64_t row_id) {
  for (const FetchWanted& wanted : row.wanted)
    if (Partition* partition = server.partitions.mutate(wanted.log_key); partition != nullptr)
      partition->fetch_rows.push_back(row_id);
  if (row.is_parked) return;
  row.is_parked = true;
  server.deadlines.add(context, {row.deadline, DeadlineKind::fetch, row_id});
}

/// Takes the row off the lists of its partitions.
void leave_partitions(Server& server, const FetchRow& row, std::int64_t row_id) {
  if (!row.is_parked) return;
  for (const FetchWanted& wanted : row.wanted)
    if (Partition* partition = server.partitions.mutate(wanted.log_key); partition != nullptr)
      std::erase(partition->fetch_rows, row_id);
}

void unpark(Server& server, const FetchRow& row, std::int64_t row_id) {
  if (!row.is_parked) return;
  server.deadlines.remove({row.deadline, DeadlineKind::fetch, row_id});
  leave_partitions(server, row, row_id);
}

std::string topic_name(const Server& server, const FetchKey& key) {
  if (!key.topic.empty()) return key.topic;
  const std::string* name = server.image.topic_names.find(key.topic_id);
  return name == nullptr ? std::string() : *name;
}

/// Partitions of one topic that follow each other go into one entry, as in Kafka.
wire::FetchResponse response_of(Server& server, const FetchRow& row,
                                std::vector<FetchAnswer> answers) {
  wire::FetchResponse response{.session_id = row.session_id};
  for (FetchAnswer& answer : answers) {
    if (response.responses.empty() || response.responses.back().topic != answer.key.topic ||
        response.responses.back().topic_id != answer.key.topic_id)
      response.responses.push_back({.topic = answer.key.topic, .topic_id = answer.key.topic_id});
    if (row.request.version >= 16) {
      const BrokerId leader =
          hint_leader(server, {topic_name(server, answer.key), answer.key.partition}, answer.data);
      // Kafka: followers know the brokers' addresses from metadata.
      if (row.replica.value < 0) hint_address(server, leader, row.request.listener, response);
    }
    response.responses.back().partitions.push_back(std::move(answer.data));
  }
  return response;
}

/// Kafka: what counts is the size that the throttled partitions have on the wire, of followers in
/// sync too.   Source: KafkaApis.sizeOfThrottledPartitions.
void count_throttled(Server& server, Context& context, const FetchRow& row,
                     const std::vector<FetchAnswer>& answers) {
  wire::FetchResponse throttled;
  for (const FetchAnswer& one : answers) {
    const Partition* partition =
        find_partition(server, {topic_name(server, one.key), one.key.partition});
    if (partition == nullptr || !partition->is_throttled_as_leader) continue;
    throttled.responses.push_back({.topic = one.key.topic, .topic_id = one.key.topic_id});
    throttled.responses.back().partitions.push_back(one.data);
  }
  if (throttled.responses.empty()) return;
  const auto encoded = wire::encode(throttled, row.request.version);
  FL_ASSERT(encoded.has_value());
  server.replication.leader_quota.record(size_of(*encoded) + kFrameSizeBytes, context.now);
}

void tell_answered(Context& context, const FetchRow& row, std::size_t partitions,
                   std::int64_t bytes, std::string_view why) {
  context.tell<FetchAnswered>([&] {
    return Telling<FetchAnswered>{
        {.conn = row.request.conn,
         .session_id = row.session_id,
         .partitions = static_cast<std::int32_t>(partitions),
         .bytes = bytes,
         .waited_ns = context.now - row.request.received},
        {.rule = why,
         .terms = {
             {"bytes", bytes}, {"min_bytes", row.min_bytes}, {"max_wait_ms", row.max_wait_ms}}}};
  });
}

void answer(Server& server, Context& context, FetchRow row, std::string_view why) {
  std::vector<FetchAnswer> answers = read_all(server, context, row);
  switch (row.session_use) {
    case SessionUse::none:
      break;
    case SessionUse::full:
      row.session_id =
          make_session(server.fetch_sessions, context,
                       {.slots = server.config.max_incremental_fetch_session_cache_slots,
                        .is_privileged = row.replica.value >= 0,
                        .uses_topic_ids = row.request.version >= 13},
                       answers);
      break;
    case SessionUse::incremental:
      if (!keep_news(server.fetch_sessions, row.session_id, answers)) {
        respond(server, context, row.request,
                wire::FetchResponse{.error_code = wire::ErrorCode::fetch_session_id_not_found});
        return;
      }
      break;
  }
  if (row.replica.value >= 0) count_throttled(server, context, row, answers);
  std::int64_t bytes = 0;
  for (const FetchAnswer& one : answers)
    bytes += one.data.records ? one.data.records->size() : 0;
  tell_answered(context, row, answers.size(), bytes, why);
  respond(server, context, row.request, response_of(server, row, std::move(answers)));
}

/// Answers the row, or leaves it waiting in the table.
void answer_or_wait(Server& server, Context& context, FetchRow row, std::int64_t row_id) {
  if (row.loads == 0) {
    const std::string_view why = reason_to_answer(server, context, row);
    if (!why.empty()) {
      unpark(server, row, row_id);
      answer(server, context, std::move(row), why);
      return;
    }
  }
  park(server, context, row, row_id);
  server.rows.fetches.put(row_id, std::move(row));
}

FetchRow take_row(Server& server, std::int64_t row_id) {
  FetchRow row = std::move(*server.rows.fetches.mutate(row_id));
  server.rows.fetches.erase(row_id);
  return row;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::FetchRequest& body) {
  if (request.for_controllers) {
    ask_quorum(server, context, request, body);
    return;
  }
  if (body.isolation_level < 0 || body.isolation_level > kReadCommitted) {
    refuse_all(server, context, request, body, wire::ErrorCode::unknown_server_error);
    return;
  }
  FetchPlan plan = plan_fetch(server.fetch_sessions, body, request.version, context.now);
  if (plan.error != wire::ErrorCode::none) {
    respond(server, context, request, wire::FetchResponse{.error_code = plan.error});
    return;
  }
  const std::int32_t max_bytes = std::min(body.max_bytes, server.config.fetch_max_bytes);
  const BrokerId replica = request.version >= 15 ? body.replica_state.replica_id : body.replica_id;
  // Older consumers do not know that another replica may be named.
  const bool knows_followers = replica.value < 0 && request.version >= 11;
  const bool is_sent_elsewhere =
      knows_followers && server.config.replica_selector_class == kRackAwareSelector;
  FetchRow row{.request = request,
               .session_id = plan.session_id,
               .session_use = plan.use,
               .max_bytes = max_bytes,
               .min_bytes = std::min(body.min_bytes, max_bytes),
               .max_wait_ms = body.max_wait_ms,
               .is_read_committed = body.isolation_level == kReadCommitted,
               .is_for_leader = !knows_followers,
               .rack = is_sent_elsewhere ? body.rack_id : std::string(),
               .replica = replica,
               .replica_epoch = body.replica_state.replica_epoch,
               .deadline = context.now + std::int64_t{std::max(body.max_wait_ms, 0)} *
                                             kNanosecondsPerMillisecond};
  row.wanted.reserve(plan.partitions.size());
  // Kafka answers the partitions that it does not have last.
  std::vector<FetchWanted> missing;
  for (auto& [key, position] : plan.partitions) {
    FetchWanted wanted = wanted_of(server, request.version, std::move(key), position);
    const bool is_here = wanted.early_error == wire::ErrorCode::none;
    (is_here ? row.wanted : missing).push_back(std::move(wanted));
  }
  std::move(missing.begin(), missing.end(), std::back_inserter(row.wanted));
  const std::int64_t row_id = next_row(server, request);
  for (std::size_t i = 0; i < row.wanted.size(); ++i)
    look_up(server, context, row, row_id, i);
  answer_or_wait(server, context, std::move(row), row_id);
}

void look_at_fetch(Server& server, Context& context, std::int64_t row_id) {
  const FetchRow* found = server.rows.fetches.find(row_id);
  if (found == nullptr) return;
  FetchRow row = take_row(server, row_id);
  leave_partitions(server, row, row_id);
  if (row.loads > 0) {
    // It looks at its partitions again when the load is there.
    row.is_stale = true;
    answer_or_wait(server, context, std::move(row), row_id);
    return;
  }
  for (std::size_t i = 0; i < row.wanted.size(); ++i)
    look_up(server, context, row, row_id, i);
  answer_or_wait(server, context, std::move(row), row_id);
}

void drop_fetch(Server& server, std::int64_t row_id, ConnId conn) {
  const FetchRow* found = server.rows.fetches.find(row_id);
  if (found == nullptr || found->request.conn != conn) return;
  unpark(server, *found, row_id);
  server.rows.fetches.erase(row_id);
}

void on_fetch_due(Server& server, Context& /*context*/, std::int64_t row_id) {
  FetchRow* row = server.rows.fetches.mutate(row_id);
  if (row == nullptr) return;
  row->is_due = true;
  server.rows.ready_fetches.push_back(row_id);
}

void on_fetch_loaded(Server& server, Context& context, const Owner& owner, const Done& done) {
  if (!server.rows.fetches.contains(owner.key)) return;
  FetchRow row = take_row(server, owner.key);
  go_on_looking_up(server, context, row, owner, done);
  leave_partitions(server, row, owner.key);
  if (row.loads == 0 && std::exchange(row.is_stale, false))
    for (std::size_t i = 0; i < row.wanted.size(); ++i)
      if (!row.wanted[i].located.is_found()) look_up(server, context, row, owner.key, i);
  answer_or_wait(server, context, std::move(row), owner.key);
}

}  // namespace fl::broker
