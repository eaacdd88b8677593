#include "core/broker/replica_fetcher.h"

#include "core/broker/replica_work.h"
#include "core/broker/replicas.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/offset_for_leader_epoch.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

using Asked = ReplicaFetcher::Asked;
using replication::EpochEndQuery;
using replication::FollowerFetchPosition;
using replication::LogBoundQuery;

constexpr std::int16_t kFetchVersion = 17;
constexpr std::int16_t kEpochEndVersion = 4;
constexpr std::int16_t kListOffsetsVersion = 10;
constexpr Timestamp kLatest{-1};
constexpr Timestamp kEarliest{-2};

/// Where brokers reach a broker: at its inter-broker listener, or the first that it has.
std::optional<client::Address> address_of(const Server& server, BrokerId broker) {
  const metadata::BrokerImage* image = server.image.brokers.find(broker);
  if (image == nullptr || image->endpoints.empty()) return std::nullopt;
  const metadata::BrokerEndpoint* endpoint = nullptr;
  if (server.config.inter_broker_listener_name)
    endpoint = image->endpoint(*server.config.inter_broker_listener_name);
  if (endpoint == nullptr) endpoint = &image->endpoints.front();
  return client::Address{.host = endpoint->host, .port = endpoint->port};
}

void watch(Server& server, Context& context, BrokerId leader, ReplicaFetcher& fetcher,
           std::optional<Instant> at) {
  if (fetcher.due == at) return;
  const auto deadline = [leader](Instant when) {
    return Deadline{.at = when, .kind = DeadlineKind::fetcher, .key = leader.value};
  };
  if (fetcher.due) server.deadlines.remove(deadline(*fetcher.due));
  fetcher.due = at;
  if (at) server.deadlines.add(context, deadline(*at));
}

/// What the followers want now, by the kind of request.
struct Wishes {
  std::vector<Asked> epoch_ends;
  std::vector<Asked> log_bounds;
  std::vector<Asked> fetches;
  std::optional<Instant> next;  ///< when the first back-off is over
};

Wishes wishes_of(const Server& server, Context& context, const ReplicaFetcher& fetcher) {
  Wishes wishes;
  for (const LogKey key : fetcher.partitions) {
    const Partition* partition = server.partitions.find(key);
    if (partition == nullptr || !partition->following || partition->work || partition->role_waits)
      continue;
    auto wish = partition->following->wish(surroundings_of(server, *partition),
                                           view_of(partition->log), context.now);
    if (std::holds_alternative<FollowerFetchPosition>(wish)) {
      wishes.fetches.push_back({.key = key, .wish = wish});
    } else if (std::holds_alternative<EpochEndQuery>(wish)) {
      wishes.epoch_ends.push_back({.key = key, .wish = wish});
    } else if (std::holds_alternative<LogBoundQuery>(wish)) {
      wishes.log_bounds.push_back({.key = key, .wish = wish});
    } else if (const auto until = partition->following->delayed_until();
               until && (!wishes.next || *until < *wishes.next)) {
      wishes.next = until;
    }
  }
  return wishes;
}

LeaderEpoch named_epoch(bool carries_epoch, LeaderEpoch epoch) {
  return carries_epoch ? epoch : kNoLeaderEpoch;
}

wire::FetchRequest fetch_of(const Server& server, const std::vector<Asked>& asked) {
  wire::FetchRequest request{
      .cluster_id = std::nullopt,
      .replica_state = {.replica_id = server.id, .replica_epoch = *server.lifecycle.epoch},
      .max_wait_ms = server.config.replica_fetch_wait_max_ms,
      .min_bytes = server.config.replica_fetch_min_bytes,
      .max_bytes = server.config.replica_fetch_response_max_bytes,
      .session_id = 0,
      .session_epoch = -1};
  for (const Asked& one : asked) {
    const Partition& partition = *server.partitions.find(one.key);
    const auto& position = std::get<FollowerFetchPosition>(one.wish);
    if (request.topics.empty() || request.topics.back().topic_id != partition.topic_id)
      request.topics.push_back({.topic_id = partition.topic_id});
    request.topics.back().partitions.push_back(
        {.partition = partition.name.partition,
         .current_leader_epoch = named_epoch(position.carries_epoch, position.leader_epoch),
         .fetch_offset = position.offset,
         .last_fetched_epoch = position.last_fetched_epoch,
         .log_start_offset = position.log_start,
         .partition_max_bytes = server.config.replica_fetch_max_bytes});
  }
  return request;
}

