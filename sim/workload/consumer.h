// A simulated consumer: reads all partitions of its topics from a start offset on, each from its
// leader or from the replica that the leader named (KIP-392), with one Fetch in flight per broker,
// fetch sessions (KIP-227) and a reset when its offset is out of range. No group yet.
// Source: AbstractFetch, FetchCollector, FetchSessionHandler, SubscriptionState.
#pragma once
#include "core/base/topic_partition.h"
#include "core/node/context.h"
#include "core/node/input.h"
#include "core/wire/messages/fetch.h"
#include "sim/scenario/scenario.h"
#include "sim/workload/cluster_connections.h"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace fl::sim {

class Consumer {
 public:
  Consumer(ConsumerSpec spec, std::vector<ClientAddress> bootstrap);

  void step(Context& context, const Input& input);

 private:
  struct Assigned {
    TopicPartition name;
    std::optional<ClientAddress> leader;  ///< nothing: none is known
    LeaderEpoch leader_epoch = kNoLeaderEpoch;
    /// Where the leader said that it had better read, until then (metadata.max.age.ms).
    std::optional<ClientAddress> preferred;
    Instant preferred_until;
    std::optional<Offset> position;    ///< nothing: must be looked up
    std::optional<Offset> in_session;  ///< the position that the fetch session knows
    wire::ErrorCode reset_because = wire::ErrorCode::none;
  };

  /// What it keeps for a connection, by its place among all.
  struct Session {
    std::int32_t id = 0;
    std::int32_t epoch = 0;
    std::set<TopicPartition> partitions;  ///< that the broker was told of
  };

  struct KnownBroker {
    BrokerId id;
    ClientAddress address;
  };

  void on_timer(Context& context, TimerId timer);
  void on_answer(Context& context, std::size_t broker, const Answer& answer);
  void on_metadata(Context& context, const Answer& answer);
  void on_offsets(Context& context, const Answer& answer);
  void on_fetched(Context& context, std::size_t broker, const Answer& answer);
  void on_partition(Context& context, Assigned& one,
                    const wire::FetchResponse::PartitionData& data);
  void prefer(Context& context, Assigned& one, BrokerId replica);
  void forget_preferred(Assigned& one);
  bool is_read_at(const Assigned& one, std::size_t broker) const;
  void deliver(Context& context, Assigned& assigned,
               const wire::FetchResponse::PartitionData& data);

  void proceed(Context& context);
  void ask_metadata(Context& context);
  void ask_metadata_later(Context& context);
  void proceed_with(Context& context, std::size_t broker);
  void ask_offsets(Context& context, std::size_t broker);
  void fetch(Context& context, std::size_t broker);
  void wait(Context& context, std::int64_t nanoseconds);
  void forget_session(std::size_t broker);
  Assigned* find(const std::string& topic, PartitionIndex index);

  ConsumerSpec spec_;
  ClusterConnections connections_;
  std::vector<Session> sessions_;
  std::vector<Assigned> assigned_;
  std::vector<KnownBroker> brokers_;
  bool is_known_ = false;         ///< the topics' partitions are
  bool is_metadata_due_ = false;  ///< the timer to ask for it runs
  bool is_metadata_old_ = false;  ///< somebody no longer leads, or nobody does
  std::optional<Instant> not_before_;
  std::int64_t consumed_since_fetch_ = 0;
};

}  // namespace fl::sim
