// A leader: what others fetch, how far a majority has the records durably, and whether a majority
// still listens.   Source: LeaderState, KafkaRaftClient.handleFetchRequest.
#include "core/base/assert.h"
#include "core/raft/replica.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace fl::raft {

namespace {

constexpr std::int16_t kBeginVersion = 1;
constexpr std::int64_t kRowBase = 1'000;
/// Source: KafkaRaftClient.MAX_FETCH_SIZE_BYTES (MAX_BATCH_SIZE_BYTES).
constexpr std::int64_t kFetchBytesMax = 8 << 20;

const wire::FetchRequest::FetchPartition* metadata_partition(const wire::FetchRequest& fetch) {
  if (fetch.topics.empty() || fetch.topics.front().partitions.empty()) return nullptr;
  return &fetch.topics.front().partitions.front();
}

}  // namespace

wire::FetchResponse Replica::fetch_response(const Request& request, wire::ErrorCode error) const {
  const auto& fetch = std::get<wire::FetchRequest>(request.message);
  wire::FetchResponse response;
  wire::FetchResponse::PartitionData data{.partition_index = PartitionIndex(0),
                                          .error_code = error,
                                          .high_watermark = high_watermark_,
                                          .log_start_offset = store_.start_offset(),
                                          .records = Records()};
  if (request.version >= 12)
    data.current_leader = {.leader_id = BrokerId(election_.leader.value),
                           .leader_epoch = election_.epoch};
  auto& topic = response.responses.emplace_back();
  topic.topic = fetch.topics.front().topic;
  topic.topic_id = fetch.topics.front().topic_id;
  topic.partitions.push_back(std::move(data));
  if (const auto endpoint = leader_endpoint(); endpoint && request.version >= 17)
    response.node_endpoints.push_back({.node_id = BrokerId(election_.leader.value),
                                       .host = endpoint->host,
                                       .port = endpoint->port});
  return response;
}

/// A follower with nothing gets the newest snapshot: that is always less than the log.
LogCheck Replica::check(const wire::FetchRequest::FetchPartition& wanted) const {
  const auto latest = store_.snapshots().latest();
  if (wanted.fetch_offset == Offset(0) && latest && *latest != kBootstrapSnapshot)
    return {.kind = LogCheck::Kind::snapshot, .diverging = {}, .snapshot = *latest};
  return store_.check(wanted.fetch_offset, wanted.last_fetched_epoch);
}

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
                     const wire::FetchRequest& fetch) {
  const auto* wanted = metadata_partition(fetch);
  if (fetch.cluster_id && *fetch.cluster_id != config_.cluster_id) {
    reply(token, wire::FetchResponse{.error_code = wire::ErrorCode::inconsistent_cluster_id});
    return;
  }
  if (wanted == nullptr || wanted->fetch_offset.value < 0 || !is_started_) {
    reply(token, wire::FetchResponse{.error_code = wire::ErrorCode::invalid_request});
    return;
  }
  const auto refuse = [&](wire::ErrorCode error) { reply(token, fetch_response(request, error)); };
  const LeaderEpoch epoch = wanted->current_leader_epoch;
  if (epoch.value >= 0 && epoch < election_.epoch) {
    refuse(wire::ErrorCode::fenced_leader_epoch);
    return;
  }
  if (epoch > election_.epoch) {
    refuse(wire::ErrorCode::unknown_leader_epoch);
    return;
  }
  if (!std::holds_alternative<Leader>(role_)) {
    refuse(wire::ErrorCode::not_leader_or_follower);
    return;
  }
  if (const LogCheck checked = check(*wanted); checked.kind != LogCheck::Kind::valid) {
    wire::FetchResponse response = fetch_response(request, wire::ErrorCode::none);
    auto& data = response.responses.front().partitions.front();
    if (checked.kind == LogCheck::Kind::diverging)
      data.diverging_epoch = {.epoch = checked.diverging.epoch,
                              .end_offset = checked.diverging.end};
    else
      data.snapshot_id = {.end_offset = checked.snapshot.end, .epoch = checked.snapshot.epoch};
    reply(token, std::move(response));
    return;
  }
  note_fetch(context, fetch, wanted->fetch_offset);
  fetches_.emplace(token.value,
                   FetchRow{.request = request,
                            .offset = wanted->fetch_offset,
                            .known_high_watermark = wanted->high_watermark,
                            .deadline = context.now + std::int64_t{std::max(fetch.max_wait_ms, 0)} *
                                                          kNanosecondsPerMillisecond,
                            .located = {}});
  advance_high_watermark(context);
  look_at_fetches(context, disk);
}

