// The snapshots of a store: they are read at the start, written here or fetched from the leader,
// served, and removed together with the log that they stand for. A snapshot that is newer than the
// log replaces it: first it is durable, then the log's files go, then the log begins anew where it
// ends; a stop in between leaves the newer snapshot, and the next start does the rest.
// Source: KafkaRaftLog (truncateToLatestSnapshot, recoverSnapshots, maybeClean), KIP-630.
#include "core/base/assert.h"
#include "core/raft/store.h"
#include "core/storage/log_events.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

namespace {

/// Owner.detail.
constexpr std::int64_t kReplaceLog = 110;

Owner replacing() {
  return {.kind = OwnerKind::metadata, .key = kMetadataLogKey, .detail = kReplaceLog};
}

std::string text_of(SnapshotId id) {
  return snapshot_file_name(id);
}

/// All of the log is gone, and it goes on at `to`.   Source: UnifiedLog.truncateFullyAndStartAt.
void tell_of_restart(Context& context, Offset from, Offset to) {
  context.tell<storage::LogTruncated>([&] {
    return Telling<storage::LogTruncated>{{.topic = std::string(kMetadataTopic),
                                           .partition = PartitionIndex(0),
                                           .from = from,
                                           .to = to},
                                          {"replaced-by-a-snapshot", {{"snapshot", to.value}}}};
  });
  context.tell<storage::LogStartAdvanced>([&] {
    return Telling<storage::LogStartAdvanced>{
        {.topic = std::string(kMetadataTopic), .partition = PartitionIndex(0), .start = to},
        {"replaced-by-a-snapshot", {{"log end before", from.value}}}};
  });
}

}  // namespace

// ---- Whose log is a beginning of this one.

LogCheck Store::check(Offset end, LeaderEpoch epoch) const {
  const LogCheck valid{.kind = LogCheck::Kind::valid, .diverging = {}, .snapshot = {}};
  if (start_offset() == Offset(0) && end == Offset(0)) return valid;
  const auto earliest = snapshots_.earliest();
  if (earliest && (end < start_offset() ||
                   (end == start_offset() && end == earliest->end && epoch != earliest->epoch) ||
                   epoch < earliest->epoch))
    return {.kind = LogCheck::Kind::snapshot, .diverging = {}, .snapshot = *snapshots_.latest()};
  storage::EpochEnd known{last_epoch(), this->end()};
  if (const auto found = log_->end_for_epoch(epoch)) known = *found;
  // The epoch of the snapshot that the log begins with may have no record in the log.
  if (earliest && known.end == earliest->end && known.epoch == epoch) known.epoch = earliest->epoch;
  if (known.epoch == epoch && known.end >= end) return valid;
  return {.kind = LogCheck::Kind::diverging, .diverging = known, .snapshot = {}};
}

bool Store::is_newer(SnapshotId id) const {
  const LeaderEpoch latest = last_epoch();
  return id.epoch > latest || (id.epoch == latest && id.end > end());
}

// ---- At the start.

void Store::make_log(Context& context, Disk& disk, Offset start) {
  log_.emplace(identity_of_log(), log_config_, start, context.wall);
  log_->create_files(context, disk);
}

void Store::read_snapshots(Context& context, Disk& disk) {
  snapshots_.read(context, disk);
  if (snapshots_.is_read()) on_snapshots_read(context, disk);
}

void Store::on_snapshots_read(Context& context, Disk& disk) {
  for (const std::string& complaint : snapshots_.complaints())
    notes_.push_back(
        {.kind = SnapshotNote::Kind::unreadable, .id = {}, .size_bytes = 0, .problem = complaint});
  auto state = snapshots_.take_state();
  if (!state && (!log_ || log_->start() > Offset(0))) {
    fail("begins at offset " + std::to_string(start_offset().value) +
         ", and no snapshot can be read that stands for what was before it");
    return;
  }
  if (!state) {
    read_batches(context, disk);
    return;
  }
  if (!log_) {
    make_log(context, disk, state->id.end);
    take_state(std::move(*state));
    is_ready_ = true;
    return;
  }
  if (is_newer(state->id)) {
    restart(context, disk, std::move(*state));
    return;
  }
  if (state->id.end > end()) {
    fail("ends at offset " + std::to_string(end().value) + " in epoch " +
         std::to_string(last_epoch().value) + ", which snapshot " + text_of(state->id) +
         " contradicts");
    return;
  }
  take_state(std::move(*state));
  read_batches(context, disk);
}

