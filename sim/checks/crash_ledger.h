// What each log had promised when its broker died: the ghost state behind two checks. A log
// promises after a process kill what was visible, after a loss of power what was synced, after a
// loss of the disk nothing.
#pragma once
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

 private:
  struct Ends {
    Offset start;
    Offset visible;
    Offset flushed;
  };

  std::map<Key, Ends> ends_;
  std::map<Key, std::vector<LogAtCrash>> crashes_;
  std::map<Key, Offset> unproven_;
  std::map<Key, std::vector<GivenAck>> acks_;
};

}  // namespace fl::sim
