// A partition's leader: what it knows of each follower, the ISR and the change of it that is on its
// way, and the high watermark that follows from both. A value; it touches neither log nor network:
// it is told offsets, and says what to ask of the controller.
// A log end here is the end of what is Done (storage::Log::visible_end): what followers may have.
// Source: Partition, Replica, ReplicaState (Apache Kafka 4.3), KIP-497, KIP-903, KIP-966.
#pragma once
#include "core/base/ids.h"
#include "core/metadata/image.h"
#include "core/node/context.h"
#include "core/replication/surroundings.h"
#include "core/wire/error_code.h"
#include "core/wire/messages/alter_partition.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace fl::replication {

/// A follower as its leader sees it, by its fetches. Unknown (-1, nothing) until it has fetched.
struct RemoteReplica {
  BrokerId id;
  Offset log_start{-1};
  Offset end{-1};                    ///< the offset that it asked for last: it has all below
  Offset last_fetch_leader_end{-1};  ///< the leader's end when it fetched last
  std::optional<Instant> last_fetch;
  /// The latest moment at which it is known to have had all that the leader had; nothing: never.
  std::optional<Instant> last_caught_up;
  std::optional<BrokerEpoch> broker_epoch;  ///< as its last fetch named it; -1: it named none

  friend bool operator==(const RemoteReplica&, const RemoteReplica&) = default;

  static consteval auto fields() {
    using R = RemoteReplica;
    return field_list(field<&R::id>("id"), field<&R::log_start>("log_start"), field<&R::end>("end"),
                      field<&R::last_fetch_leader_end>("last_fetch_leader_end"),
                      field<&R::last_fetch>("last_fetch"),
                      field<&R::last_caught_up>("last_caught_up"),
                      field<&R::broker_epoch>("broker_epoch"));
  }
};

/// A change of the ISR as it is asked of the controller. One partition has at most one at a time;
/// number, leader epoch and partition epoch together name it.
struct IsrProposal {
  std::int64_t number = 0;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  std::vector<wire::AlterPartitionRequest::BrokerState> isr;

  friend bool operator==(const IsrProposal&, const IsrProposal&) = default;
};

/// The ISR is what metadata says; no change is on its way.
struct IsrCommitted {
  friend bool operator==(const IsrCommitted&, const IsrCommitted&) = default;
};

/// `added` may or may not be in the controller's ISR already.
struct PendingExpand {
  BrokerId added;
  IsrProposal proposal;

  friend bool operator==(const PendingExpand&, const PendingExpand&) = default;
};

/// `removed` may or may not have left the controller's ISR already.
struct PendingShrink {
  std::vector<BrokerId> removed;
  IsrProposal proposal;

  friend bool operator==(const PendingShrink&, const PendingShrink&) = default;
};

using IsrState = std::variant<IsrCommitted, PendingExpand, PendingShrink>;

/// A follower's fetch of one partition.
struct FollowerFetch {
  BrokerId replica;
  BrokerEpoch broker_epoch{-1};
  Offset offset;
  Offset log_start;
  Offset leader_end;  ///< this log's end when the read began
};

struct FollowerFetchOutcome {
  /// NOT_LEADER_OR_FOLLOWER: the fetch is of an earlier life of that broker; UNKNOWN_LEADER_EPOCH
  /// is not given here but by check_follower. Nothing is changed then.
  wire::ErrorCode error = wire::ErrorCode::none;
  bool has_high_watermark_moved = false;
  std::optional<IsrProposal> ask;  ///< for the AlterPartitionQueue
};

/// How the controller answered a proposal. `error`: of the partition, or of the whole answer.
struct AlterPartitionAnswer {
  wire::ErrorCode error = wire::ErrorCode::none;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  std::vector<BrokerId> isr;
};

struct AlterPartitionOutcome {
  bool has_high_watermark_moved = false;
  std::optional<IsrProposal> ask;  ///< the same again
};

struct LeaderMetadataOutcome {
  bool is_ignored = false;    ///< its partition epoch is older than what is known
  bool is_new_epoch = false;  ///< the log must begin_epoch before its next append
  bool has_high_watermark_moved = false;
};

/// A consumer that might read from a nearer replica (KIP-392).
struct ReadWish {
  Offset offset;
  std::string_view rack;  ///< client.rack; "" for none
};

class LeaderReplica {
 public:
  LeaderReplica() = default;

  /// This broker, which did not lead before, leads now. The caller has called Log::begin_epoch with
  /// log_end. The high watermark may move at once if the ISR is this broker alone.
  /// REQUIRES: image.leader is this broker.   Source: Partition.makeLeader.
  static LeaderReplica become_leader(Context& context, const Surroundings& around,
                                     const metadata::PartitionImage& image, Offset log_end,
                                     Offset high_watermark);

  /// Newer metadata in which this broker leads still. Whatever change of the ISR was on its way is
  /// forgotten: metadata knows better.   REQUIRES: image.leader is this broker.
  LeaderMetadataOutcome on_metadata(Context& context, const Surroundings& around,
                                    const metadata::PartitionImage& image, Offset log_end);

