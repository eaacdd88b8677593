#include "core/storage/log.h"

#include "core/base/assert.h"
#include "core/storage/log_events.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <utility>

namespace fl::storage {

Log::Log(LogIdentity identity, const LogConfig& config, Offset start, Timestamp now)
    : identity_(std::move(identity)),
      config_(config),
      start_(start),
      end_(start),
      visible_end_(start),
      flushed_end_(start),
      visible_segment_(start) {
  FL_ASSERT(start.value >= 0);
  segments_.push_back({.base_offset = start, .created = now});
}

void Log::create_files(Context& context, Disk& disk) {
  if (are_files_made_) return;
  are_files_made_ = true;
  open_log(context, disk, segments_.size() - 1);
  if (identity_.topic_id.is_zero()) return;
  disk.replace(context, owner(Operation::store),
               identity_.directory + "/" + std::string(kPartitionMetadata),
               Slice(format_partition_metadata(identity_.topic_id)));
}

Offset Log::last_stable_end() const {
  const std::optional<Offset> undecided = producers_.first_undecided();
  return undecided ? std::min(*undecided, visible_end_) : visible_end_;
}

Offset Log::recovery_point() const {
  // A sealed segment whose indexes are not on disk must be read again.
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i)
    if (!segments_[i].is_stored) return std::min(flushed_end_, segments_[i].base_offset);
  return flushed_end_;
}

std::int64_t Log::size_bytes() const {
  std::int64_t size = 0;
  for (const Segment& segment : segments_)
    size += segment.size_bytes;
  return size;
}

Owner Log::owner(Operation operation, std::int64_t value) {
  ++operations_;
  const auto tag =
      static_cast<std::uint64_t>(value) << kOperationBits | static_cast<std::uint64_t>(operation);
  return {OwnerKind::log, identity_.key, static_cast<std::int64_t>(tag)};
}

std::string Log::path_of(Offset base, std::string_view suffix) const {
  return identity_.directory + "/" + segment_file_name(base, suffix);
}

std::optional<std::size_t> Log::segment_of(Offset offset) const {
  const auto after = std::upper_bound(
      segments_.begin(), segments_.end(), offset,
      [](Offset asked, const Segment& segment) { return asked < segment.base_offset; });
  if (after == segments_.begin()) return std::nullopt;
  return static_cast<std::size_t>(after - segments_.begin()) - 1;
}

FileId Log::open_log(Context& context, Disk& disk, std::size_t index) {
  FL_ASSERT(index < segments_.size());
  Segment& segment = segments_[index];
  if (!segment.file) {
    segment.file = disk.next_file();
    are_files_made_ = true;
    disk.open(context, owner(Operation::open), *segment.file, path_of(segment.base_offset, ".log"),
              segment.size_bytes == 0);
  }
  return *segment.file;
}

void Log::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  FL_ASSERT(owner.kind == OwnerKind::log);
  FL_ASSERT(owner.key == identity_.key);
  FL_ASSERT(operations_ > 0);
  --operations_;
  const auto tag = static_cast<std::uint64_t>(owner.detail);
  const auto operation = static_cast<Operation>(tag & ((1U << kOperationBits) - 1));
  // A file that is already gone is as good as removed; what is late after a failure says nothing.
  if (operation == Operation::remove) return;
  if (done.error != IoError::none) {
    fail(context, done.error);
    return;
  }
  switch (operation) {
    case Operation::append:
      on_append_done(context, static_cast<std::int64_t>(tag >> kOperationBits));
      break;
    case Operation::sync:
      on_sync_done(context, disk);
      break;
    case Operation::seal:
      on_sealed(tag >> kOperationBits);
      break;
    case Operation::open:
    case Operation::store:
    case Operation::remove:
    case Operation::truncate:
    case Operation::rename:
      break;
  }
}

void Log::fail(Context& context, IoError error) {
  if (is_failed()) return;
  error_ = error;
  context.tell<LogFailed>([&] {
    return Telling<LogFailed>{{.topic = identity_.partition.topic,
                               .partition = identity_.partition.partition,
                               .error = std::string(name_of(error)),
                               .visible_end = visible_end_},
                              {"log_failed", {{"end", end_.value}}}};
  });
}

void Log::on_append_done(Context& context, std::int64_t sequence) {
  if (is_failed()) return;
  const std::int64_t place = sequence - first_in_flight_;
  FL_ASSERT(place >= 0);
  FL_ASSERT(place < static_cast<std::int64_t>(in_flight_.size()));
  in_flight_[static_cast<std::size_t>(place)].is_done = true;
  const Offset before = visible_end_;
  const auto pending = std::find_if(in_flight_.begin(), in_flight_.end(),
                                    [](const InFlight& each) { return !each.is_done; });
  if (pending != in_flight_.begin()) {
    const InFlight& last = *(pending - 1);
    visible_end_ = last.end;
    visible_segment_ = last.segment;
    visible_position_ = last.size_after;
    first_in_flight_ += pending - in_flight_.begin();
    in_flight_.erase(in_flight_.begin(), pending);
  }
  FL_ASSERT(visible_end_ <= end_);
  if (visible_end_ == before) return;
  context.tell<VisibleEndAdvanced>([&] {
    return Telling<VisibleEndAdvanced>{{.topic = identity_.partition.topic,
                                        .partition = identity_.partition.partition,
                                        .visible_end = visible_end_},
                                       {"appends_done", {{"before", before.value}}}};
  });
}

