#include "core/broker/replica_fetchers.h"

#include "core/base/assert.h"

#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

constexpr int kLeaderShift = 32;

/// Of a topic's name, which is ASCII.   Source: java.lang.String.hashCode.
std::uint32_t java_hash(std::string_view text) {
  std::uint32_t hash = 0;
  for (const char c : text)
    hash = 31 * hash + static_cast<unsigned char>(c);
  return hash;
}

FetcherId fetcher_of(const Server& server, const Partition& partition) {
  return {.leader = partition.leader,
          .index = fetcher_index(partition.name, server.replication.fetchers_per_leader)};
}

}  // namespace

std::int32_t fetcher_index(const TopicPartition& partition, std::int32_t fetchers) {
  FL_ASSERT(fetchers > 0);
  // Java's int wraps around.
  const std::uint32_t sum =
      31 * java_hash(partition.topic) + static_cast<std::uint32_t>(partition.partition.value);
  const auto number = static_cast<std::int32_t>(sum);
  if (number == std::numeric_limits<std::int32_t>::min()) return 0;
  return (number < 0 ? -number : number) % fetchers;
}

void join_fetcher(Server& server, const Partition& partition) {
  FL_ASSERT(partition.leader.value >= 0);
  ReplicaFetcher& fetcher = server.replication.fetchers[fetcher_of(server, partition)];
  fetcher.partitions.insert(partition.log_key);
  fetcher.is_ready = true;
}

void leave_fetcher(Server& server, const Partition& partition) {
  for (auto& [id, fetcher] : server.replication.fetchers)
    if (fetcher.partitions.erase(partition.log_key) > 0) fetcher.is_ready = true;
}

void rename_in_fetchers(Server& server, LogKey before, LogKey after) {
  for (auto& [id, fetcher] : server.replication.fetchers)
    if (fetcher.partitions.erase(before) > 0) fetcher.partitions.insert(after);
}

void wake_fetcher_of(Server& server, const Partition& partition) {
  const auto fetcher = server.replication.fetchers.find(fetcher_of(server, partition));
  if (fetcher != server.replication.fetchers.end()) fetcher->second.is_ready = true;
}

void wake_fetchers(Server& server) {
  for (auto& [id, fetcher] : server.replication.fetchers)
    fetcher.is_ready = true;
}

void resize_fetchers(Server& server) {
  const std::int32_t before =
      std::exchange(server.replication.fetchers_per_leader, server.config.num_replica_fetchers);
  if (before == server.replication.fetchers_per_leader) return;
  std::vector<LogKey> moved;
  for (auto& [id, fetcher] : server.replication.fetchers) {
    const std::set<LogKey> partitions = std::exchange(fetcher.partitions, {});
    moved.insert(moved.end(), partitions.begin(), partitions.end());
  }
  for (const LogKey key : moved)
    if (const Partition* partition = server.partitions.find(key);
        partition != nullptr && partition->leader.value >= 0)
      join_fetcher(server, *partition);
}

void close_idle_fetchers(Server& server, Context& context) {
  auto& fetchers = server.replication.fetchers;
  for (auto at = fetchers.begin(); at != fetchers.end();) {
    const auto& [id, fetcher] = *at;
    if (!fetcher.partitions.empty()) {
      ++at;
      continue;
    }
    if (fetcher.due)
      server.deadlines.remove(
          {.at = *fetcher.due, .kind = DeadlineKind::fetcher, .key = deadline_key(id)});
    server.channels.close(context, peer_of(id));
    at = fetchers.erase(at);
  }
}

std::int64_t deadline_key(const FetcherId& id) {
  return (std::int64_t{id.leader.value} << kLeaderShift) | id.index;
}

FetcherId fetcher_of_key(std::int64_t key) {
  return {.leader = BrokerId(static_cast<std::int32_t>(key >> kLeaderShift)),
          .index = static_cast<std::int32_t>(key & std::numeric_limits<std::int32_t>::max())};
}

client::Peer peer_of(const FetcherId& id) {
  return {.node = NodeId(id.leader.value), .purpose = client::Purpose::replica, .index = id.index};
}

}  // namespace fl::broker
