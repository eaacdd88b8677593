#include "core/controller/metadata_log.h"

#include "core/base/assert.h"
#include "core/controller/metadata_batch.h"
#include "core/metadata/topic_name.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fl::controller {

namespace {

constexpr std::int64_t kReadBytes = 1 << 20;

storage::LogIdentity identity(const std::string& directory) {
  return {.key = kMetadataLogKey,
          .partition = {std::string(metadata::kMetadataTopic), PartitionIndex(0)},
          .topic_id = kMetadataTopicId,
          .directory = directory + "/" + std::string(kMetadataLogDirectory)};
}

storage::LogConfig log_config(const MetadataLogConfig& config) {
  storage::LogConfig made;
  made.segment_bytes = config.segment_bytes;
  made.segment_ms = config.segment_ms;
  // Every append is synced: a record counts once it is durable.
  made.flush_messages = 1;
  return made;
}

}  // namespace

void MetadataLog::start(Context& context, Disk& disk, MetadataLogConfig config) {
  directory_ = config.directory;
  if (config.files.empty()) {
    is_new_ = true;
    log_.emplace(identity(directory_), log_config(config), Offset(0), context.wall);
    become_ready(context, disk);
    return;
  }
  // The whole log is read at every start, so that its batches are verified whatever the last stop
  // was like.
  loader_.emplace(storage::LoadRequest{.identity = identity(directory_),
                                       .config = log_config(config),
                                       .files = std::move(config.files),
                                       .is_clean = false,
                                       .is_always_verified = true,
                                       .recovery_point = Offset(0),
                                       .log_start = Offset(0)});
  loader_->start(context, disk);
  if (loader_->is_finished()) on_loaded(context, disk);
}

void MetadataLog::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  FL_ASSERT(owner.key == kMetadataLogKey);
  if (!failure_.empty()) return;
  if (owner.kind == OwnerKind::loading) {
    FL_ASSERT(loader_.has_value());
    loader_->on_done(context, disk, owner, done);
    if (loader_->is_finished()) on_loaded(context, disk);
    return;
  }
  FL_ASSERT(log_.has_value());
  if (owner.kind == OwnerKind::metadata) {
    on_read(context, disk, done);
    return;
  }
  log_->on_done(context, disk, owner, done);
  if (log_->is_failed())
    failure_ =
        "the metadata log in " + directory_ + " failed: " + std::string(name_of(log_->error()));
}

void MetadataLog::on_loaded(Context& context, Disk& disk) {
  auto loaded = loader_->take();
  loader_.reset();
  if (!loaded) {
    failure_ = "the metadata log in " + directory_ + " cannot be read: " + loaded.error().what;
    return;
  }
  log_ = std::move(*loaded);
  if (log_->start() > Offset(0)) {
    failure_ = "the metadata log in " + directory_ + " starts at offset " +
               std::to_string(log_->start().value) + ": snapshots are not read yet";
    return;
  }
  read_bytes_ = kReadBytes;
  read_more(context, disk);
}

void MetadataLog::read_more(Context& context, Disk& disk) {
  while (segment_ < log_->segments().size() &&
         position_ >= log_->visible_bytes(log_->segments()[segment_])) {
    ++segment_;
    position_ = 0;
  }
  if (segment_ == log_->segments().size()) {
    become_ready(context, disk);
    return;
  }
  const std::int64_t left = log_->visible_bytes(log_->segments()[segment_]) - position_;
  const FileId file = log_->open_log(context, disk, segment_);
  disk.load(context, {.kind = OwnerKind::metadata, .key = kMetadataLogKey}, file,
            Position(position_), std::min(left, read_bytes_));
}

void MetadataLog::on_read(Context& context, Disk& disk, const Done& done) {
  if (done.error != IoError::none) {
    failure_ = "the metadata log in " + directory_ +
               " cannot be read: " + std::string(name_of(done.error));
    return;
  }
  std::int64_t used = 0;
  if (!take_batches(done.bytes, used)) return;
  position_ += used;
  if (used > 0) {
    read_bytes_ = kReadBytes;
  } else if (read_bytes_ >= kMetadataBatchBytesMax || done.bytes.empty()) {
    failure_ = "the metadata log in " + directory_ + " has a batch that is larger than " +
               std::to_string(kMetadataBatchBytesMax) + " bytes, or torn";
    return;
  } else {
    // Not even one whole batch came: read more at once.
    read_bytes_ *= 2;
  }
  read_more(context, disk);
}

/// Takes the whole batches at the front of `bytes`; false if one is wrong.
bool MetadataLog::take_batches(const Slice& bytes, std::int64_t& used) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  while (true) {
    const Slice rest = bytes.from(static_cast<std::size_t>(used));
    const auto header = record::parse_batch_header(rest);
    if (!header) return true;
    if (header->batch_length < 0 || header->size_bytes() > kMetadataBatchBytesMax) {
      failure_ = "the metadata log in " + directory_ + " is torn at offset " +
                 std::to_string(header->base_offset.value);
      return false;
    }
    if (header->size_bytes() > size - used) return true;
    auto records =
        read_metadata_batch(*header, rest.sub(0, static_cast<std::size_t>(header->size_bytes())));
    if (!records) {
      failure_ = std::move(records.error());
      return false;
    }
    epoch_ = std::max(epoch_, header->leader_epoch);
    replayed_.push_back({.end = header->next_offset(), .records = std::move(*records)});
    used += header->size_bytes();
  }
}

void MetadataLog::become_ready(Context& context, Disk& disk) {
  ++epoch_;
  if (is_new_) log_->create_files(context, disk);
  log_->begin_epoch(context, disk, epoch_);
  is_ready_ = true;
}

std::vector<ReplayedBatch> MetadataLog::take_replayed() {
  return std::exchange(replayed_, {});
}

std::optional<Offset> MetadataLog::append(Context& context, Disk& disk,
                                          const metadata::RecordList& records) {
  FL_ASSERT(is_ready_);
  if (!failure_.empty()) return std::nullopt;
  MetadataBatch batch = build_metadata_batch(records, context.wall);
  const std::array batches{
      storage::AppendBatch{.header = batch.header, .rest = std::move(batch.rest)}};
  const auto appended =
      log_->append(context, disk, batches, epoch_, storage::AppendOrigin::coordinator);
  if (!appended) {
    failure_ = "the metadata log in " + directory_ + " takes no more records";
    return std::nullopt;
  }
  if (!appended->is_sync_due) log_->flush(context, disk);
  return appended->last_offset + 1;
}

Offset MetadataLog::committed_end() const {
  return log_ ? log_->flushed_end() : Offset(0);
}

Offset MetadataLog::end() const {
  return log_ ? log_->end() : Offset(0);
}

void MetadataLog::close(Context& context, Disk& disk) {
  if (log_ && is_ready_ && failure_.empty()) log_->close(context, disk);
}

bool MetadataLog::is_closed() const {
  return !log_ || !is_ready_ || !failure_.empty() || log_->is_closed();
}

}  // namespace fl::controller
