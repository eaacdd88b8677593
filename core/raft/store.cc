#include "core/raft/store.h"

#include "core/base/assert.h"
#include "core/raft/batches.h"
#include "core/raft/quorum_state.h"
#include "core/record/validate.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fl::raft {

namespace {

constexpr std::int64_t kReadBytes = 1 << 20;
constexpr std::int64_t kStateBytesMax = 1 << 20;

Owner owner(std::int64_t detail) {
  return {.kind = OwnerKind::metadata, .key = kMetadataLogKey, .detail = detail};
}

/// Owner.detail of the store's own operations; those below are rows of the replica.
constexpr std::int64_t kReadState = 1;
constexpr std::int64_t kWriteState = 2;
constexpr std::int64_t kReadBatches = 3;
constexpr std::int64_t kLocateCut = 4;

}  // namespace

storage::LogIdentity Store::identity_of_log() const {
  return {.key = kMetadataLogKey,
          .partition = {std::string(kMetadataTopic), PartitionIndex(0)},
          .topic_id = kMetadataTopicId,
          .directory = directory_ + "/" + std::string(kMetadataLogDirectory)};
}

void Store::start(Context& context, Disk& disk, const QuorumConfig& config) {
  directory_ = config.log_directory;
  history_ = VoterHistory(VoterSet(config.static_voters));
  log_config_.segment_bytes = config.segment_bytes;
  log_config_.segment_ms = config.segment_ms;
  // A record counts once it is durable.
  log_config_.flush_messages = 1;
  bool has_state = false;
  for (const ListedFile& file : config.files)
    if (file.path == kQuorumStateFile)
      has_state = true;
    else
      files_.push_back(file);
  if (!has_state) {
    begin_log(context, disk);
    return;
  }
  state_file_ = disk.next_file();
  disk.open(context, owner(kReadState), state_file_,
            identity_of_log().directory + "/" + std::string(kQuorumStateFile), false);
  disk.load(context, owner(kReadState), state_file_, Position(0), kStateBytesMax);
}

void Store::begin_log(Context& context, Disk& disk) {
  snapshots_.start(context, disk, identity_of_log().directory, files_);
  const bool has_log = std::ranges::any_of(
      files_, [](const ListedFile& file) { return file.path.ends_with(".log"); });
  if (!has_log && !snapshots_.kept().empty()) {
    read_snapshots(context, disk);
    return;
  }
  if (!has_log) {
    make_log(context, disk, Offset(0));
    is_ready_ = true;
    return;
  }
  // The whole log is read at every start, so that its batches are verified whatever the last stop
  // was like.
  loader_.emplace(storage::LoadRequest{.identity = identity_of_log(),
                                       .config = log_config_,
                                       .files = std::move(files_),
                                       .is_clean = false,
                                       .recovery_point = Offset(0),
                                       .log_start = Offset(0)});
  loader_->start(context, disk);
  if (loader_->is_finished()) on_loaded(context, disk);
}

void Store::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  FL_ASSERT(owner.key == kMetadataLogKey);
  if (!failure_.empty()) return;
  if (owner.kind == OwnerKind::loading) {
    FL_ASSERT(loader_.has_value());
    loader_->on_done(context, disk, owner, done);
    if (loader_->is_finished()) on_loaded(context, disk);
    return;
  }
  if (owner.kind == OwnerKind::log) {
    log_->on_done(context, disk, owner, done);
    if (log_->is_failed()) {
      fail("failed: " + std::string(name_of(log_->error())));
    } else {
      go_on_cutting(context, disk);
      go_on_restarting(context, disk);
    }
    make_ready();
    return;
  }
  if (on_snapshot_done(context, disk, owner, done)) return;
  switch (owner.detail) {
    case kWriteState:
      --persisting_;
      FL_ASSERT(persisting_ >= 0);
      if (done.error != IoError::none)
        fail("cannot keep quorum-state: " + std::string(name_of(done.error)));
      return;
    case kReadState: {
      if (done.error != IoError::none) {
        fail("has a quorum-state that cannot be read: " + std::string(name_of(done.error)));
        return;
      }
      if (done.bytes.empty()) {
        if (done.value == 0) fail("has an empty quorum-state");
        return;
      }
      auto state = parse_quorum_state(done.bytes.text());
      if (!state) {
        fail(state.error());
        return;
      }
      loaded_state_ = *state;
      Disk::close(context, state_file_);
      begin_log(context, disk);
      return;
    }
    case kReadBatches:
      on_read(context, disk, done);
      return;
    case kLocateCut:
      FL_ASSERT(cut_.has_value());
      cut_->is_loading = false;
      cut_->located = log_->resume(context, disk, cut_->located, done);
      go_on_cutting(context, disk);
      return;
    default:
      FL_ASSERT(false);
  }
}

