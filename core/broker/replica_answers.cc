// What leaders answer to the fetchers here: each partition gets its part, if it waits for it still.
// Source: AbstractFetcherThread.processFetchRequest, RemoteLeaderEndPoint.
#include "core/broker/replica_fetcher.h"
#include "core/broker/replica_work.h"
#include "core/broker/replicas.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/offset_for_leader_epoch.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

using Asked = ReplicaFetcher::Asked;
using replication::EpochEndQuery;
using replication::FollowerFetchPosition;
using replication::LogBoundQuery;

LeaderEpoch epoch_of(const replication::FollowerWish& wish) {
  if (const auto* position = std::get_if<FollowerFetchPosition>(&wish))
    return position->leader_epoch;
  if (const auto* query = std::get_if<EpochEndQuery>(&wish)) return query->leader_epoch;
  return std::get<LogBoundQuery>(wish).leader_epoch;
}

/// Who follows another leader meanwhile, or this one anew, does not wait for its silence.
void tell_no_answer(Server& server, Context& context, const std::vector<Asked>& asked,
                    std::string_view why) {
  for (const Asked& one : asked) {
    Partition* partition = server.partitions.mutate(one.key);
    if (partition == nullptr || !partition->following) continue;
    if (partition->following->leader_epoch() != epoch_of(one.wish)) continue;
    partition->following->on_no_answer(context, surroundings_of(server, *partition), why);
  }
}

/// The partition that still waits for an answer, or nullptr.
Partition* waiting(Server& server, const Asked& asked) {
  Partition* partition = server.partitions.mutate(asked.key);
  const bool waits = partition != nullptr && partition->following && !partition->work;
  return waits ? partition : nullptr;
}

/// What was asked of the partition, or nullptr. `asked` is in the order of its keys.
const Asked* find_asked(const Server& server, const std::vector<Asked>& asked,
                        const TopicPartition& name) {
  const LogKey* key = server.log_keys.find(name);
  if (key == nullptr) return nullptr;
  const auto found = std::ranges::lower_bound(asked, *key, {}, &Asked::key);
  return found != asked.end() && found->key == *key ? &*found : nullptr;
}

void take_records(Server& server, Context& context, const Asked& asked,
                  const wire::FetchResponse::PartitionData& data) {
  Partition* partition = waiting(server, asked);
  if (partition == nullptr) return;
  if (partition->is_throttled_as_follower && data.records)
    server.replication.follower_quota.record(data.records->size(), context.now);
  const replication::LogWork work = partition->following->on_fetch(
      context, surroundings_of(server, *partition), view_of(partition->log),
      std::get<FollowerFetchPosition>(asked.wish), data);
  Slice records;
  if (data.records && !data.records->parts.empty())
    records = std::get<Slice>(data.records->parts.front());
  on_follower_progress(server, context, *partition);
  begin_work(server, context, asked.key, work, records);
}

/// Only partitions with news are in the answer.
void take_fetched(Server& server, Context& context, const std::vector<Asked>& asked,
                  const wire::FetchResponse& response) {
  for (const auto& topic : response.responses) {
    const std::string* name = server.image.topic_names.find(topic.topic_id);
    if (name == nullptr) continue;
    for (const auto& data : topic.partitions)
      if (const Asked* one = find_asked(server, asked, {*name, data.partition_index}))
        take_records(server, context, *one, data);
  }
}

void take_epoch_ends(Server& server, Context& context, const std::vector<Asked>& asked,
                     const wire::OffsetForLeaderEpochResponse& response) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const Asked* one = find_asked(server, asked, {topic.topic, answer.partition});
      Partition* partition = one == nullptr ? nullptr : waiting(server, *one);
      if (partition == nullptr) continue;
      std::optional<storage::EpochEnd> end;
      if (answer.end_offset.value >= 0)
        end = storage::EpochEnd{.epoch = answer.leader_epoch, .end = answer.end_offset};
      const replication::LogWork work = partition->following->on_epoch_end(
          context, surroundings_of(server, *partition), view_of(partition->log),
          std::get<EpochEndQuery>(one->wish), answer.error_code, end);
      on_follower_progress(server, context, *partition);
      begin_work(server, context, one->key, work, {});
    }
  }
}

void take_log_bounds(Server& server, Context& context, const std::vector<Asked>& asked,
                     const wire::ListOffsetsResponse& response) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const Asked* one = find_asked(server, asked, {topic.name, answer.partition_index});
      Partition* partition = one == nullptr ? nullptr : waiting(server, *one);
      if (partition == nullptr) continue;
      const replication::LogWork work = partition->following->on_log_bound(
          context, surroundings_of(server, *partition), view_of(partition->log),
          std::get<LogBoundQuery>(one->wish), answer.error_code, answer.offset);
      on_follower_progress(server, context, *partition);
      begin_work(server, context, one->key, work, {});
    }
  }
}

/// Gives each partition its part of the answer.
template <class Response>
void take_answer(Server& server, Context& context, const client::Outcome& outcome,
                 const std::vector<Asked>& asked,
                 void (*take)(Server&, Context&, const std::vector<Asked>&, const Response&)) {
  if (const auto response = outcome.read<Response>())
    take(server, context, asked, *response);
  else
    tell_no_answer(server, context, asked, "an answer that cannot be read");
}

/// Kafka: a session that the leader does not know, or knows differently, is no error of its
/// partitions; they are asked for again at once, in a new session.
bool is_about_session(wire::ErrorCode error) {
  return error == wire::ErrorCode::none || error == wire::ErrorCode::fetch_session_id_not_found ||
         error == wire::ErrorCode::invalid_fetch_session_epoch;
}

void take_fetch_answer(Server& server, Context& context, const client::Outcome& outcome,
                       ReplicaFetcher& fetcher, const std::vector<Asked>& asked) {
  const auto response = outcome.read<wire::FetchResponse>();
  if (!response) {
    fetcher.session.on_no_response();
    tell_no_answer(server, context, asked, "an answer that cannot be read");
    return;
  }
  if (fetcher.session.on_response(*response))
    take_fetched(server, context, asked, *response);
  else if (!is_about_session(response->error_code))
    tell_no_answer(server, context, asked, wire::name_of(response->error_code));
}

}  // namespace

void on_replica_outcome(Server& server, Context& context, const client::Outcome& outcome) {
  const auto found = server.replication.fetchers.find(
      {.leader = BrokerId(outcome.peer.node.value), .index = outcome.peer.index});
  if (found == server.replication.fetchers.end() || found->second.token != outcome.token) return;
  ReplicaFetcher& fetcher = found->second;
  fetcher.token.reset();
  fetcher.is_ready = true;
  context.caused_by(outcome.asked);
  const std::vector<Asked> asked = std::exchange(fetcher.asked, {});
  if (outcome.failure) {
    if (outcome.api == wire::ApiKey::fetch) fetcher.session.on_no_response();
    tell_no_answer(server, context, asked, "no answer");
  } else if (outcome.api == wire::ApiKey::fetch) {
    take_fetch_answer(server, context, outcome, fetcher, asked);
  } else if (outcome.api == wire::ApiKey::offset_for_leader_epoch) {
    take_answer(server, context, outcome, asked, take_epoch_ends);
  } else {
    take_answer(server, context, outcome, asked, take_log_bounds);
  }
}

}  // namespace fl::broker