wire::OffsetForLeaderEpochRequest epoch_ends_of(const Server& server,
                                                const std::vector<Asked>& asked) {
  wire::OffsetForLeaderEpochRequest request{.replica_id = server.id};
  for (const Asked& one : asked) {
    const Partition& partition = *server.partitions.find(one.key);
    const auto& query = std::get<EpochEndQuery>(one.wish);
    if (request.topics.empty() || request.topics.back().topic != partition.name.topic)
      request.topics.push_back({.topic = partition.name.topic});
    request.topics.back().partitions.push_back(
        {.partition = partition.name.partition,
         .current_leader_epoch = named_epoch(query.carries_epoch, query.leader_epoch),
         .leader_epoch = query.epoch});
  }
  return request;
}

wire::ListOffsetsRequest log_bounds_of(const Server& server, const std::vector<Asked>& asked) {
  wire::ListOffsetsRequest request{.replica_id = server.id};
  for (const Asked& one : asked) {
    const Partition& partition = *server.partitions.find(one.key);
    const auto& query = std::get<LogBoundQuery>(one.wish);
    if (request.topics.empty() || request.topics.back().name != partition.name.topic)
      request.topics.push_back({.name = partition.name.topic});
    request.topics.back().partitions.push_back(
        {.partition_index = partition.name.partition,
         .current_leader_epoch = named_epoch(query.carries_epoch, query.leader_epoch),
         .timestamp = query.is_end ? kLatest : kEarliest});
  }
  return request;
}

// ---- Answers.

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

void take_fetched(Server& server, Context& context, const Asked& asked,
                  const wire::FetchResponse& response) {
  Partition* partition = waiting(server, asked);
  if (partition == nullptr) return;
  for (const auto& topic : response.responses) {
    if (topic.topic_id != partition->topic_id) continue;
    for (const auto& data : topic.partitions) {
      if (data.partition_index != partition->name.partition) continue;
      const replication::LogWork work = partition->following->on_fetch(
          context, surroundings_of(server, *partition), view_of(partition->log),
          std::get<FollowerFetchPosition>(asked.wish), data);
      Slice records;
      if (data.records && !data.records->parts.empty())
        records = std::get<Slice>(data.records->parts.front());
      on_follower_progress(server, context, *partition);
      begin_work(server, context, asked.key, work, records);
      return;
    }
  }
}

void take_epoch_end(Server& server, Context& context, const Asked& asked,
                    const wire::OffsetForLeaderEpochResponse& response) {
  Partition* partition = waiting(server, asked);
  if (partition == nullptr) return;
  for (const auto& topic : response.topics) {
    if (topic.topic != partition->name.topic) continue;
    for (const auto& answer : topic.partitions) {
      if (answer.partition != partition->name.partition) continue;
      std::optional<storage::EpochEnd> end;
      if (answer.end_offset.value >= 0)
        end = storage::EpochEnd{.epoch = answer.leader_epoch, .end = answer.end_offset};
      const replication::LogWork work = partition->following->on_epoch_end(
          context, surroundings_of(server, *partition), view_of(partition->log),
          std::get<EpochEndQuery>(asked.wish), answer.error_code, end);
      on_follower_progress(server, context, *partition);
      begin_work(server, context, asked.key, work, {});
      return;
    }
  }
}

void take_log_bound(Server& server, Context& context, const Asked& asked,
                    const wire::ListOffsetsResponse& response) {
  Partition* partition = waiting(server, asked);
  if (partition == nullptr) return;
  for (const auto& topic : response.topics) {
    if (topic.name != partition->name.topic) continue;
    for (const auto& answer : topic.partitions) {
      if (answer.partition_index != partition->name.partition) continue;
      const replication::LogWork work = partition->following->on_log_bound(
          context, surroundings_of(server, *partition), view_of(partition->log),
          std::get<LogBoundQuery>(asked.wish), answer.error_code, answer.offset);
      on_follower_progress(server, context, *partition);
      begin_work(server, context, asked.key, work, {});
      return;
    }
  }
}