void Store::on_loaded(Context& context, Disk& disk) {
  auto loaded = loader_->take();
  loader_.reset();
  if (!loaded) {
    fail("cannot be read: " + loaded.error().what);
    return;
  }
  log_ = std::move(*loaded);
  if (cut_) {
    cut_.reset();
    return;
  }
  // Below the log's start they serve nobody.
  snapshots_.remove_below(context, disk, log_->start());
  read_snapshots(context, disk);
}

/// From the batch on that follows the snapshot.
void Store::read_batches(Context& context, Disk& disk) {
  const auto& segments = log_->segments();
  while (segment_ + 1 < segments.size() && segments[segment_ + 1].base_offset <= restored_end_)
    ++segment_;
  read_bytes_ = kReadBytes;
  // What an earlier life wrote may not have been synced by it.
  log_->flush(context, disk);
  read_more(context, disk);
}

void Store::make_ready() {
  if (is_read_ && !restart_ && flushed_end() >= end()) is_ready_ = true;
}

void Store::read_more(Context& context, Disk& disk) {
  while (segment_ < log_->segments().size() &&
         position_ >= log_->visible_bytes(log_->segments()[segment_])) {
    ++segment_;
    position_ = 0;
  }
  if (segment_ == log_->segments().size()) {
    is_read_ = true;
    make_ready();
    return;
  }
  const std::int64_t left = log_->visible_bytes(log_->segments()[segment_]) - position_;
  const FileId file = log_->open_log(context, disk, segment_);
  disk.load(context, owner(kReadBatches), file, Position(position_), std::min(left, read_bytes_));
}

void Store::on_read(Context& context, Disk& disk, const Done& done) {
  if (done.error != IoError::none) {
    fail("cannot be read: " + std::string(name_of(done.error)));
    return;
  }
  std::int64_t used = 0;
  if (!take_batches(done.bytes, used)) return;
  position_ += used;
  if (used > 0) {
    read_bytes_ = kReadBytes;
  } else if (read_bytes_ >= kBatchBytesMax || done.bytes.empty()) {
    fail("has a batch that is larger than " + std::to_string(kBatchBytesMax) + " bytes, or torn");
    return;
  } else {
    // Not even one whole batch came: read more at once.
    read_bytes_ *= 2;
  }
  read_more(context, disk);
}

/// Takes the whole batches at the front of `bytes`; false if one is wrong.
bool Store::take_batches(const Slice& bytes, std::int64_t& used) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  while (true) {
    const Slice rest = bytes.from(static_cast<std::size_t>(used));
    const auto header = record::parse_batch_header(rest);
    if (!header) return true;
    if (header->batch_length < 0 || header->size_bytes() > kBatchBytesMax) {
      fail("is torn at offset " + std::to_string(header->base_offset.value));
      return false;
    }
    if (header->size_bytes() > size - used) return true;
    const bool is_in_snapshot = header->next_offset() <= restored_end_;
    if (!is_in_snapshot && header->base_offset < restored_end_) {
      fail("has a batch at offset " + std::to_string(header->base_offset.value) +
           " of which the snapshot has a part");
      return false;
    }
    if (!is_in_snapshot &&
        !note_batch(*header, rest.sub(0, static_cast<std::size_t>(header->size_bytes()))))
      return false;
    used += header->size_bytes();
  }
}

/// Keeps the batch's records until they are taken.
bool Store::note_batch(const record::BatchHeader& header, const Slice& batch) {
  auto read = read_batch(header, batch);
  if (!read) {
    fail("has a batch at offset " + std::to_string(header.base_offset.value) +
         " that is wrong: " + read.error());
    return false;
  }
  if (!history_.take(read->base, read->controls)) {
    fail("has voters at offset " + std::to_string(header.base_offset.value) +
         " of which no majority overlaps one of those before");
    return false;
  }
  batches_.push_back(std::move(*read));
  return true;
}

void Store::persist(Context& context, Disk& disk, const ElectionState& state) {
  ++persisting_;
  disk.replace(context, owner(kWriteState),
               identity_of_log().directory + "/" + std::string(kQuorumStateFile),
               Slice(format_quorum_state(state, history_.kraft_version(), history_.voters())));
}

Offset Store::end() const {
  return log_ ? log_->end() : Offset(0);
}

Offset Store::visible_end() const {
  return log_ ? log_->visible_end() : Offset(0);
}

Offset Store::flushed_end() const {
  return log_ ? log_->flushed_end() : Offset(0);
}

Offset Store::start_offset() const {
  return log_ ? log_->start() : Offset(0);
}

LeaderEpoch Store::last_epoch() const {
  if (!log_ || log_->end() == Offset(0)) return LeaderEpoch(0);
  if (const auto latest = log_->epochs().latest()) return *latest;
  const auto snapshot = snapshots_.latest();
  return snapshot && snapshot->end == log_->end() ? snapshot->epoch : LeaderEpoch(0);
}

