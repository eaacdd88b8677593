#include "core/storage/log_loader.h"

#include "core/base/assert.h"
#include "core/storage/loader_state.h"
#include "core/storage/log_events.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <utility>

namespace fl::storage {
namespace {

enum Detail : std::int64_t { main_file, side_file, side_file_may_fail };

constexpr std::int64_t kSmallFileBytesMax = 16 << 20;

}  // namespace

LogLoader::LogLoader(LoadRequest request) : state_(std::make_unique<State>(std::move(request))) {}

LogLoader::LogLoader(const LogLoader& other) : state_(std::make_unique<State>(*other.state_)) {}

LogLoader::LogLoader(LogLoader&&) noexcept = default;

LogLoader& LogLoader::operator=(const LogLoader& other) {
  if (this != &other) state_ = std::make_unique<State>(*other.state_);
  return *this;
}

LogLoader& LogLoader::operator=(LogLoader&&) noexcept = default;
LogLoader::~LogLoader() = default;

void LogLoader::start(Context& context, Disk& disk) {
  state_->start(context, disk);
}

void LogLoader::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  state_->on_done(context, disk, owner, done);
}

bool LogLoader::is_finished() const {
  return state_->step == State::Step::finished;
}

const LoadReport& LogLoader::report() const {
  return state_->report;
}

std::expected<Log, LoadFailure> LogLoader::take() {
  FL_ASSERT(is_finished());
  if (state_->failure) return std::unexpected(*state_->failure);
  FL_ASSERT(state_->log.has_value());
  return std::move(*state_->log);
}

// ---- Operations --------------------------------------------------------------------------------

Owner LogLoader::State::main_owner() {
  FL_ASSERT(!is_asked);
  is_asked = true;
  return {OwnerKind::loading, request.identity.key, main_file};
}

Owner LogLoader::State::side_owner(bool may_fail) {
  ++side_operations;
  return {OwnerKind::loading, request.identity.key, may_fail ? side_file_may_fail : side_file};
}

std::string LogLoader::State::path_of(const std::string& name) const {
  return request.identity.directory + "/" + name;
}

void LogLoader::State::fail(IoError error, std::string what) {
  if (failure) return;
  failure = LoadFailure{error, std::move(what)};
  step = Step::settle;
}

void LogLoader::State::ask_load(Context& context, Disk& disk, FileId file, std::int64_t position,
                                std::int64_t size) {
  disk.load(context, main_owner(), file, Position(position), size);
}

void LogLoader::State::ask_file(Context& context, Disk& disk, const std::string& name) {
  FL_ASSERT(!small_file.has_value());
  small_file = disk.next_file();
  disk.open(context, side_owner(false), *small_file, path_of(name), false);
  ask_load(context, disk, *small_file, 0, kSmallFileBytesMax);
}

void LogLoader::State::ask_scan(Context& context, Disk& disk) {
  const BatchScan::Wanted wanted = scan.wanted();
  const FileId file = step == Step::swaps ? *swap_file : open_log(context, disk, at);
  ask_load(context, disk, file, wanted.position, wanted.size_bytes);
}

FileId LogLoader::State::open_log(Context& context, Disk& disk, std::size_t index) {
  Segment& segment = segments[index];
  if (!segment.file) {
    segment.file = disk.next_file();
    disk.open(context, side_owner(false), *segment.file,
              path_of(segment_file_name(segment.base_offset, ".log")), segment.size_bytes == 0);
  }
  return *segment.file;
}

void LogLoader::State::close_log(Context& context, std::size_t index) {
  Segment& segment = segments[index];
  if (segment.file) Disk::close(context, *segment.file);
  segment.file.reset();
}

// ---- The course of a load ----------------------------------------------------------------------

void LogLoader::State::start(Context& context, Disk& disk) {
  plan = plan_load(request.files);
  report.has_partition_metadata = plan.has_partition_metadata;
  drive(context, disk);
}

void LogLoader::State::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  FL_ASSERT(owner.kind == OwnerKind::loading);
  FL_ASSERT(owner.key == request.identity.key);
  if (owner.detail == main_file) {
    FL_ASSERT(is_asked);
    is_asked = false;
    if (small_file) Disk::close(context, *std::exchange(small_file, std::nullopt));
    if (done.error != IoError::none)
      fail(done.error, "a file of " + request.identity.directory +
                           " cannot be read: " + std::string(name_of(done.error)));
    report.bytes_read += static_cast<std::int64_t>(done.bytes.size());
    if (!failure) handle(context, disk, done);
  } else {
    FL_ASSERT(side_operations > 0);
    --side_operations;
    if (owner.detail == side_file && done.error != IoError::none)
      fail(done.error, "a file of " + request.identity.directory +
                           " cannot be written: " + std::string(name_of(done.error)));
  }
  drive(context, disk);
}

