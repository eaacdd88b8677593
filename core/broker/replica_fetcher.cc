#include "core/broker/replica_fetcher.h"

#include "core/broker/replica_fetchers.h"
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

void watch(Server& server, Context& context, const FetcherId& id, ReplicaFetcher& fetcher,
           std::optional<Instant> at) {
  if (fetcher.due == at) return;
  const auto deadline = [&id](Instant when) {
    return Deadline{.at = when, .kind = DeadlineKind::fetcher, .key = deadline_key(id)};
  };
  if (fetcher.due) server.deadlines.remove(deadline(*fetcher.due));
  fetcher.due = at;
  if (at) server.deadlines.add(context, deadline(*at));
}

Instant after_backoff(const Server& server, const Context& context) {
  return context.now + server.config.replica_fetch_backoff_ms * kNanosecondsPerMillisecond;
}

/// What the followers want now, by the kind of request.
struct Wishes {
  std::vector<Asked> epoch_ends;
  std::vector<Asked> log_bounds;
  std::vector<Asked> fetches;
  bool is_throttled = false;    ///< a partition is left out, as the quota is exceeded
  std::optional<Instant> next;  ///< when the first back-off is over
};

/// Source: RemoteLeaderEndPoint.shouldFollowerThrottle: never of one that has all.
bool is_throttled(Server& server, const Context& context, const Partition& partition,
                  const FollowerFetchPosition& position) {
  return !position.is_in_sync && partition.is_throttled_as_follower &&
         server.replication.follower_quota.is_exceeded(context.now);
}

Wishes wishes_of(Server& server, Context& context, const ReplicaFetcher& fetcher) {
  Wishes wishes;
  for (const LogKey key : fetcher.partitions) {
    const Partition* partition = server.partitions.find(key);
    if (partition == nullptr || !partition->following || partition->work || partition->role_waits)
      continue;
    auto wish = partition->following->wish(surroundings_of(server, *partition),
                                           view_of(partition->log), context.now);
    if (const auto* position = std::get_if<FollowerFetchPosition>(&wish)) {
      if (is_throttled(server, context, *partition, *position))
        wishes.is_throttled = true;
      else
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

wire::FetchRequest empty_fetch(const Server& server) {
  return {.cluster_id = std::nullopt,
          .replica_state = {.replica_id = server.id, .replica_epoch = *server.lifecycle.epoch},
          .max_wait_ms = server.config.replica_fetch_wait_max_ms,
          .min_bytes = server.config.replica_fetch_min_bytes,
          .max_bytes = server.config.replica_fetch_response_max_bytes};
}

std::vector<FetchWish> fetches_of(const Server& server, const std::vector<Asked>& asked) {
  std::vector<FetchWish> wanted;
  wanted.reserve(asked.size());
  for (const Asked& one : asked) {
    const Partition& partition = *server.partitions.find(one.key);
    const auto& position = std::get<FollowerFetchPosition>(one.wish);
    wanted.push_back(
        {.partition = {.topic_id = partition.topic_id, .partition = partition.name.partition},
         .position = {.offset = position.offset,
                      .current_epoch = named_epoch(position.carries_epoch, position.leader_epoch),
                      .last_fetched_epoch = position.last_fetched_epoch,
                      .max_bytes = server.config.replica_fetch_max_bytes,
                      .log_start = position.log_start}});
  }
  return wanted;
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

/// A partition's log appends or cuts. Kafka's fetcher does that before it fetches again: a request
/// without that partition could wait for the others' records for replica.fetch.wait.max.ms.
bool has_work(const Server& server, const ReplicaFetcher& fetcher) {
  return std::ranges::any_of(fetcher.partitions, [&server](LogKey key) {
    const Partition* partition = server.partitions.find(key);
    return partition != nullptr && partition->following && partition->work;
  });
}

/// Asks for records, or has the leader forget partitions that are not fetched any more.
void send_fetch(Server& server, Context& context, const client::Target& target,
                ReplicaFetcher& fetcher, std::vector<Asked> asked) {
  wire::FetchRequest request = empty_fetch(server);
  if (!fetcher.session.build(fetches_of(server, asked), request)) return;
  fetcher.asked = std::move(asked);
  fetcher.token = server.channels.ask(context, target, request, kFetchVersion,
                                      server.config.replica_socket_timeout_ms);
}

}  // namespace

void send_wishes(Server& server, Context& context, const FetcherId& id, ReplicaFetcher& fetcher) {
  if (fetcher.token || has_work(server, fetcher)) return;
  const auto address = address_of(server, id.leader);
  if (!address || !server.lifecycle.epoch) {
    watch(server, context, id, fetcher, after_backoff(server, context));
    return;
  }
  Wishes wishes = wishes_of(server, context, fetcher);
  const client::Target target{.peer = peer_of(id), .address = *address};
  const std::int64_t timeout_ms = server.config.replica_socket_timeout_ms;
  if (!wishes.epoch_ends.empty()) {
    fetcher.asked = std::move(wishes.epoch_ends);
    fetcher.token = server.channels.ask(context, target, epoch_ends_of(server, fetcher.asked),
                                        kEpochEndVersion, timeout_ms);
  } else if (!wishes.log_bounds.empty()) {
    fetcher.asked = std::move(wishes.log_bounds);
    fetcher.token = server.channels.ask(context, target, log_bounds_of(server, fetcher.asked),
                                        kListOffsetsVersion, timeout_ms);
  } else {
    send_fetch(server, context, target, fetcher, std::move(wishes.fetches));
  }
  // Kafka: whoever has nothing to ask waits for the back-off; the quota is looked at again then.
  if (!fetcher.token && wishes.is_throttled) {
    const Instant later = after_backoff(server, context);
    wishes.next = wishes.next ? std::min(*wishes.next, later) : later;
  }
  watch(server, context, id, fetcher, wishes.next);
}

void on_fetcher_due(Server& server, Context& /*context*/, std::int64_t key) {
  const auto found = server.replication.fetchers.find(fetcher_of_key(key));
  if (found == server.replication.fetchers.end()) return;
  found->second.due.reset();
  found->second.is_ready = true;
}

}  // namespace fl::broker