/// The fetcher has durably all below `offset`.
void Replica::note_fetch(Context& context, const wire::FetchRequest& fetch, Offset offset) {
  const NodeId id(fetch.replica_state.replica_id.value);
  if (id.value < 0) return;
  auto& leader = std::get<Leader>(role_);
  const ReplicaKey key{.id = id, .directory = metadata_partition(fetch)->replica_directory_id};
  const auto voter = leader.voters.find(id);
  // With another directory it is another replica, that cannot stand for the voter.
  const bool votes = voter != leader.voters.end() && is_same_replica(voter->second.key, key);
  Progress& progress = votes ? voter->second : leader.observers[key];
  if (!votes) progress.key = key;
  // Whoever lost its disk has what it asks from, whatever it had before.
  progress.end = offset;
  // Whoever has now all that there was when it fetched before, was caught up then.
  if (offset >= store_.end())
    progress.last_caught_up_wall = context.wall;
  else if (progress.leader_end > Offset(0) && offset >= progress.leader_end)
    progress.last_caught_up_wall = std::max(progress.last_caught_up_wall, progress.last_fetch_wall);
  progress.leader_end = store_.end();
  progress.last_fetch = context.now;
  progress.last_fetch_wall = context.wall;
  hear(context, key);
}

/// A voter fetched, or told of itself: perhaps a majority was heard within the time.
void Replica::hear(Context& context, const ReplicaKey& key) {
  auto& leader = std::get<Leader>(role_);
  // With itself, if it is a voter, a majority: so many others must have been heard.
  const std::size_t needed = majority() - (is_voter() ? 1 : 0);
  const std::int64_t time = config_.fetch_timeout_ms * 3 / 2 * kNanosecondsPerMillisecond;
  // A leader alone needs nobody; whom it adds has the whole time.
  if (needed == 0) leader.check_due = context.now + time;
  const auto voter = leader.voters.find(key.id);
  if (voter == leader.voters.end() || !is_same_replica(voter->second.key, key)) return;
  voter->second.last_fetch = context.now;
  voter->second.begin_due = context.now + config_.fetch_timeout_ms / 2 * kNanosecondsPerMillisecond;
  std::vector<Instant> heard;
  for (const auto& [other, known] : leader.voters)
    if (known.last_fetch) heard.push_back(*known.last_fetch);
  if (heard.size() < needed || needed == 0) return;
  std::ranges::sort(heard, std::greater<>());
  leader.check_due = std::max(leader.check_due, heard[needed - 1] + time);
}

/// Other voters are in force: what is known of each replica stays.
/// Source: LeaderState.updateVoterAndObserverStates.
void Replica::note_voters(Context& context) {
  auto& leader = std::get<Leader>(role_);
  std::map<NodeId, Progress> now;
  for (const Voter& voter : voters().all()) {
    if (is_same_replica(voter.key(), own_key())) continue;
    Progress progress{.key = voter.key(), .begin_due = context.now};
    const auto before = leader.voters.find(voter.id);
    const auto watched = leader.observers.find(voter.key());
    if (before != leader.voters.end() && is_same_replica(before->second.key, voter.key())) {
      progress = before->second;
      leader.voters.erase(before);
    } else if (watched != leader.observers.end()) {
      progress = watched->second;
      progress.begin_due = context.now;
      leader.observers.erase(watched);
    }
    progress.key = voter.key();
    now.emplace(voter.id, progress);
  }
  for (auto& [id, gone] : leader.voters) {
    gone.begin_due.reset();
    leader.observers.try_emplace(gone.key, gone);
  }
  leader.voters = std::move(now);
}