void Log::flush(Context& context, Disk& disk) {
  request_sync(context, disk);
}

std::optional<Instant> Log::flush_due_at() const {
  constexpr std::int64_t kFlushMsMax = INT64_MAX / kNanosecondsPerMillisecond / 2;
  if (!unflushed_since_ || sync_end_ || is_failed()) return std::nullopt;
  if (config_.flush_ms > kFlushMsMax) return std::nullopt;
  return *unflushed_since_ + config_.flush_ms * kNanosecondsPerMillisecond;
}

void Log::request_sync(Context& context, Disk& disk) {
  if (is_failed()) return;
  if (sync_end_) {
    // One sync at a time: those who come meanwhile share the next.
    is_sync_wanted_ = true;
    return;
  }
  if (flushed_end_ == end_) return;
  std::vector<FileId> files;
  for (std::size_t i = segments_.size(); i-- > 0;) {
    if (segments_[i].size_bytes > 0) files.push_back(open_log(context, disk, i));
    if (segments_[i].base_offset <= flushed_end_) break;
  }
  if (files.empty()) return;
  std::reverse(files.begin(), files.end());
  sync_end_ = end_;
  is_sync_wanted_ = false;
  sync_asked_at_ = context.now;
  disk.sync(context, owner(Operation::sync), std::move(files));
}

void Log::on_sync_done(Context& context, Disk& disk) {
  FL_ASSERT(sync_end_.has_value());
  const Offset before = flushed_end_;
  // A truncation meanwhile may have taken back what was synced.
  flushed_end_ = std::max(flushed_end_, std::min(*sync_end_, end_));
  sync_end_.reset();
  unflushed_since_.reset();
  if (flushed_end_ < end_) unflushed_since_ = sync_asked_at_;
  context.tell<LogFlushed>([&] {
    return Telling<LogFlushed>{
        {.topic = identity_.partition.topic,
         .partition = identity_.partition.partition,
         .flushed_end = flushed_end_},
        {"sync_done",
         {{"before", before.value}, {"flush_messages", config_.flush_messages, "flush.messages"}}}};
  });
  if (!is_sync_wanted_) return;
  request_sync(context, disk);
  if (is_closing_) close_files(context);
}

void Log::expire_producers(Context& context) {
  const std::size_t expired = producers_.expire(context.wall, config_.producer_id_expiration_ms);
  if (expired == 0) return;
  context.tell<ProducerStateExpired>([&] {
    return Telling<ProducerStateExpired>{
        {.topic = identity_.partition.topic,
         .partition = identity_.partition.partition,
         .producers = static_cast<std::int64_t>(expired)},
        {"producer_idle",
         {{"now", context.wall.value},
          {"expiration_ms", config_.producer_id_expiration_ms, "producer.id.expiration.ms"}}}};
  });
}

void Log::begin_epoch(Context& context, Disk& disk, LeaderEpoch epoch) {
  if (epochs_.assign(epoch, end_)) store_epochs(context, disk);
}

std::optional<EpochEnd> Log::end_for_epoch(LeaderEpoch epoch) const {
  return epochs_.end_for(epoch, end_);
}

void Log::store_epochs(Context& context, Disk& disk) {
  disk.replace(context, owner(Operation::store),
               identity_.directory + "/" + std::string(kLeaderEpochCheckpoint),
               Slice(format_leader_epochs(epochs_)));
}

void Log::close(Context& context, Disk& disk) {
  if (is_closing_) return;
  is_closing_ = true;
  if (!is_failed() && are_files_made_) {
    request_sync(context, disk);
    for (Segment& segment : segments_) {
      if (segment.is_stored) continue;
      finish_time_index(segment);
      store_indexes(context, disk, segment);
    }
    if (end_.value > 0) store_snapshot(context, disk, end_);
  }
  // A sync that waits for its turn still needs the files.
  if (!is_sync_wanted_) close_files(context);
}

void Log::close_files(Context& context) {
  for (Segment& segment : segments_) {
    for (std::optional<FileId>* file :
         {&segment.file, &segment.offset_index_file, &segment.time_index_file}) {
      if (*file) Disk::close(context, **file);
      file->reset();
    }
  }
}

void Log::move_away(Context& context, Disk& disk, const std::string& to) {
  is_closing_ = true;
  is_sync_wanted_ = false;
  close_files(context);
  context.tell<LogMovedAway>([&] {
    return Telling<LogMovedAway>{{.topic = identity_.partition.topic,
                                  .partition = identity_.partition.partition,
                                  .end = end()},
                                 {.rule = "no-replica-here", .terms = {}}};
  });
  disk.rename(context, owner(Operation::rename), identity_.directory, to);
  identity_.directory = to;
}

}  // namespace fl::storage
