// Snapshots between replicas (KIP-630): a leader serves its own in pieces, a follower that needs
// one fetches it piece by piece, and every replica removes the old ones. What a piece says is
// checked before it is kept, and the whole before the log gives way to it.
// Source: KafkaRaftClient.handleFetchSnapshotRequest, handleFetchSnapshotResponse,
// RaftMetadataLogCleanerManager.
#include "core/base/assert.h"
#include "core/raft/events.h"
#include "core/raft/replica.h"

#include <algorithm>
#include <string>
#include <utility>

namespace fl::raft {

namespace {

constexpr std::int16_t kFetchSnapshotVersion = 1;
/// How often old snapshots are looked for.   Source: KafkaRaftClient.
constexpr std::int64_t kCleanNs = 60 * kNanosecondsPerSecond;

template <class M>
const auto* metadata_entry(const M& message) {
  const auto* entry = message.topics.empty() || message.topics.front().partitions.empty()
                          ? nullptr
                          : &message.topics.front().partitions.front();
  return entry;
}

template <class Event>
void tell(Context& context, NodeId replica, const SnapshotNote& note) {
  context.tell<Event>([&] {
    return Telling<Event>{{.replica = replica,
                           .end = note.id.end,
                           .epoch = note.id.epoch,
                           .size_bytes = note.size_bytes},
                          {}};
  });
}

}  // namespace

// ---- Written here.

SnapshotHead Replica::snapshot_head(SnapshotId id, Timestamp last_contained) const {
  SnapshotHead head{.last_contained_timestamp = last_contained, .kraft_version = {}, .voters = {}};
  const VoterHistory& history = store_.history();
  const std::int16_t level = history.kraft_version_at(id.end - 1);
  const VoterSet* voters = history.voters_at(id.end - 1);
  if (level == 0 || voters == nullptr) return head;
  head.kraft_version = wire::KRaftVersionRecord{.kraft_version = level};
  head.voters = voters->to_record();
  return head;
}

bool Replica::begin_snapshot(Context& context, Disk& disk, SnapshotId id,
                             Timestamp last_contained) {
  if (is_over() || !is_started_ || is_shutting_down_ || id.end > high_watermark_) return false;
  return store_.begin_snapshot(context, disk, id, snapshot_head(id, last_contained));
}

void Replica::add_snapshot_values(Context& context, Disk& disk,
                                  std::span<const ByteVector> values) {
  store_.add_snapshot_values(context, disk, values);
}

// ---- Served.

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
                     const wire::FetchSnapshotRequest& fetch) {
  const auto* wanted = metadata_entry(fetch);
  if (fetch.cluster_id && *fetch.cluster_id != config_.cluster_id) {
    reply(token, wire::FetchSnapshotResponse{.error_code = wire::ErrorCode::inconsistent_cluster_id,
                                             .topics = {}});
    return;
  }
  if (wanted == nullptr) {
    reply(token, wire::FetchSnapshotResponse{.error_code = wire::ErrorCode::invalid_request,
                                             .topics = {}});
    return;
  }
  wire::FetchSnapshotResponse response;
  auto& topic = response.topics.emplace_back();
  topic.name = fetch.topics.front().name;
  auto& data = topic.partitions.emplace_back();
  data.index = wanted->partition;
  if (const auto endpoint = leader_endpoint(); endpoint && request.version >= 1)
    response.node_endpoints.push_back({.node_id = BrokerId(election_.leader.value),
                                       .host = endpoint->host,
                                       .port = endpoint->port});
  const auto refuse = [&](wire::ErrorCode error) {
    data.error_code = error;
    reply(token, std::move(response));
  };
  if (topic.name != kMetadataTopic || wanted->partition != PartitionIndex(0))
    return refuse(wire::ErrorCode::unknown_topic_or_partition);
  data.current_leader = {.leader_id = BrokerId(election_.leader.value),
                         .leader_epoch = election_.epoch};
  if (wanted->current_leader_epoch < election_.epoch)
    return refuse(wire::ErrorCode::fenced_leader_epoch);
  if (wanted->current_leader_epoch > election_.epoch)
    return refuse(wire::ErrorCode::unknown_leader_epoch);
  if (kind() != RoleKind::leader) return refuse(wire::ErrorCode::not_leader_or_follower);
  const SnapshotId id{.end = wanted->snapshot_id.end_offset, .epoch = wanted->snapshot_id.epoch};
  const auto found = store_.snapshots().kept().find(id);
  if (found == store_.snapshots().kept().end() || id == kBootstrapSnapshot)
    return refuse(wire::ErrorCode::snapshot_not_found);
  const std::int64_t size = found->second.size_bytes;
  if (wanted->position.value < 0 || wanted->position.value >= size)
    return refuse(wire::ErrorCode::position_out_of_range);
  const std::int64_t piece =
      std::clamp<std::int64_t>(fetch.max_bytes, 0, size - wanted->position.value);
  data.snapshot_id = {.end_offset = id.end, .epoch = id.epoch};
  data.size = size;
  data.position = wanted->position;
  if (piece > 0)
    data.unaligned_records.parts.emplace_back(
        FileRange{store_.open_snapshot(context, disk, id), wanted->position, piece});
  hear(context, {.id = NodeId(fetch.replica_id.value), .directory = wanted->replica_directory_id});
  reply(token, std::move(response));
}