wire::ErrorCode error_of(const wire::FetchResponse& response) {
  return response.error_code;
}

wire::ErrorCode error_of(const wire::OffsetForLeaderEpochResponse& /*response*/) {
  return wire::ErrorCode::none;
}

wire::ErrorCode error_of(const wire::ListOffsetsResponse& /*response*/) {
  return wire::ErrorCode::none;
}

/// Gives each partition its part of the answer.
template <class Response>
void take_answer(Server& server, Context& context, const client::Outcome& outcome,
                 const std::vector<Asked>& asked,
                 void (*take)(Server&, Context&, const Asked&, const Response&)) {
  const auto response = outcome.read<Response>();
  if (!response || error_of(*response) != wire::ErrorCode::none) {
    tell_no_answer(server, context, asked, "an error for the whole answer");
    return;
  }
  for (const Asked& one : asked)
    take(server, context, one, *response);
}

/// A partition's log appends or cuts. Kafka's fetcher does that before it fetches again: a request
/// without that partition could wait for the others' records for replica.fetch.wait.max.ms.
bool has_work(const Server& server, const ReplicaFetcher& fetcher) {
  return std::ranges::any_of(fetcher.partitions, [&server](LogKey key) {
    const Partition* partition = server.partitions.find(key);
    return partition != nullptr && partition->following && partition->work;
  });
}

}  // namespace

void send_wishes(Server& server, Context& context, BrokerId leader, ReplicaFetcher& fetcher) {
  if (fetcher.token || has_work(server, fetcher)) return;
  const auto address = address_of(server, leader);
  if (!address || !server.lifecycle.epoch) {
    watch(server, context, leader, fetcher,
          context.now + server.config.replica_fetch_backoff_ms * kNanosecondsPerMillisecond);
    return;
  }
  Wishes wishes = wishes_of(server, context, fetcher);
  watch(server, context, leader, fetcher, wishes.next);
  const client::Target target{
      .peer = {.node = NodeId(leader.value), .purpose = client::Purpose::replica},
      .address = *address};
  const std::int64_t timeout_ms = server.config.replica_socket_timeout_ms;
  if (!wishes.epoch_ends.empty()) {
    fetcher.asked = std::move(wishes.epoch_ends);
    fetcher.token = server.channels.ask(context, target, epoch_ends_of(server, fetcher.asked),
                                        kEpochEndVersion, timeout_ms);
  } else if (!wishes.log_bounds.empty()) {
    fetcher.asked = std::move(wishes.log_bounds);
    fetcher.token = server.channels.ask(context, target, log_bounds_of(server, fetcher.asked),
                                        kListOffsetsVersion, timeout_ms);
  } else if (!wishes.fetches.empty()) {
    fetcher.asked = std::move(wishes.fetches);
    fetcher.token = server.channels.ask(context, target, fetch_of(server, fetcher.asked),
                                        kFetchVersion, timeout_ms);
  }
}

void on_replica_outcome(Server& server, Context& context, const client::Outcome& outcome) {
  const auto found = server.replication.fetchers.find(BrokerId(outcome.peer.node.value));
  if (found == server.replication.fetchers.end() || found->second.token != outcome.token) return;
  ReplicaFetcher& fetcher = found->second;
  fetcher.token.reset();
  fetcher.is_ready = true;
  context.caused_by(outcome.asked);
  const std::vector<Asked> asked = std::exchange(fetcher.asked, {});
  if (outcome.failure)
    tell_no_answer(server, context, asked, "no answer");
  else if (outcome.api == wire::ApiKey::fetch)
    take_answer(server, context, outcome, asked, take_fetched);
  else if (outcome.api == wire::ApiKey::offset_for_leader_epoch)
    take_answer(server, context, outcome, asked, take_epoch_end);
  else
    take_answer(server, context, outcome, asked, take_log_bound);
}

void on_fetcher_due(Server& server, Context& /*context*/, std::int64_t broker) {
  const auto found = server.replication.fetchers.find(BrokerId(static_cast<std::int32_t>(broker)));
  if (found == server.replication.fetchers.end()) return;
  found->second.due.reset();
  found->second.is_ready = true;
}

}  // namespace fl::broker