/// Goes on until an operation was asked for. Each turn of the loop either asks or moves the step
/// on.
void LogLoader::State::drive(Context& context, Disk& disk) {
  while (!is_asked && step != Step::finished) {
    switch (step) {
      case Step::swaps:
        if (swap_file && scan.state() == BatchScan::State::running) {
          ask_scan(context, disk);
        } else if (!next_swap(context, disk)) {
          apply_plan(context, disk);
          step = Step::small_files;
        }
        break;
      case Step::small_files:
        if (!next_small_file(context, disk)) step = Step::next_segment;
        break;
      case Step::next_segment:
        begin_next_segment(context, disk);
        break;
      case Step::replay:
        if (scan.state() == BatchScan::State::running) {
          ask_scan(context, disk);
        } else if (!replay_next_segment()) {
          producers_ready(context, disk);
        }
        break;
      case Step::recover:
        if (scan.state() == BatchScan::State::running) {
          ask_scan(context, disk);
        } else {
          end_recovery(context, disk);
        }
        break;
      case Step::end_walk:
        if (scan.state() == BatchScan::State::running) {
          ask_scan(context, disk);
        } else {
          end_walk_done();
        }
        break;
      case Step::settle:
        if (side_operations > 0) return;
        if (!failure) finish(context, disk);
        step = Step::finished;
        break;
      case Step::snapshot:
      case Step::cut:
      case Step::split_header:
      case Step::split_copy:
      case Step::end_index:
      case Step::end_time_index:
      case Step::first_header:
      case Step::finished:
        FL_ASSERT(false);
    }
  }
}

/// Takes the answer of the main operation.
void LogLoader::State::handle(Context& context, Disk& disk, const Done& done) {
  switch (step) {
    case Step::swaps:
      scan.feed(done.bytes, [this](const ScannedBatch& batch) {
        next_offset = batch.header.next_offset();
        return true;
      });
      break;
    case Step::small_files:
      take_small_file(done.bytes);
      break;
    case Step::snapshot:
      take_snapshot(context, disk, done.bytes);
      break;
    case Step::replay:
      scan.feed(done.bytes, [this](const ScannedBatch& batch) { return replay_batch(batch); });
      break;
    case Step::recover:
      scan.feed(done.bytes, [this](const ScannedBatch& batch) { return recover_batch(batch); });
      break;
    case Step::cut:
      after_recovery(context, disk);
      break;
    case Step::split_header:
      take_split_header(context, disk, done.bytes);
      break;
    case Step::split_copy:
      after_split(context, disk);
      break;
    case Step::end_index:
      take_end_index(context, disk, done);
      break;
    case Step::end_time_index:
      take_end_time_index(done);
      break;
    case Step::end_walk:
      scan.feed(done.bytes, [this](const ScannedBatch& batch) { return walk_batch(batch); });
      break;
    case Step::first_header:
      if (const auto header = record::parse_batch_header(done.bytes))
        segments.back().first_timestamp = header->max_timestamp;
      step = Step::settle;
      break;
    case Step::next_segment:
    case Step::settle:
    case Step::finished:
      break;
  }
}

/// Looks into the next interrupted swap: how far it reaches is known only from its batches.
bool LogLoader::State::next_swap(Context& context, Disk& disk) {
  if (swap_file) {
    Disk::close(context, *swap_file);
    swap_file.reset();
    const PlannedSegment swap = plan.swaps[swap_at];
    report.warnings.push_back("Found log file " + segment_file_name(swap.base, ".log.swap") +
                              " from interrupted swap operation.");
    apply_swap(plan, swap, next_offset);
    ++swap_at;
  }
  if (swap_at >= plan.swaps.size()) return false;
  const PlannedSegment& swap = plan.swaps[swap_at];
  swap_file = disk.next_file();
  disk.open(context, side_owner(false), *swap_file,
            path_of(segment_file_name(swap.base, ".log.swap")), false);
  next_offset = swap.base;
  scan = BatchScan(0, swap.size_bytes, false);
  return true;
}

void LogLoader::State::apply_plan(Context& context, Disk& disk) {
  for (const std::string& name : plan.removals)
    disk.remove(context, side_owner(true), path_of(name));
  for (const auto& [from, to] : plan.renames)
    disk.rename(context, side_owner(false), path_of(from), path_of(to));
  report.warnings.insert(report.warnings.end(), plan.warnings.begin(), plan.warnings.end());
  snapshots = plan.snapshots;
  had_snapshots = !snapshots.empty();
  std::size_t first_unflushed = 0;
  for (std::size_t i = 0; i < plan.segments.size(); ++i)
    if (plan.segments[i].base <= request.recovery_point) first_unflushed = i;
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const PlannedSegment& planned = plan.segments[i];
    segments.push_back({.base_offset = planned.base,
                        .size_bytes = planned.size_bytes,
                        .created = planned.modified,
                        .has_offset_index = false,
                        .has_time_index = false,
                        .time_index_bytes = planned.time_index_bytes,
                        .is_stored = true});
    has_indexes.push_back(planned.has_index && planned.has_time_index);
    has_txn_index.push_back(planned.has_txn_index);
    const bool is_unflushed = !request.is_clean && i >= first_unflushed;
    needs_recovery.push_back(is_unflushed || !planned.has_index);
    if (!is_unflushed && !planned.has_index)
      report.warnings.push_back("Could not find offset index file of segment " +
                                std::to_string(planned.base.value) + ", recovering it.");
    if (planned.has_txn_index && !needs_recovery.back())
      small_files.push_back(segment_file_name(planned.base, ".txnindex"));
  }
  if (plan.has_epochs) small_files.emplace_back(kLeaderEpochCheckpoint);
  if (plan.has_partition_metadata) small_files.emplace_back(kPartitionMetadata);
  log_start = request.log_start;
  if (!segments.empty()) log_start = std::max(log_start, segments.front().base_offset);
}