/// The smallest end that a majority has, once a record of this epoch is below it: earlier ones
/// alone could still be overwritten (Raft, figure 8).
void Replica::advance_high_watermark(Context& context) {
  const auto& leader = std::get<Leader>(role_);
  std::vector<Offset> ends;
  // A leader that is being removed counts for nothing.
  if (is_voter()) ends.push_back(store_.flushed_end());
  for (const auto& [id, progress] : leader.voters)
    ends.push_back(progress.end);
  std::ranges::sort(ends, std::greater<>());
  FL_ASSERT(ends.size() == voters().size());
  const Offset candidate = ends[majority() - 1];
  if (candidate > leader.epoch_start) raise_high_watermark(context, candidate);
}

void Replica::look_at_fetches(Context& context, Disk& disk) {
  if (!std::holds_alternative<Leader>(role_)) return;
  for (auto at = fetches_.begin(); at != fetches_.end();) {
    if (answer_fetch(context, disk, at->first, at->second))
      at = fetches_.erase(at);
    else
      ++at;
  }
}

/// True if the fetch was answered.
bool Replica::answer_fetch(Context& context, Disk& disk, std::int64_t token, FetchRow& row) {
  if (row.is_loading) return false;
  const bool has_records = row.offset < store_.visible_end();
  const bool has_news = row.known_high_watermark < high_watermark_;
  if (!has_records) {
    if (!has_news && row.deadline > context.now) return false;
    reply(ReplyToken(token), fetch_response(row.request, wire::ErrorCode::none));
    return true;
  }
  if (!std::exchange(row.is_located, true))
    row.located = store_.log().locate(context, disk, row.offset);
  if (row.located.needs_load()) {
    row.is_loading = true;
    disk.load(context,
              {.kind = OwnerKind::metadata, .key = kMetadataLogKey, .detail = kRowBase + token},
              row.located.load.file, row.located.load.position, row.located.load.size_bytes);
    return false;
  }
  if (!row.located.is_found()) {
    reply(ReplyToken(token), fetch_response(row.request, wire::ErrorCode::offset_out_of_range));
    return true;
  }
  wire::FetchResponse response = fetch_response(row.request, wire::ErrorCode::none);
  storage::ReadPlan plan = store_.log().read(
      context, disk, row.located, {.max_bytes = kFetchBytesMax, .is_first_batch_whole = true});
  response.responses.front().partitions.front().records->parts = std::move(plan.parts);
  reply(ReplyToken(token), std::move(response));
  return true;
}

/// This replica leads no longer: who waits looks for another leader.
void Replica::refuse_fetches() {
  for (const auto& [token, row] : std::exchange(fetches_, {}))
    reply(ReplyToken(token), fetch_response(row.request, wire::ErrorCode::not_leader_or_follower));
}

void Replica::check_quorum(Context& context) {
  const auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || leader->voters.empty() || leader->check_due > context.now) return;
  become_resigned(context, "no majority fetched for 1.5 times controller.quorum.fetch.timeout.ms");
}

void Replica::send_begin(Context& context) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) return;
  for (auto& [id, progress] : leader->voters) {
    if (!progress.begin_due || *progress.begin_due > context.now) continue;
    progress.begin_due = context.now + config_.fetch_timeout_ms / 2 * kNanosecondsPerMillisecond;
    const Voter* voter = voters().find(id);
    FL_ASSERT(voter != nullptr);
    const auto endpoint = endpoint_of(*voter);
    if (!endpoint || is_asking(Asked::Kind::begin, id)) continue;
    wire::BeginQuorumEpochRequest request{.cluster_id = config_.cluster_id,
                                          .voter_id = BrokerId(id.value)};
    request.topics.push_back({.topic_name = std::string(kMetadataTopic),
                              .partitions = {{.partition_index = PartitionIndex(0),
                                              .voter_directory_id = progress.key.directory,
                                              .leader_id = BrokerId(config_.id.value),
                                              .leader_epoch = election_.epoch}}});
    for (const Endpoint& own : config_.endpoints)
      request.leader_endpoints.push_back(
          {.name = own.listener, .host = own.host, .port = own.port});
    send({.kind = Asked::Kind::begin, .target = id, .epoch = election_.epoch}, *endpoint,
         std::move(request), kBeginVersion);
  }
}

}  // namespace fl::raft
