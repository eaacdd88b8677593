// What a follower does with its leader's answers.   Source:
// AbstractFetcherThread.processFetchRequest, getOffsetTruncationState, fetchOffsetAndTruncate.
#include "core/base/assert.h"
#include "core/replication/follower.h"
#include "core/wire/error_code.h"

#include <algorithm>

namespace fl::replication {

namespace {

std::int64_t number(std::optional<storage::EpochEnd> end, bool wants_epoch) {
  if (!end) return -1;
  return wants_epoch ? end->epoch.value : end->end.value;
}

}  // namespace

Cut decide_cut(const LogView& log, std::optional<storage::EpochEnd> theirs, Offset high_watermark) {
  const std::optional<storage::EpochEnd> ours = theirs && theirs->epoch.value >= 0
                                                    ? log.epochs.end_for(theirs->epoch, log.end)
                                                    : std::nullopt;
  Cut cut{.to = high_watermark,
          .because = {"leader-does-not-know-the-epoch",
                      {{"their_epoch", number(theirs, true)},
                       {"their_end", number(theirs, false)},
                       {"our_epoch", number(ours, true)},
                       {"our_end", number(ours, false)},
                       {"log_end", log.end.value},
                       {"high_watermark", high_watermark.value}}}};
  if (!theirs) return cut;
  if (!ours) {
    // The answer names no epoch (KIP-101), or one from before we kept epochs.
    cut.to = std::min(theirs->end, log.end);
    cut.because.rule = "leader-epoch-ends-there";
  } else if (ours->epoch != theirs->epoch) {
    // We have nothing of their epoch: whatever we have above our largest below it is not theirs.
    cut.to = std::min(ours->end, log.end);
    cut.is_complete = false;
    cut.because.rule = "leader-has-an-epoch-that-we-lack";
  } else {
    cut.to = std::min({ours->end, theirs->end, log.end});
    cut.because.rule = "common-epoch-ends-there";
  }
  return cut;
}

LogWork FollowerReplica::on_fetch(Context& context, const Surroundings& around, const LogView& log,
                                  const FollowerFetchPosition& asked,
                                  const wire::FetchResponse::PartitionData& data) {
  if (state() != FollowerState::fetching || asked.leader_epoch != leader_epoch_ ||
      asked.offset != log.end)
    return {};
  if (data.error_code == wire::ErrorCode::offset_out_of_range) {
    become(AskingLogEnd{});
    return {};
  }
  if (data.error_code != wire::ErrorCode::none) {
    on_error(context, around, data.error_code);
    return {};
  }
  if (data.diverging_epoch.epoch.value >= 0) {
    const storage::EpochEnd theirs{data.diverging_epoch.epoch, data.diverging_epoch.end_offset};
    return cut(context, around, log, decide_cut(log, theirs, high_watermark_));
  }
  return take_data(context, around, log, data);
}

LogWork FollowerReplica::take_data(Context& context, const Surroundings& around, const LogView& log,
                                   const wire::FetchResponse::PartitionData& data) {
  AfterWork after{.kind = LogWork::Kind::append,
                  .leader_high_watermark = data.high_watermark,
                  .leader_log_start = data.log_start_offset};
  if (!data.records || data.records->size() == 0) return take_progress(context, around, log, after);
  become(Working{after});
  return {.kind = LogWork::Kind::append, .to = log.end, .raise_log_start = {}};
}

LogWork FollowerReplica::on_epoch_end(Context& context, const Surroundings& around,
                                      const LogView& log, const EpochEndQuery& asked,
                                      wire::ErrorCode error, std::optional<storage::EpochEnd> end) {
  if (state() != FollowerState::asking_epoch_end || asked.leader_epoch != leader_epoch_ ||
      asked.epoch != log.epochs.latest().value_or(kNoLeaderEpoch))
    return {};
  if (error != wire::ErrorCode::none) {
    on_error(context, around, error);
    return {};
  }
  // KIP-101: the epoch to which the end belongs was not in the answer yet.
  if (end && around.switches.truncation == Truncation::kip101) end->epoch = kNoLeaderEpoch;
  return cut(context, around, log, decide_cut(log, end, high_watermark_));
}

LogWork FollowerReplica::on_log_bound(Context& context, const Surroundings& around,
                                      const LogView& log, const LogBoundQuery& asked,
                                      wire::ErrorCode error, Offset bound) {
  const FollowerState wanted =
      asked.is_end ? FollowerState::asking_log_end : FollowerState::asking_log_start;
  if (state() != wanted || asked.leader_epoch != leader_epoch_) return {};
  if (error != wire::ErrorCode::none || bound.value < 0) {
    on_error(context, around, error);
    return {};
  }
  const Term log_end{"log_end", log.end.value};
  if (asked.is_end) {
    if (bound >= log.end) {
      become(AskingLogStart{bound});
      return {};
    }
    // Only after an unclean election: records go that may have been acknowledged.
    lag_ = 0;
    return cut(context, around, log,
               {.to = bound,
                .because = {"leader-log-ends-below", {{"leader_end", bound.value}, log_end}}});
  }
  lag_ = std::get<AskingLogStart>(stage_).leader_end - std::max(bound, log.end);
  if (bound > log.end)
    return cut(context, around, log,
               {.to = bound,
                .restarts = true,
                .because = {"leader-log-begins-above", {{"leader_start", bound.value}, log_end}}});
  become(Fetching{});
  return {};
}

void FollowerReplica::on_error(Context& context, const Surroundings& around,
                               wire::ErrorCode error) {
  // The epoch that was sent is ours still: the leader knows a newer one, and so will metadata.
  if (error == wire::ErrorCode::fenced_leader_epoch) {
    fail(context, around, "fenced-leader-epoch");
    return;
  }
  back_off(context, around, wire::name_of(error));
}

void FollowerReplica::on_no_answer(Context& context, const Surroundings& around,
                                   std::string_view why) {
  if (leader_.value < 0 || is_working() || is_failed()) return;
  back_off(context, around, why);
}

}  // namespace fl::replication
