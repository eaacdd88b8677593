// What each log had promised when its broker died, and what brokers had acknowledged: the ghost
// state behind two checks. A log promises after a process kill what was visible, after a loss of
// power what was synced, after a loss of the disk nothing. Every replica is a log of its own.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/action.h"
#include "sim/story_log.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace fl::sim {

/// One death of a broker, for one of its logs. Ends are exclusive.
struct LogAtCrash {
  Instant at;
  CrashKind kind = CrashKind::process_kill;
  Offset visible_end;
  Offset flushed_end;

  Offset promised_end() const {
    switch (kind) {
      case CrashKind::process_kill:
        return visible_end;
      case CrashKind::power_loss:
        return flushed_end;
      case CrashKind::disk_loss:
        return Offset(0);
    }
    return Offset(0);
  }
};

/// An acknowledgement as the broker gave it: offsets [base, end).
struct GivenAck {
  Offset base;
  Offset end;
  Instant at;
  LeaderEpoch epoch;          ///< in which it was given
  std::vector<BrokerId> isr;  ///< as the leader knew it then
  /// The high watermark passed it while that broker led.
  bool is_committed = false;
};

/// The controller gave a partition another leader, or the same in a new epoch.
struct LeaderChange {
  LeaderEpoch epoch;  ///< that began
  BrokerId leader;
  bool is_unclean = false;
  /// Nobody was left who had to have everything: the last leader leads with what it still has.
  bool is_last_known = false;
};

class CrashLedger {
 public:
  using Key = std::pair<NodeId, TopicPartition>;

  void told(const StoredEvent& event);

  /// The crashes that the log went through, in order.
  const std::vector<LogAtCrash>& crashes_of(const Key& key) const;

  /// Acknowledgements that the broker gave for this offset until `until`, when one of them reached
  /// its producer. More than one if a crash lost the record and the offset was used again.
  std::vector<GivenAck> acks_of(const Key& key, Offset offset, Instant until) const;

  /// Logs that crashed and were not loaded since, with what they promised.
  const std::map<Key, Offset>& unproven() const { return unproven_; }

  /// The log was loaded again, or is gone for a good reason.
  void prove(const Key& key) { unproven_.erase(key); }

  Offset log_start(const Key& key) const;

  /// The changes of a partition's leader, in order.
  const std::vector<LeaderChange>& leader_changes(const TopicPartition& partition) const;

 private:
  struct Ends {
    Offset start;
    Offset visible;
    Offset flushed;
  };

  std::map<Key, Ends> ends_;
  std::map<Key, std::vector<LogAtCrash>> crashes_;
  std::map<Key, Offset> unproven_;

  struct Acks {
    std::vector<GivenAck> given;
    std::size_t uncommitted = 0;  ///< the first that is not, in the leader's epoch
    LeaderEpoch epoch;
    std::vector<BrokerId> isr;
  };

  void told_by_leader(const StoredEvent& event);
  void crashed(const StoredEvent& event);

  std::map<Key, Acks> acks_;
  std::map<TopicPartition, std::vector<LeaderChange>> leader_changes_;
};

}  // namespace fl::sim