  /// The first read of a follower's fetch (not when a parked one is read again, nor when the answer
  /// is a diverging epoch). REQUIRES: has_follower(fetch.replica). `log_end` is that of now.
  /// Source: Partition.updateFollowerFetchState, Replica.updateFetchStateOrThrow.
  FollowerFetchOutcome on_follower_fetch(Context& context, const Surroundings& around,
                                         const FollowerFetch& fetch, Offset log_end);

  /// To be called every replica.lag.time.max.ms / 2: the ISR to ask for, without those that lag.
  /// Source: Partition.maybeShrinkIsr.
  std::optional<IsrProposal> shrink_isr(Context& context, const Surroundings& around,
                                        Offset log_end);

  /// The controller answered `proposal`, or the queue did not take it (OPERATION_NOT_ATTEMPTED). An
  /// answer to a proposal that was overtaken is ignored.
  AlterPartitionOutcome on_alter_partition(Context& context, const Surroundings& around,
                                           const IsrProposal& proposal,
                                           const AlterPartitionAnswer& answer, Offset log_end);

  /// After an append (Done) and whatever else may move it. True if it moved: complete the rows that
  /// wait.   Source: Partition.maybeIncrementLeaderHW.
  bool advance_high_watermark(Context& context, const Surroundings& around, Offset log_end);

  /// The log's start was raised (DeleteRecords, retention): the high watermark is not below it.
  void on_log_start(Offset log_start);

  // ---- What requests ask.
  /// For acks=all, before the append: NOT_ENOUGH_REPLICAS or none.
  wire::ErrorCode check_before_append(const Surroundings& around) const;
  /// For acks=all, records below `required` appended: nothing while it must wait, then none or
  /// NOT_ENOUGH_REPLICAS_AFTER_APPEND.   Source: Partition.checkEnoughReplicasReachOffset.
  std::optional<wire::ErrorCode> check_after_append(const Surroundings& around,
                                                    Offset required) const;
  /// Where a consumer had better read; nothing: here.   Source: RackAwareReplicaSelector.
  std::optional<BrokerId> preferred_read_replica(const Context& context, const Surroundings& around,
                                                 const ReadWish& wish, Offset log_end) const;
  /// The smallest log start of all alive replicas: up to where records are deleted everywhere.
  Offset low_watermark(const Surroundings& around, Offset log_start) const;

  // ---- State.
  LeaderEpoch leader_epoch() const { return leader_epoch_; }

  PartitionEpoch partition_epoch() const { return partition_epoch_; }

  /// The log's end when this leader epoch began.
  Offset epoch_start() const { return epoch_start_; }

  Offset high_watermark() const { return high_watermark_; }

  /// The ISR as last committed by the controller, with this broker.
  const std::vector<BrokerId>& isr() const { return isr_; }

  bool is_in_isr(BrokerId replica) const;

  const IsrState& isr_state() const { return isr_state_; }

  bool is_change_pending() const { return !std::holds_alternative<IsrCommitted>(isr_state_); }

  /// With the one that is being added: whoever may be in the controller's ISR.
  std::vector<BrokerId> maximal_isr() const;

  const std::vector<RemoteReplica>& followers() const { return followers_; }

  const RemoteReplica* follower(BrokerId id) const;

  bool has_follower(BrokerId id) const { return follower(id) != nullptr; }

  /// min.insync.replicas, but not more than there are replicas.
  std::int32_t effective_min_isr(const Surroundings& around) const;

  bool is_under_min_isr(const Surroundings& around) const;

  friend bool operator==(const LeaderReplica&, const LeaderReplica&) = default;

 private:
  void take_metadata(Context& context, const Surroundings& around,
                     const metadata::PartitionImage& image, Offset log_end, bool was_leader);
  IsrProposal propose(const Surroundings& around, const std::vector<BrokerId>& isr);
  std::optional<IsrProposal> expand_isr(Context& context, const Surroundings& around,
                                        const RemoteReplica& replica);
  bool may_join(const Surroundings& around, const RemoteReplica& replica) const;
  AlterPartitionOutcome on_isr_committed(Context& context, const Surroundings& around,
                                         const AlterPartitionAnswer& answer, Offset log_end);

  LeaderEpoch leader_epoch_{-1};
  PartitionEpoch partition_epoch_{-1};
  Offset epoch_start_;
  Offset high_watermark_;
  std::vector<BrokerId> isr_;
  IsrState isr_state_;
  std::vector<RemoteReplica> followers_;  ///< all assigned replicas but this one, in their order
  std::int64_t proposals_ = 0;
};

/// It has all that the leader has, or had so within replica.lag.time.max.ms.
/// Source: ReplicaState.isCaughtUp.
bool is_caught_up(const RemoteReplica& replica, Offset log_end, Instant now,
                  std::int64_t lag_max_ms);

}  // namespace fl::replication