// ---- Fetched.

void Replica::begin_download(Context& context, Disk& disk, SnapshotId id) {
  const bool is_wrong = id.end.value < 0 || id.epoch.value < 0;
  if (is_wrong || !store_.is_newer(id) || id.end < high_watermark_) {
    // Nothing would be won by it.
    fetch_at_ = context.now + config_.retry_backoff_ms * kNanosecondsPerMillisecond;
    return;
  }
  context.tell<SnapshotWanted>([&] {
    return Telling<SnapshotWanted>{
        {.replica = config_.id, .leader = election_.leader, .end = id.end, .epoch = id.epoch},
        {.rule = "the-leader-no-longer-has-the-log",
         .terms = {{"own log end", store_.end().value}, {"snapshot's end", id.end.value}}}};
  });
  download_epoch_ = election_.epoch;
  store_.begin_download(context, disk, id);
}

/// The next piece, once the one before is written.
void Replica::fetch_snapshot_if_due(Context& /*context*/, Disk& /*disk*/) {
  const auto* follower = std::get_if<Follower>(&role_);
  const SnapshotDraft* download = store_.download();
  if (follower == nullptr || !download->is_idle()) return;
  if (is_asking(Asked::Kind::fetch_snapshot, follower->leader)) return;
  wire::FetchSnapshotRequest request{.cluster_id = config_.cluster_id,
                                     .replica_id = BrokerId(config_.id.value),
                                     .max_bytes = config_.fetch_snapshot_bytes_max,
                                     .topics = {}};
  request.topics.push_back({.name = std::string(kMetadataTopic),
                            .partitions = {{.partition = PartitionIndex(0),
                                            .current_leader_epoch = election_.epoch,
                                            .snapshot_id = {.end_offset = download->id().end,
                                                            .epoch = download->id().epoch},
                                            .position = Position(download->size_bytes()),
                                            .replica_directory_id = config_.directory}}});
  send({.kind = Asked::Kind::fetch_snapshot, .target = follower->leader, .epoch = election_.epoch},
       follower->endpoint, std::move(request), kFetchSnapshotVersion);
}