/// All before is replaced.
void Store::take_state(CommittedSnapshot snapshot) {
  restored_end_ = snapshot.id.end;
  batches_.clear();
  const auto kept = snapshots_.kept().find(snapshot.id);
  notes_.push_back({.kind = SnapshotNote::Kind::loaded,
                    .id = snapshot.id,
                    .size_bytes = kept == snapshots_.kept().end() ? 0 : kept->second.size_bytes,
                    .problem = {}});
  history_.take_snapshot(snapshot.id.end, snapshot.head.kraft_version, snapshot.head.voters);
  // The one that a directory was formatted with says who votes, and nothing else.
  if (snapshot.id != kBootstrapSnapshot) state_ = std::move(snapshot);
}

// ---- The log begins anew.

void Store::restart(Context& context, Disk& disk, CommittedSnapshot snapshot) {
  FL_ASSERT(!restart_.has_value());
  restart_ = Restart{.snapshot = std::move(snapshot)};
  go_on_restarting(context, disk);
}

void Store::go_on_restarting(Context& context, Disk& disk) {
  if (!restart_ || restart_->operations > 0 || cut_) return;
  if (!restart_->is_removing) {
    // What was asked of the log comes to its end first.
    if (log_->operations() > 0) return;
    restart_->is_removing = true;
    log_->close_files(context);
    for (const ListedFile& file : log_->files()) {
      ++restart_->operations;
      disk.remove(context, replacing(), identity_of_log().directory + "/" + file.path);
    }
    return;
  }
  if (!std::exchange(restart_->is_synced, true)) {
    // With the file of the snapshot the directory is synced: no old segment comes back.
    ++restart_->operations;
    disk.sync(context, replacing(), {snapshots_.open(context, disk, restart_->snapshot.id)});
    return;
  }
  const SnapshotId id = restart_->snapshot.id;
  tell_of_restart(context, end(), id.end);
  make_log(context, disk, id.end);
  snapshots_.remove_below(context, disk, id.end);
  take_state(std::move(restart_->snapshot));
  restart_.reset();
  is_read_ = true;
  is_ready_ = true;
}

bool Store::on_snapshot_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  if (Snapshots::is_mine(owner)) {
    const bool was_read = snapshots_.is_read();
    snapshots_.on_done(context, disk, owner, done);
    if (!was_read && snapshots_.is_read()) on_snapshots_read(context, disk);
    return true;
  }
  if (owner.detail == kReplaceLog) {
    FL_ASSERT(restart_.has_value());
    --restart_->operations;
    // A file that was never made need not go.
    if (done.error != IoError::none && done.error != IoError::not_found)
      fail("cannot be replaced by a snapshot: " + std::string(name_of(done.error)));
    else
      go_on_restarting(context, disk);
    return true;
  }
  if (writing_ && writing_->draft.is_mine(owner))
    on_writing_done(context, disk, done);
  else if (download_ && download_->draft.is_mine(owner))
    on_download_done(context, disk, done);
  // What is left of a draft that was given up is nobody's.
  return owner.detail < 0;
}

// ---- Written here.

bool Store::begin_snapshot(Context& context, Disk& disk, SnapshotId id, const SnapshotHead& head) {
  if (writing_ || is_cutting() || id.end < start_offset() || id.end > end()) return false;
  if (snapshots_.kept().contains(id)) return false;
  if (check(id.end, id.epoch).kind != LogCheck::Kind::valid) return false;
  writing_.emplace(Writing{.draft = SnapshotDraft(context, disk, id, snapshots_.directory()),
                           .framer = SnapshotFramer(id),
                           .last_contained = head.last_contained_timestamp});
  ByteVector batch = writing_->framer.head(head, context.wall);
  writing_->draft.append(context, disk, Slice(std::move(batch)));
  return true;
}

bool Store::wants_snapshot_values() const {
  return writing_ && writing_->draft.is_idle() && !writing_->draft.is_finishing();
}

void Store::add_snapshot_values(Context& context, Disk& disk, std::span<const ByteVector> values) {
  FL_ASSERT(wants_snapshot_values());
  if (!values.empty()) {
    ByteVector batch = writing_->framer.values(values, context.wall);
    writing_->draft.append(context, disk, Slice(std::move(batch)));
    return;
  }
  ByteVector foot = writing_->framer.foot(context.wall);
  writing_->draft.append(context, disk, Slice(std::move(foot)));
  writing_->draft.finish(context, disk);
}

