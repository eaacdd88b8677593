#include "core/replication/follower.h"

#include "core/base/assert.h"
#include "core/replication/events.h"

#include <algorithm>
#include <utility>

namespace fl::replication {

namespace {

/// Cuts nothing and has no leader epoch to forget.
bool is_needless(const LogView& log, const Cut& cut) {
  if (cut.restarts || cut.to < log.end) return false;
  return log.epochs.entries().empty() || log.epochs.entries().back().start < cut.to;
}

}  // namespace

std::string_view name_of(FollowerState state) {
  switch (state) {
    case FollowerState::fetching:
      return "fetching";
    case FollowerState::asking_epoch_end:
      return "asking_epoch_end";
    case FollowerState::asking_log_end:
      return "asking_log_end";
    case FollowerState::asking_log_start:
      return "asking_log_start";
    case FollowerState::working:
      return "working";
    case FollowerState::failed:
      return "failed";
  }
  return "";
}

void FollowerReplica::become(Stage stage) {
  FL_ASSERT(allowed(kFollowerTransitions, state(), static_cast<FollowerState>(stage.index())));
  stage_ = std::move(stage);
}

LogWork FollowerReplica::become_follower(Context& context, const Surroundings& around,
                                         const metadata::PartitionImage& image, const LogView& log,
                                         Offset high_watermark) {
  *this = {};
  high_watermark_ = std::clamp(high_watermark, log.start, log.end);
  return take_metadata(context, around, image, log);
}

FollowerMetadataOutcome FollowerReplica::on_metadata(Context& context, const Surroundings& around,
                                                     const metadata::PartitionImage& image,
                                                     const LogView& log) {
  if (image.partition_epoch < partition_epoch_) return {.is_ignored = true, .work = {}};
  if (image.leader_epoch <= leader_epoch_) {
    partition_epoch_ = image.partition_epoch;
    return {};
  }
  return {.is_ignored = false, .work = take_metadata(context, around, image, log)};
}

LogWork FollowerReplica::take_metadata(Context& context, const Surroundings& around,
                                       const metadata::PartitionImage& image, const LogView& log) {
  FL_ASSERT(image.leader != around.self);
  const bool is_same_leader = std::exchange(leader_, image.leader) == image.leader;
  leader_epoch_ = image.leader_epoch;
  partition_epoch_ = image.partition_epoch;
  delayed_until_.reset();
  lag_.reset();
  LogWork work;
  if (auto* working = std::get_if<Working>(&stage_)) {
    // What the log does now comes to its end first.
    AfterWork& after = working->after;
    after.is_same_leader = is_same_leader && after.is_same_leader;
    after.begins_again = true;
  } else {
    work = begin_epoch(context, around, log, is_same_leader);
  }
  context.tell<BecameFollower>([&] {
    return Telling<BecameFollower>{
        {.topic = around.partition.topic,
         .partition = around.partition.partition,
         .leader = leader_,
         .leader_epoch = leader_epoch_,
         .partition_epoch = partition_epoch_,
         .log_end = log.end,
         .high_watermark = high_watermark_,
         .state = state()},
        {leader_.value < 0 ? "metadata-names-no-leader" : "metadata-names-another-leader", {}}};
  });
  return work;
}

LogWork FollowerReplica::begin_epoch(Context& context, const Surroundings& around,
                                     const LogView& log, bool is_same_leader) {
  const Switches& switches = around.switches;
  const bool is_trusted =
      is_same_leader && switches.truncate_trigger == TruncateTrigger::leader_change;
  if (leader_.value < 0 || is_trusted) {
    become(Fetching{});
    return {};
  }
  const Cut to_high_watermark{
      .to = high_watermark_,
      .because = {switches.truncation == Truncation::hw ? "to-high-watermark" : "no-epoch-known",
                  {{"high_watermark", high_watermark_.value}, {"log_end", log.end.value}}}};
  if (switches.truncation == Truncation::hw || !log.epochs.latest())
    return cut(context, around, log, to_high_watermark);
  if (switches.truncation == Truncation::onfetch) {
    become(Fetching{});
  } else {
    become(AskingEpochEnd{});
  }
  return {};
}

FollowerWish FollowerReplica::wish(const Surroundings& around, const LogView& log,
                                   Instant now) const {
  if (leader_.value < 0 || (delayed_until_ && now < *delayed_until_)) return {};
  const bool carries_epoch = around.switches.fences_fetches();
  switch (state()) {
    case FollowerState::fetching: {
      const bool checks = around.switches.truncation == Truncation::onfetch;
      return FollowerFetchPosition{
          .offset = log.end,
          .leader_epoch = leader_epoch_,
          .last_fetched_epoch =
              checks ? log.epochs.latest().value_or(kNoLeaderEpoch) : kNoLeaderEpoch,
          .log_start = log.start,
          .carries_epoch = carries_epoch,
          .is_in_sync = lag_ && *lag_ <= 0};
    }
    case FollowerState::asking_epoch_end:
      return EpochEndQuery{.epoch = log.epochs.latest().value_or(kNoLeaderEpoch),
                           .leader_epoch = leader_epoch_,
                           .carries_epoch = carries_epoch};
    case FollowerState::asking_log_end:
    case FollowerState::asking_log_start:
      return LogBoundQuery{.is_end = state() == FollowerState::asking_log_end,
                           .leader_epoch = leader_epoch_,
                           .carries_epoch = carries_epoch};
    case FollowerState::working:
    case FollowerState::failed:
      return {};
  }
  return {};
}

// ---- The log.

LogWork FollowerReplica::cut(Context& context, const Surroundings& around, const LogView& log,
                             const Cut& cut) {
  Cut done = cut;
  done.restarts = cut.restarts || cut.to < log.base;
  if (is_needless(log, done)) {
    after_cut(around, log, done.is_complete);
    return {};
  }
  become(Working{{.kind = done.restarts ? LogWork::Kind::restart : LogWork::Kind::truncate,
                  .leader_high_watermark = {},
                  .leader_log_start = {},
                  .is_truncation_complete = done.is_complete}});
  context.tell<FollowerTruncated>([&] {
    return Telling<FollowerTruncated>{{.topic = around.partition.topic,
                                       .partition = around.partition.partition,
                                       .leader = leader_,
                                       .leader_epoch = leader_epoch_,
                                       .from = log.end,
                                       .to = done.to,
                                       .restarts = done.restarts},
                                      done.because};
  });
  LogWork work{.kind = std::get<Working>(stage_).after.kind, .to = done.to, .raise_log_start = {}};
  if (done.restarts || high_watermark_ > done.to)
    work.has_high_watermark_moved = set_high_watermark(context, around, done.to);
  return work;
}

void FollowerReplica::after_cut(const Surroundings& around, const LogView& log, bool is_complete) {
  const bool asks_again =
      !is_complete && around.switches.truncation != Truncation::onfetch && log.epochs.latest();
  if (asks_again) {
    become(AskingEpochEnd{});
  } else {
    become(Fetching{});
  }
}

LogWork FollowerReplica::take_progress(Context& context, const Surroundings& around,
                                       const LogView& log, const AfterWork& after) {
  LogWork work;
  if (after.leader_high_watermark) {
    const Offset theirs = *after.leader_high_watermark;
    lag_ = std::max<std::int64_t>(0, theirs - log.end);
    work.has_high_watermark_moved =
        set_high_watermark(context, around, std::clamp(theirs, log.start, log.end));
  }
  if (after.leader_log_start && *after.leader_log_start > log.start &&
      *after.leader_log_start <= high_watermark_)
    work.raise_log_start = *after.leader_log_start;
  return work;
}

LogWork FollowerReplica::on_worked(Context& context, const Surroundings& around,
                                   const LogView& log) {
  FL_ASSERT(is_working());
  const AfterWork after = std::get<Working>(stage_).after;
  LogWork work;
  if (after.kind == LogWork::Kind::append) work = take_progress(context, around, log, after);
  clip_high_watermark(log);
  if (after.begins_again) {
    LogWork next = begin_epoch(context, around, log, after.is_same_leader);
    next.has_high_watermark_moved |= work.has_high_watermark_moved;
    next.raise_log_start = work.raise_log_start;
    return next;
  }
  if (after.kind == LogWork::Kind::append) {
    become(Fetching{});
  } else {
    after_cut(around, log, after.is_truncation_complete);
  }
  return work;
}

LogWork FollowerReplica::on_work_failed(Context& context, const Surroundings& around,
                                        const LogView& log, WorkError error) {
  FL_ASSERT(is_working());
  const AfterWork after = std::get<Working>(stage_).after;
  if (error == WorkError::storage) {
    fail(context, around, "storage-error");
    return {};
  }
  if (after.begins_again) return begin_epoch(context, around, log, after.is_same_leader);
  become(Fetching{});
  back_off(context, around, "corrupt-records");
  return {};
}

void FollowerReplica::clip_high_watermark(const LogView& log) {
  high_watermark_ = std::clamp(high_watermark_, log.start, log.end);
}

bool FollowerReplica::set_high_watermark(Context& context, const Surroundings& around, Offset to) {
  if (to == high_watermark_) return false;
  const Offset before = std::exchange(high_watermark_, to);
  context.tell<FollowerHighWatermarkMoved>([&] {
    return Telling<FollowerHighWatermarkMoved>{
        {.topic = around.partition.topic,
         .partition = around.partition.partition,
         .leader_epoch = leader_epoch_,
         .before = before,
         .after = to},
        {is_working() && to < before ? "log-is-cut" : "as-the-leader-said", {}}};
  });
  return true;
}

// ---- Waiting and giving up.

void FollowerReplica::back_off(Context& context, const Surroundings& around,
                               std::string_view rule) {
  delayed_until_ = context.now + around.fetch_backoff_ms * kNanosecondsPerMillisecond;
  context.tell<FollowerBackedOff>([&] {
    return Telling<FollowerBackedOff>{
        {.topic = around.partition.topic,
         .partition = around.partition.partition,
         .leader = leader_,
         .leader_epoch = leader_epoch_},
        {rule, {{"backoff_ms", around.fetch_backoff_ms, "replica.fetch.backoff.ms"}}}};
  });
}

void FollowerReplica::fail(Context& context, const Surroundings& around, std::string_view rule) {
  become(Failed{});
  context.tell<FollowerFailed>([&] {
    return Telling<FollowerFailed>{{.topic = around.partition.topic,
                                    .partition = around.partition.partition,
                                    .leader = leader_,
                                    .leader_epoch = leader_epoch_},
                                   {rule, {}}};
  });
}

}  // namespace fl::replication
