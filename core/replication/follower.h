// A partition's follower: what to ask of the leader next, and what to do with its answer. A value;
// it touches neither log nor network: it is told what the log has, and says what the log has to do
// (LogWork); once that is Done it is told so, and asks on. So a fetch names only what is there.
// Source: AbstractFetcherThread, ReplicaFetcherThread (Apache Kafka 4.3), KIP-101, KIP-279,
// KIP-320.
#pragma once
#include "core/base/ids.h"
#include "core/base/transitions.h"
#include "core/metadata/image.h"
#include "core/node/context.h"
#include "core/node/story.h"
#include "core/replication/surroundings.h"
#include "core/storage/leader_epochs.h"
#include "core/wire/error_code.h"
#include "core/wire/messages/fetch.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace fl::replication {

/// What a follower's log has. REQUIRES: nothing is in flight, so `end` is the visible end too.
struct LogView {
  Offset base;  ///< of the oldest segment: no cut leads below it
  Offset start;
  Offset end;
  const storage::LeaderEpochs& epochs;
};

/// What a Fetch asks of one partition, and what its answer is told with.
struct FollowerFetchPosition {
  Offset offset;
  LeaderEpoch leader_epoch;  ///< of this replica when it asked
  LeaderEpoch last_fetched_epoch = kNoLeaderEpoch;
  Offset log_start;
  bool carries_epoch = true;  ///< the request names leader_epoch, so that it can be fenced
  bool is_in_sync = false;    ///< it has all that the leader had: never throttled

  friend bool operator==(const FollowerFetchPosition&, const FollowerFetchPosition&) = default;
};

/// Asks the leader where the records of `epoch` end (OffsetForLeaderEpoch).
struct EpochEndQuery {
  LeaderEpoch epoch;
  LeaderEpoch leader_epoch;
  bool carries_epoch = true;

  friend bool operator==(const EpochEndQuery&, const EpochEndQuery&) = default;
};

/// Asks the leader for the end or the start of its log (ListOffsets with -1 or -2).
struct LogBoundQuery {
  bool is_end = true;
  LeaderEpoch leader_epoch;
  bool carries_epoch = true;

  friend bool operator==(const LogBoundQuery&, const LogBoundQuery&) = default;
};

/// Nothing: it is failed, waits for its log, or backs off.
using FollowerWish =
    std::variant<std::monostate, FollowerFetchPosition, EpochEndQuery, LogBoundQuery>;

/// What the log has to do. All but `none` end with on_worked or on_work_failed, when the log's
/// operations are Done (after a cut: when its producer states are loaded again).
struct LogWork {
  enum class Kind : std::uint8_t {
    none,
    append,    ///< the records of the answer; they begin at `to`, the log's end
    truncate,  ///< Log::truncate to `to`; at the log's end or above, only leader epochs go
    restart,   ///< drop all, the log begins anew at `to`
  };

  Kind kind = Kind::none;
  Offset to;
  /// Raise the log's start to this (as the leader's), at once.
  std::optional<Offset> raise_log_start;
  bool has_high_watermark_moved = false;

  bool is_none() const { return kind == Kind::none; }
};

enum class WorkError : std::uint8_t {
  corrupt_records,  ///< what the leader sent is no valid records: asked again after a back-off
  storage,          ///< the partition stops until the next leader epoch
};

struct FollowerMetadataOutcome {
  bool is_ignored = false;  ///< its partition epoch is older than what is known
  LogWork work;
};

enum class FollowerState : std::uint8_t {
  fetching,
  asking_epoch_end,  ///< Kafka: Truncating
  asking_log_end,    ///< out of range: does the leader's log end below ours?
  asking_log_start,
  working,  ///< the log appends or cuts
  failed,   ///< until the next leader epoch
};

std::string_view name_of(FollowerState state);