void Store::on_writing_done(Context& context, Disk& disk, const Done& done) {
  SnapshotDraft& draft = writing_->draft;
  draft.on_done(context, disk, done);
  if (draft.error() != IoError::none) {
    // The log has all that it would have: the next one may be luckier.
    notes_.push_back({.kind = SnapshotNote::Kind::failed,
                      .id = draft.id(),
                      .size_bytes = draft.size_bytes(),
                      .problem = std::string(name_of(draft.error()))});
    draft.abandon(context, disk);
    writing_.reset();
    return;
  }
  if (!draft.is_kept()) return;
  snapshots_.add(draft, writing_->last_contained);
  notes_.push_back({.kind = SnapshotNote::Kind::written,
                    .id = draft.id(),
                    .size_bytes = draft.size_bytes(),
                    .problem = {}});
  writing_.reset();
}

// ---- Fetched from the leader.

void Store::begin_download(Context& context, Disk& disk, SnapshotId id) {
  FL_ASSERT(!is_cutting());
  end_download(context, disk);
  download_.emplace(Download{.draft = SnapshotDraft(context, disk, id, snapshots_.directory()),
                             .reader = SnapshotReader(id),
                             .whole = {}});
}

void Store::end_download(Context& context, Disk& disk) {
  if (!download_ || download_->draft.is_finishing()) return;
  download_->draft.abandon(context, disk);
  download_.reset();
}

bool Store::add_downloaded(Context& context, Disk& disk, const Slice& piece, std::int64_t size) {
  FL_ASSERT(download_ && download_->draft.is_idle() && !download_->draft.is_finishing());
  Download& download = *download_;
  std::string problem;
  if (piece.empty() || download.draft.size_bytes() + std::ssize(piece.span()) > size) {
    problem = "its size is not what was said";
  } else if (!download.reader.take(piece)) {
    problem = download.reader.error();
  } else if (download.draft.size_bytes() + std::ssize(piece.span()) == size) {
    auto whole = std::move(download.reader).finish();
    if (whole)
      download.whole = std::move(*whole);
    else
      problem = whole.error();
  }
  if (!problem.empty()) {
    notes_.push_back({.kind = SnapshotNote::Kind::unreadable,
                      .id = download.draft.id(),
                      .size_bytes = size,
                      .problem = std::move(problem)});
    end_download(context, disk);
    return false;
  }
  download.draft.append(context, disk, Slice::copied(piece));
  if (download.whole) download.draft.finish(context, disk);
  return true;
}

void Store::on_download_done(Context& context, Disk& disk, const Done& done) {
  SnapshotDraft& draft = download_->draft;
  draft.on_done(context, disk, done);
  if (draft.error() != IoError::none) {
    fail("cannot keep snapshot " + text_of(draft.id()) + ": " +
         std::string(name_of(draft.error())));
    return;
  }
  if (!draft.is_kept()) return;
  FL_ASSERT(download_->whole.has_value());
  CommittedSnapshot snapshot = std::move(*download_->whole);
  snapshots_.add(draft, snapshot.head.last_contained_timestamp);
  notes_.push_back({.kind = SnapshotNote::Kind::fetched,
                    .id = snapshot.id,
                    .size_bytes = draft.size_bytes(),
                    .problem = {}});
  download_.reset();
  if (is_newer(snapshot.id)) restart(context, disk, std::move(snapshot));
}

// ---- What is old goes.

void Store::clean(Context& context, Disk& disk, const Retention& retention) {
  if (is_cutting() || !is_ready_) return;
  std::int64_t total = 0;
  for (const auto& [id, snapshot] : snapshots_.kept())
    total += snapshot.size_bytes;
  const auto is_too_much = [&] {
    return retention.bytes >= 0 && log_->size_bytes() + total > retention.bytes;
  };
  const auto is_too_old = [&](const KeptSnapshot& snapshot) {
    return retention.ms >= 0 && snapshot.last_contained &&
           context.wall.value - snapshot.last_contained->value > retention.ms;
  };
  while (snapshots_.kept().size() > 1) {
    const auto first = snapshots_.kept().begin();
    if (!is_too_much() && !is_too_old(first->second)) return;
    total -= first->second.size_bytes;
    const Offset start = std::next(first)->first.end;
    // The next oldest stands for all before it.
    if (start <= start_offset() || start > visible_end()) return;
    log_->advance_start(context, disk, start);
    snapshots_.remove_below(context, disk, start);
    history_.truncate_old(start);
  }
}

}  // namespace fl::raft
