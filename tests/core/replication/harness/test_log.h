// A partition's log in memory for tests of replication: records with their leader epochs, and what
// of them is durable. It does at once what a follower asks of its log.
#pragma once
#include "core/base/ids.h"
#include "core/replication/follower.h"
#include "core/storage/leader_epochs.h"

#include <string>
#include <vector>

namespace fl::replication {

struct TestRecord {
  LeaderEpoch epoch;
  std::string value;

  friend bool operator==(const TestRecord&, const TestRecord&) = default;
};

class TestLog {
 public:
  Offset start() const { return start_; }

  Offset end() const { return start_ + static_cast<std::int64_t>(records_.size()); }

  /// Records below it survive a loss of power.
  Offset flushed_end() const { return flushed_end_; }

  const storage::LeaderEpochs& epochs() const { return epochs_; }

  LogView view() const { return {.base = base_, .start = start_, .end = end(), .epochs = epochs_}; }

  /// REQUIRES: start() <= offset < end().
  const TestRecord& at(Offset offset) const;
  /// Those from `from` on; none if it is the end.
  std::vector<TestRecord> from(Offset from) const;
  /// "a@1 b@1 c@2": each record with its leader epoch.
  std::string text() const;

  void begin_epoch(LeaderEpoch epoch) { epochs_.assign(epoch, end()); }

  void append(const TestRecord& record);

  void flush() { flushed_end_ = end(); }

  /// Records from `end` on go, and leader epochs that begin there.
  void cut(Offset end);
  /// All records go, the log begins anew.
  void restart(Offset at);
  /// Records below `to` go. REQUIRES: to <= end().
  void raise_start(Offset to);

 private:
  Offset base_;
  Offset start_;
  Offset flushed_end_;
  std::vector<TestRecord> records_;
  storage::LeaderEpochs epochs_;
};

}  // namespace fl::replication