bool LogLoader::State::next_small_file(Context& context, Disk& disk) {
  if (small_at >= small_files.size()) return false;
  ask_file(context, disk, small_files[small_at]);
  return true;
}

void LogLoader::State::take_small_file(const Slice& bytes) {
  const std::string& name = small_files[small_at++];
  if (name == kLeaderEpochCheckpoint) {
    auto parsed = parse_leader_epochs(bytes.text());
    if (!parsed) return fail(IoError::io, path_of(name) + ": " + parsed.error());
    epochs = *parsed;
    stored_epochs = epochs;
    return;
  }
  if (name == kPartitionMetadata) {
    const auto parsed = parse_partition_metadata(bytes.text());
    if (!parsed) return fail(IoError::io, path_of(name) + ": " + parsed.error());
    report.topic_id = *parsed;
    return;
  }
  const auto segment_name = parse_segment_file_name(name);
  FL_ASSERT(segment_name.has_value());
  AbortedTxnsRead read = parse_aborted_txns(bytes, segment_name->base);
  if (read.is_version_unknown)
    return fail(IoError::io, "Unexpected aborted transaction version in " + path_of(name));
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].base_offset != segment_name->base) continue;
    if (read.is_corrupt) {
      report.warnings.push_back("Found a corrupt transaction index " + name +
                                ", recovering its segment.");
      needs_recovery[i] = true;
    } else {
      segments[i].aborted = std::move(read.entries);
    }
  }
}

void LogLoader::State::restart_empty(Context& context, Disk& disk) {
  report.warnings.push_back("Deleting all segments because logEndOffset (" +
                            std::to_string(end.value) + ") is smaller than logStartOffset " +
                            std::to_string(log_start.value));
  segments.insert(segments.begin(), Segment{.base_offset = Offset(-1)});
  needs_recovery.insert(needs_recovery.begin(), false);
  has_indexes.insert(has_indexes.begin(), true);
  has_txn_index.insert(has_txn_index.begin(), false);
  drop_segments_after(context, disk, 0);
  segments.clear();
  end = log_start;
  epochs = LeaderEpochs();
  producers.clear();
  for (const Offset snapshot : snapshots)
    disk.remove(context, side_owner(true), path_of(segment_file_name(snapshot, ".snapshot")));
  snapshots.clear();
}

void LogLoader::State::finish(Context& context, Disk& disk) {
  Log made(request.identity, request.config, log_start, context.wall);
  made.end_ = end;
  made.visible_end_ = end;
  // Kafka: the recovery point stays where it was checkpointed, unless the stop was clean.
  made.flushed_end_ = request.is_clean ? end : std::min(request.recovery_point, end);
  made.flushed_end_ = std::max(made.flushed_end_, std::min(log_start, end));
  if (made.flushed_end_ < end) made.unflushed_since_ = context.now;
  made.are_files_made_ = !segments.empty();
  if (!segments.empty()) made.segments_ = std::move(segments);
  made.visible_segment_ = made.segments_.back().base_offset;
  made.visible_position_ = made.segments_.back().size_bytes;
  made.producers_ = std::move(producers);
  made.snapshots_ = std::move(snapshots);
  for (const auto& [last_offset, position] : recent)
    made.remember(last_offset, position);
  epochs.truncate_from_end(end);
  // Kafka: by the checkpointed start, not by that of the first segment.
  epochs.truncate_from_start(request.log_start);
  made.epochs_ = epochs;
  if (!(epochs == stored_epochs)) made.store_epochs(context, disk);
  made.forget_indexes();
  report.start = made.start_;
  report.end = made.end_;
  log = std::move(made);
  tell(context);
}

void LogLoader::State::tell(Context& context) const {
  context.tell<LogRecovered>([&] {
    return Telling<LogRecovered>{
        {.topic = request.identity.partition.topic,
         .partition = request.identity.partition.partition,
         .verified = !request.is_clean,
         .start = report.start,
         .end = report.end,
         .segments = static_cast<std::int64_t>(segments.size()),
         .bytes_read = report.bytes_read,
         .bytes_cut = report.bytes_cut},
        {request.is_always_verified ? "verified_at_every_start"
         : request.is_clean         ? "clean_shutdown"
                                    : "no_clean_shutdown_marker",
         {{"recovery_point", request.recovery_point.value}, {"log_start", log_start.value}}}};
  });
}

LoadRequest to_reload(Context& context, Log& log) {
  log.close_files(context);
  return {.identity = log.identity(),
          .config = log.config(),
          .files = log.files(),
          .is_clean = true,
          .recovery_point = log.end(),
          .log_start = log.start()};
}

}  // namespace fl::storage