std::optional<Offset> Store::append_batch(Context& context, Disk& disk, LeaderEpoch epoch,
                                          const Slice& batch) {
  const auto header = record::parse_batch_header(batch);
  FL_ASSERT(header.has_value());
  const std::array batches{
      storage::AppendBatch{.header = *header, .rest = batch.from(record::kBatchHeaderBytes)}};
  const auto appended =
      log_->append(context, disk, batches, epoch, storage::AppendOrigin::coordinator);
  if (!appended) {
    fail("takes no more records");
    return std::nullopt;
  }
  if (!appended->is_sync_due) log_->flush(context, disk);
  record::BatchHeader stored = *header;
  stored.base_offset = appended->first_offset;
  stored.leader_epoch = epoch;
  if (!note_batch(stored, batch)) return std::nullopt;
  return appended->last_offset + 1;
}

std::optional<Offset> Store::append(Context& context, Disk& disk, LeaderEpoch epoch,
                                    std::span<const ByteVector> values) {
  if (!failure_.empty()) return std::nullopt;
  return append_batch(context, disk, epoch, build_batch(values, context.wall));
}

std::optional<Offset> Store::append(Context& context, Disk& disk, LeaderEpoch epoch,
                                    std::span<const ControlRecord> controls) {
  if (!failure_.empty()) return std::nullopt;
  return append_batch(context, disk, epoch, build_batch(controls, context.wall));
}

bool Store::append_fetched(Context& context, Disk& disk, const Slice& records, LeaderEpoch epoch) {
  const auto checked = record::check_as_follower(records, epoch);
  if (!checked) return false;
  if (checked->empty()) return true;
  if (checked->front().header.base_offset != end()) return false;
  std::vector<storage::AppendBatch> batches;
  Slice rest = records;
  for (const record::CheckedBatch& batch : *checked) {
    batches.push_back({.header = batch.header, .rest = batch.rest});
    const auto size = static_cast<std::size_t>(batch.header.size_bytes());
    if (!note_batch(batch.header, rest.sub(0, size))) return false;
    rest = rest.from(size);
  }
  const auto appended =
      log_->append(context, disk, batches, epoch, storage::AppendOrigin::replication);
  if (!appended) {
    fail("takes no more records");
    return false;
  }
  if (!appended->is_sync_due) log_->flush(context, disk);
  return true;
}

void Store::truncate(Context& context, Disk& disk, Offset end) {
  FL_ASSERT(!cut_.has_value());
  FL_ASSERT(end <= this->end());
  while (!batches_.empty() && batches_.back().end > end)
    batches_.pop_back();
  history_.truncate_new(end);
  cut_ = Cut{.to = end, .located = {}};
  if (log_->visible_end() == log_->end()) cut_->located = log_->locate(context, disk, end);
  go_on_cutting(context, disk);
}

void Store::go_on_cutting(Context& context, Disk& disk) {
  if (!cut_ || cut_->is_reloading) return;
  if (!cut_->is_asked) {
    // What was asked for before comes to its end first.
    if (log_->visible_end() < log_->end()) return;
    if (cut_->located.target != cut_->to) cut_->located = log_->locate(context, disk, cut_->to);
    if (cut_->located.needs_load()) {
      if (std::exchange(cut_->is_loading, true)) return;
      const storage::LoadWanted& load = cut_->located.load;
      disk.load(context, owner(kLocateCut), load.file, load.position, load.size_bytes);
      return;
    }
    if (!cut_->located.is_found()) {
      fail("cannot be cut at offset " + std::to_string(cut_->to.value));
      return;
    }
    cut_->is_asked = true;
    log_->truncate(context, disk, cut_->to, cut_->located);
  }
  if (log_->operations() > 0) return;
  if (!log_->needs_reload()) {
    cut_.reset();
    return;
  }
  cut_->is_reloading = true;
  loader_.emplace(storage::to_reload(context, *log_));
  loader_->start(context, disk);
  if (loader_->is_finished()) on_loaded(context, disk);
}

std::vector<Committed> Store::take_below(Offset end) {
  std::vector<Committed> taken;
  if (state_ && state_->id.end <= end) taken.emplace_back(*std::exchange(state_, std::nullopt));
  if (state_) return taken;
  while (!batches_.empty() && batches_.front().end <= end) {
    taken.emplace_back(std::move(batches_.front()));
    batches_.pop_front();
  }
  return taken;
}

void Store::close(Context& context, Disk& disk) {
  if (log_ && is_ready_ && failure_.empty()) log_->close(context, disk);
}

bool Store::is_closed() const {
  return !log_ || !is_ready_ || !failure_.empty() || log_->is_closed();
}

void Store::fail(std::string what) {
  if (failure_.empty()) failure_ = "the metadata log in " + directory_ + " " + std::move(what);
}

}  // namespace fl::raft