void Replica::on_snapshot_fetched(Context& context, Disk& disk,
                                  const wire::FetchSnapshotResponse& response) {
  const Instant again = context.now + config_.retry_backoff_ms * kNanosecondsPerMillisecond;
  const auto* data = metadata_entry(response);
  if (response.error_code != wire::ErrorCode::none || data == nullptr) {
    fetch_at_ = again;
    return;
  }
  const LeaderEpoch before = election_.epoch;
  const NodeId leader(data->current_leader.leader_id.value);
  for (const auto& endpoint : response.node_endpoints)
    if (endpoint.node_id.value == leader.value && endpoint.port > 0)
      learned_[leader] = {.listener = "", .host = endpoint.host, .port = endpoint.port};
  if (data->current_leader.leader_epoch > election_.epoch ||
      (data->current_leader.leader_epoch == election_.epoch && leader.value >= 0))
    take_epoch(context, disk, {data->current_leader.leader_epoch, leader});
  auto* follower = std::get_if<Follower>(&role_);
  const SnapshotDraft* download = store_.download();
  if (follower == nullptr || before != election_.epoch || download == nullptr ||
      !download->is_idle() || download->is_finishing())
    return;
  if (data->error_code != wire::ErrorCode::none) {
    // It may be gone; then the next Fetch names another. Kafka: other errors are tried again.
    fetch_at_ = again;
    if (data->error_code != wire::ErrorCode::snapshot_not_found) return;
    store_.end_download(context, disk);
    follower->fetch_due = context.now + config_.fetch_timeout_ms * kNanosecondsPerMillisecond;
    return;
  }
  const SnapshotId id{.end = data->snapshot_id.end_offset, .epoch = data->snapshot_id.epoch};
  const auto& parts = data->unaligned_records.parts;
  const auto* piece = parts.size() == 1 ? std::get_if<Slice>(&parts.front()) : nullptr;
  if (id != download->id() || data->position.value != download->size_bytes() || piece == nullptr) {
    // No answer to what was asked. Kafka: throws, and the node ends.
    store_.end_download(context, disk);
    fetch_at_ = again;
    return;
  }
  follower->fetch_due = context.now + config_.fetch_timeout_ms * kNanosecondsPerMillisecond;
  if (!store_.add_downloaded(context, disk, *piece, data->size)) fetch_at_ = again;
}

// ---- In every step.

void Replica::settle_snapshots(Context& context, Disk& disk) {
  if (!store_.is_cutting()) high_watermark_ = std::max(high_watermark_, store_.restored_end());
  // A download belongs to the leader that named it.
  if (store_.download() != nullptr &&
      (kind() != RoleKind::follower || election_.epoch != download_epoch_))
    store_.end_download(context, disk);
  tell_of_snapshots(context);
  if (store_.snapshots().kept().size() < 2) {
    clean_at_.reset();
  } else if (!clean_at_) {
    const std::int64_t rounds = (context.now.value - started_at_.value) / kCleanNs + 1;
    clean_at_ = started_at_ + rounds * kCleanNs;
  }
}

void Replica::clean_if_due(Context& context, Disk& disk) {
  if (!clean_at_ || *clean_at_ > context.now) return;
  clean_at_.reset();
  store_.clean(context, disk,
               {.bytes = config_.snapshots_bytes_max, .ms = config_.snapshots_ms_max});
}

void Replica::tell_of_snapshots(Context& context) {
  for (const SnapshotNote& note : store_.take_notes()) {
    switch (note.kind) {
      case SnapshotNote::Kind::written:
        tell<SnapshotWritten>(context, config_.id, note);
        break;
      case SnapshotNote::Kind::fetched:
        tell<SnapshotFetched>(context, config_.id, note);
        break;
      case SnapshotNote::Kind::loaded:
        tell<SnapshotLoaded>(context, config_.id, note);
        break;
      case SnapshotNote::Kind::unreadable:
      case SnapshotNote::Kind::failed:
        context.tell<SnapshotRefused>([&] {
          return Telling<SnapshotRefused>{{.replica = config_.id, .problem = note.problem}, {}};
        });
        break;
    }
  }
}

}  // namespace fl::raft
