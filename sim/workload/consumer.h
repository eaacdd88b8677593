// A simulated consumer: reads all partitions of its topics from a start offset on, each from its
// leader, with one Fetch in flight per broker, fetch sessions (KIP-227) and a reset when its offset
// is out of range. No group yet.
// Source: Fetcher, FetchSessionHandler, SubscriptionState.
#pragma once
#include "core/base/topic_partition.h"
#include "core/node/context.h"
#include "core/node/input.h"
#include "core/wire/messages/fetch.h"
#include "sim/scenario/scenario.h"
#include "sim/workload/cluster_connections.h"

#include <cstdint>
#include <optional>
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
    std::optional<Offset> position;       ///< nothing: must be looked up
    std::optional<Offset> in_session;     ///< the position that the fetch session knows
    wire::ErrorCode reset_because = wire::ErrorCode::none;
  };

  /// What it keeps for a connection, by its place among all.
  struct Session {
    std::int32_t id = 0;
    std::int32_t epoch = 0;
  };

  void on_timer(Context& context, TimerId timer);
  void on_answer(Context& context, std::size_t broker, const Answer& answer);
  void on_metadata(Context& context, const Answer& answer);
  void on_offsets(Context& context, const Answer& answer);
  void on_fetched(Context& context, std::size_t broker, const Answer& answer);
  void on_partition(Context& context, const std::string& topic,
                    const wire::FetchResponse::PartitionData& data);
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
  bool is_known_ = false;         ///< the topics' partitions are
  bool is_metadata_due_ = false;  ///< the timer to ask for it runs
  bool is_metadata_old_ = false;  ///< somebody no longer leads, or nobody does
  std::optional<Instant> not_before_;
  std::int64_t consumed_since_fetch_ = 0;
};

}  // namespace fl::sim