inline constexpr auto kFollowerTransitions = std::to_array<Transition<FollowerState>>({
    {FollowerState::fetching, FollowerState::working, "records came, or the logs diverge"},
    {FollowerState::fetching, FollowerState::asking_log_end, "the leader has no such offset"},
    {FollowerState::fetching, FollowerState::asking_epoch_end, "a new leader epoch"},
    {FollowerState::fetching, FollowerState::fetching, "a new leader epoch"},
    {FollowerState::fetching, FollowerState::failed, "the leader epoch is fenced"},
    {FollowerState::asking_epoch_end, FollowerState::working, "the leader said where to cut"},
    {FollowerState::asking_epoch_end, FollowerState::asking_epoch_end, "a new leader epoch"},
    {FollowerState::asking_epoch_end, FollowerState::fetching, "a new leader epoch"},
    {FollowerState::asking_epoch_end, FollowerState::failed, "the leader epoch is fenced"},
    {FollowerState::asking_log_end, FollowerState::working, "the leader's log ends below ours"},
    {FollowerState::asking_log_end, FollowerState::asking_log_start,
     "the leader's log does not end below ours"},
    {FollowerState::asking_log_end, FollowerState::asking_epoch_end, "a new leader epoch"},
    {FollowerState::asking_log_end, FollowerState::fetching, "a new leader epoch"},
    {FollowerState::asking_log_end, FollowerState::failed, "the leader epoch is fenced"},
    {FollowerState::asking_log_start, FollowerState::working, "the leader's log begins above ours"},
    {FollowerState::asking_log_start, FollowerState::fetching,
     "the leader's log begins within ours, or a new leader epoch"},
    {FollowerState::asking_log_start, FollowerState::asking_epoch_end, "a new leader epoch"},
    {FollowerState::asking_log_start, FollowerState::failed, "the leader epoch is fenced"},
    {FollowerState::working, FollowerState::fetching, "the log is done"},
    {FollowerState::working, FollowerState::asking_epoch_end, "the log is cut, but not far enough"},
    {FollowerState::working, FollowerState::working, "a new leader epoch wants another cut"},
    {FollowerState::working, FollowerState::failed, "the disk failed"},
    {FollowerState::failed, FollowerState::fetching, "a new leader epoch"},
    {FollowerState::failed, FollowerState::asking_epoch_end, "a new leader epoch"},
    {FollowerState::failed, FollowerState::working, "a new leader epoch"},
});
static_assert(unique(kFollowerTransitions));

/// Where a log is cut, and why. Not complete: the leader has to be asked again.
struct Cut {
  Offset to;
  bool is_complete = true;
  bool restarts = false;
  Decision because;
};

/// Where a follower cuts its log after the leader said where the records of an epoch end: `theirs`
/// nothing if the leader does not know the epoch that it was asked for.
/// Source: AbstractFetcherThread.getOffsetTruncationState, KIP-101, KIP-279.
Cut decide_cut(const LogView& log, std::optional<storage::EpochEnd> theirs, Offset high_watermark);

/// What follows when the log's work is done.
struct AfterWork {
  LogWork::Kind kind = LogWork::Kind::none;
  std::optional<Offset> leader_high_watermark;  ///< as the answer had it
  std::optional<Offset> leader_log_start;
  bool is_truncation_complete = true;  ///< false: the leader is asked again
  bool begins_again = false;           ///< a new leader epoch came meanwhile
  bool is_same_leader = true;          ///< and the same broker leads

  friend bool operator==(const AfterWork&, const AfterWork&) = default;
};

class FollowerReplica {
 public:
  FollowerReplica() = default;

  /// This broker, which did not follow before, follows image.leader now. `log` may have to work at
  /// once.   Source: ReplicaManager.applyLocalFollowersDelta.
  /// REQUIRES: image.leader is another broker, or none (then it asks nothing).
  LogWork become_follower(Context& context, const Surroundings& around,
                          const metadata::PartitionImage& image, const LogView& log,
                          Offset high_watermark);

  /// Newer metadata in which this broker follows still.
  FollowerMetadataOutcome on_metadata(Context& context, const Surroundings& around,
                                      const metadata::PartitionImage& image, const LogView& log);

  /// What it wants of the leader now. The same until an answer, a failure, or newer metadata.
  FollowerWish wish(const Surroundings& around, const LogView& log, Instant now) const;

