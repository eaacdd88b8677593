// What each log had promised when its broker died, and what brokers had acknowledged: the ghost
// state behind two checks. A log promises after a process kill what was visible, after a loss of
// power what was synced, after a loss of the disk nothing. Every replica is a log of its own.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/action.h"
#include "sim/checks/lineage.h"
#include "sim/checks/topic_ids.h"
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
  LeaderEpoch written;        ///< of the batch: an earlier one if it was sent again
  std::vector<BrokerId> isr;  ///< as the leader knew it then
};

/// A leader of a partition, from when it took up its epoch.
struct Reign {
  LeaderEpoch epoch{-1};
  /// What it had then. It goes on from there: nothing of it is cut while it leads.
  Lineage log;
  bool is_replicated = false;  ///< there are more replicas
  /// The election allowed somebody who lacked committed records.
  bool is_unclean = false;
  /// Nobody was left who had to have everything: the last leader leads with what it still has.
  bool is_last_known = false;
  Offset committed_end;  ///< its high watermark
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

  /// Those who led a partition, in the order of their epochs. The last may have been elected only,
  /// or be nobody: then it has an empty log.
  std::vector<Reign> reigns(const TopicPartition& partition) const;

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
    LeaderEpoch epoch;
    std::vector<BrokerId> isr;
  };

  struct Election {
    LeaderEpoch epoch;
    bool is_unclean = false;
    bool is_last_known = false;
  };

  void told_by_log(const StoredEvent& event);
  void told_by_leader(const StoredEvent& event);
  void crashed(const StoredEvent& event);
  void begins(const StoredEvent& event);
  Reign elected_after(const TopicPartition& partition, LeaderEpoch before, LeaderEpoch until) const;
  Reign* reign(const TopicPartition& partition, LeaderEpoch epoch);

  TopicIds topics_;
  Lineages lineages_;
  std::map<Key, Acks> acks_;
  std::map<TopicPartition, std::vector<Reign>> reigns_;
  std::map<TopicPartition, std::vector<Election>> elections_;
};

}  // namespace fl::sim
