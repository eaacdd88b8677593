// What replicas tell: who leads and follows, how the ISR and the high watermark move, where logs
// are cut, and when a follower waits; each with the numbers that decided.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/replication/follower.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::replication {

/// This broker leads the partition in this epoch.
struct BecameLeader {
  static constexpr std::string_view kKind = "BecameLeader";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  Offset epoch_start;
  Offset high_watermark;
  std::vector<BrokerId> replicas;
  std::vector<BrokerId> isr;

  static consteval auto fields();
};

/// This broker follows `leader` in this epoch; -1: the partition has no leader.
struct BecameFollower {
  static constexpr std::string_view kKind = "BecameFollower";

  std::string topic;
  PartitionIndex partition;
  BrokerId leader;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  Offset log_end;
  Offset high_watermark;
  FollowerState state{};

  static consteval auto fields();
};

/// A replica's end as the high watermark was decided.
struct ComparedEnd {
  BrokerId replica;
  Offset end;                  ///< -1: it has not fetched in this epoch
  bool is_in_isr = false;      ///< in the maximal ISR
  bool is_waited_for = false;  ///< it counted: in the maximal ISR, or almost caught up

  friend bool operator==(const ComparedEnd&, const ComparedEnd&) = default;

  static consteval auto fields() {
    using T = ComparedEnd;
    return field_list(field<&T::replica>("Replica"), field<&T::end>("End"),
                      field<&T::is_in_isr>("IsInIsr"), field<&T::is_waited_for>("IsWaitedFor"));
  }
};

/// The leader's high watermark moved: records below it are committed.
struct HighWatermarkAdvanced {
  static constexpr std::string_view kKind = "HighWatermarkAdvanced";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  Offset before;
  Offset after;
  std::vector<ComparedEnd> ends;  ///< the leader's first

  static consteval auto fields();
};

/// A follower learned of another high watermark, or its log was cut below it.
struct FollowerHighWatermarkMoved {
  static constexpr std::string_view kKind = "FollowerHighWatermarkMoved";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  Offset before;
  Offset after;

  static consteval auto fields();
};

/// The leader asks the controller to take `added` into the ISR.
struct IsrExpandAsked {
  static constexpr std::string_view kKind = "IsrExpandAsked";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  BrokerId added;
  std::vector<BrokerId> isr;
  std::vector<BrokerId> asked_isr;

  static consteval auto fields();
};

/// A replica that lags, in numbers.
struct LaggingReplica {
  BrokerId replica;
  Offset end;
  std::int64_t behind_records = 0;
  std::int64_t behind_ms = -1;  ///< since it last had all; -1: it never had

  friend bool operator==(const LaggingReplica&, const LaggingReplica&) = default;

  static consteval auto fields() {
    using T = LaggingReplica;
    return field_list(field<&T::replica>("Replica"), field<&T::end>("End"),
                      field<&T::behind_records>("BehindRecords"), field<&T::behind_ms>("BehindMs"));
  }
};

/// The leader asks the controller to drop those that lag from the ISR.
struct IsrShrinkAsked {
  static constexpr std::string_view kKind = "IsrShrinkAsked";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  std::vector<LaggingReplica> lagging;
  std::vector<BrokerId> isr;
  std::vector<BrokerId> asked_isr;

  static consteval auto fields();
};

/// The leader knows of another committed ISR: from the controller's answer, or from metadata.
struct IsrLearned {
  static constexpr std::string_view kKind = "IsrLearned";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  std::vector<BrokerId> before;
  std::vector<BrokerId> after;

  static consteval auto fields();
};

/// The controller did not carry out a change of the ISR.
struct IsrChangeRefused {
  static constexpr std::string_view kKind = "IsrChangeRefused";

  std::string topic;
  PartitionIndex partition;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch;
  std::int16_t error = 0;
  std::vector<BrokerId> asked_isr;

  static consteval auto fields();
};

/// A follower cuts its log (or only forgets leader epochs, where `to` is not below `from`).
struct FollowerTruncated {
  static constexpr std::string_view kKind = "FollowerTruncated";