  // ---- Answers. Each names what was asked; an answer to something that is no longer asked is
  // ignored.
  LogWork on_fetch(Context& context, const Surroundings& around, const LogView& log,
                   const FollowerFetchPosition& asked,
                   const wire::FetchResponse::PartitionData& data);
  /// `end`: nothing if the leader does not know the epoch; its epoch is -1 if the answer had none.
  LogWork on_epoch_end(Context& context, const Surroundings& around, const LogView& log,
                       const EpochEndQuery& asked, wire::ErrorCode error,
                       std::optional<storage::EpochEnd> end);
  LogWork on_log_bound(Context& context, const Surroundings& around, const LogView& log,
                       const LogBoundQuery& asked, wire::ErrorCode error, Offset bound);
  /// The request that carried its wish failed: no answer came, or one for all.
  void on_no_answer(Context& context, const Surroundings& around, std::string_view why);

  // ---- The log.
  /// The work that was asked for is done. May ask for the next (a new leader epoch came meanwhile).
  LogWork on_worked(Context& context, const Surroundings& around, const LogView& log);
  LogWork on_work_failed(Context& context, const Surroundings& around, const LogView& log,
                         WorkError error);

  // ---- State.
  BrokerId leader() const { return leader_; }

  LeaderEpoch leader_epoch() const { return leader_epoch_; }

  PartitionEpoch partition_epoch() const { return partition_epoch_; }

  /// As the leader said last, but not above what the log has.
  Offset high_watermark() const { return high_watermark_; }

  FollowerState state() const { return static_cast<FollowerState>(stage_.index()); }

  /// Its log works: the fetcher's next request waits for that.
  bool is_working() const { return state() == FollowerState::working; }

  bool is_failed() const { return state() == FollowerState::failed; }

  /// It asks for nothing before this.
  std::optional<Instant> delayed_until() const { return delayed_until_; }

  /// Records of the leader that it has not, as of the last answer; nothing before the first.
  std::optional<std::int64_t> lag() const { return lag_; }

  /// The log's start was raised, or its end cut: the high watermark lies within.
  void clip_high_watermark(const LogView& log);

  friend bool operator==(const FollowerReplica&, const FollowerReplica&) = default;

 private:
  // ---- One for each FollowerState, in its order.
  struct Fetching {
    friend bool operator==(const Fetching&, const Fetching&) = default;
  };

  struct AskingEpochEnd {
    friend bool operator==(const AskingEpochEnd&, const AskingEpochEnd&) = default;
  };

  struct AskingLogEnd {
    friend bool operator==(const AskingLogEnd&, const AskingLogEnd&) = default;
  };

  struct AskingLogStart {
    Offset leader_end;

    friend bool operator==(const AskingLogStart&, const AskingLogStart&) = default;
  };

  struct Working {
    AfterWork after;

    friend bool operator==(const Working&, const Working&) = default;
  };

  struct Failed {
    friend bool operator==(const Failed&, const Failed&) = default;
  };

  using Stage =
      std::variant<Fetching, AskingEpochEnd, AskingLogEnd, AskingLogStart, Working, Failed>;

  /// The only door from state to state.
  void become(Stage stage);
  LogWork take_metadata(Context& context, const Surroundings& around,
                        const metadata::PartitionImage& image, const LogView& log);
  LogWork begin_epoch(Context& context, const Surroundings& around, const LogView& log,
                      bool is_same_leader);
  LogWork cut(Context& context, const Surroundings& around, const LogView& log, const Cut& cut);
  void after_cut(const Surroundings& around, const LogView& log, bool is_complete);
  LogWork take_data(Context& context, const Surroundings& around, const LogView& log,
                    const wire::FetchResponse::PartitionData& data);
  LogWork take_progress(Context& context, const Surroundings& around, const LogView& log,
                        const AfterWork& after);
  void on_error(Context& context, const Surroundings& around, wire::ErrorCode error);
  void back_off(Context& context, const Surroundings& around, std::string_view rule);
  void fail(Context& context, const Surroundings& around, std::string_view rule);
  bool set_high_watermark(Context& context, const Surroundings& around, Offset to);

  BrokerId leader_{-1};
  LeaderEpoch leader_epoch_{-1};
  PartitionEpoch partition_epoch_{-1};
  Offset high_watermark_;
  Stage stage_;
  std::optional<Instant> delayed_until_;
  std::optional<std::int64_t> lag_;
};

}  // namespace fl::replication