  std::string topic;
  PartitionIndex partition;
  BrokerId leader;
  LeaderEpoch leader_epoch;
  Offset from;
  Offset to;
  bool restarts = false;  ///< all went: the log begins anew at `to`

  static consteval auto fields();
};

/// A follower asks again after replica.fetch.backoff.ms.
struct FollowerBackedOff {
  static constexpr std::string_view kKind = "FollowerBackedOff";

  std::string topic;
  PartitionIndex partition;
  BrokerId leader;
  LeaderEpoch leader_epoch;

  static consteval auto fields();
};

/// A follower stops until the next leader epoch.
struct FollowerFailed {
  static constexpr std::string_view kKind = "FollowerFailed";

  std::string topic;
  PartitionIndex partition;
  BrokerId leader;
  LeaderEpoch leader_epoch;

  static consteval auto fields();
};

/// A request of a fetcher got no answer, or one that holds for nothing.
struct FetcherBackedOff {
  static constexpr std::string_view kKind = "FetcherBackedOff";

  BrokerId leader;
  std::int32_t fetcher = 0;
  std::int32_t partitions = 0;

  static consteval auto fields() {
    using T = FetcherBackedOff;
    return field_list(field<&T::leader>("Leader"), field<&T::fetcher>("Fetcher"),
                      field<&T::partitions>("Partitions"));
  }
};

consteval auto BecameLeader::fields() {
  using T = BecameLeader;
  return field_list(
      field<&T::topic>("Topic"), field<&T::partition>("Partition"),
      field<&T::leader_epoch>("LeaderEpoch"), field<&T::partition_epoch>("PartitionEpoch"),
      field<&T::epoch_start>("EpochStart"), field<&T::high_watermark>("HighWatermark"),
      field<&T::replicas>("Replicas"), field<&T::isr>("Isr"));
}

consteval auto BecameFollower::fields() {
  using T = BecameFollower;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader>("Leader"), field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::partition_epoch>("PartitionEpoch"), field<&T::log_end>("LogEnd"),
                    field<&T::high_watermark>("HighWatermark"), field<&T::state>("State"));
}

consteval auto HighWatermarkAdvanced::fields() {
  using T = HighWatermarkAdvanced;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader_epoch>("LeaderEpoch"), field<&T::before>("Before"),
                    field<&T::after>("After"), field<&T::ends>("Ends"));
}

consteval auto FollowerHighWatermarkMoved::fields() {
  using T = FollowerHighWatermarkMoved;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader_epoch>("LeaderEpoch"), field<&T::before>("Before"),
                    field<&T::after>("After"));
}

consteval auto IsrExpandAsked::fields() {
  using T = IsrExpandAsked;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::partition_epoch>("PartitionEpoch"), field<&T::added>("Added"),
                    field<&T::isr>("Isr"), field<&T::asked_isr>("AskedIsr"));
}

consteval auto IsrShrinkAsked::fields() {
  using T = IsrShrinkAsked;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::partition_epoch>("PartitionEpoch"), field<&T::lagging>("Lagging"),
                    field<&T::isr>("Isr"), field<&T::asked_isr>("AskedIsr"));
}

consteval auto IsrLearned::fields() {
  using T = IsrLearned;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::partition_epoch>("PartitionEpoch"), field<&T::before>("Before"),
                    field<&T::after>("After"));
}

consteval auto IsrChangeRefused::fields() {
  using T = IsrChangeRefused;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::partition_epoch>("PartitionEpoch"), field<&T::error>("Error"),
                    field<&T::asked_isr>("AskedIsr"));
}

consteval auto FollowerTruncated::fields() {
  using T = FollowerTruncated;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader>("Leader"), field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::from>("From"), field<&T::to>("To"), field<&T::restarts>("Restarts"));
}

consteval auto FollowerBackedOff::fields() {
  using T = FollowerBackedOff;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader>("Leader"), field<&T::leader_epoch>("LeaderEpoch"));
}

consteval auto FollowerFailed::fields() {
  using T = FollowerFailed;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::leader>("Leader"), field<&T::leader_epoch>("LeaderEpoch"));
}

}  // namespace fl::replication
