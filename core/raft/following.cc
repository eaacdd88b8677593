// A follower or observer: one Fetch at a time, each naming only what is durable here; what the
// leader's log does not have is cut.   Source: KafkaRaftClient.handleFetchResponse.
#include "core/base/assert.h"
#include "core/raft/events.h"
#include "core/raft/replica.h"

#include <algorithm>
#include <string>
#include <utility>

namespace fl::raft {

namespace {

constexpr std::int16_t kFetchVersion = 18;
constexpr std::int32_t kFetchWaitMs = 500;
constexpr std::int32_t kFetchBytesMax = 8 << 20;

}  // namespace

/// Whom an observer asks who leads: the bootstrap servers, whose ids are not known, or the voters.
std::optional<Endpoint> Replica::next_to_ask(NodeId& target) const {
  const auto& servers = config_.bootstrap_servers;
  if (!servers.empty()) {
    const std::size_t at = next_bootstrap_ % servers.size();
    target = NodeId(-2 - static_cast<std::int32_t>(at));
    return servers[at];
  }
  if (voters().empty()) return std::nullopt;
  const Voter& voter = voters().all()[next_bootstrap_ % voters().size()];
  target = voter.id;
  return endpoint_of(voter);
}

/// Asks the leader. An observer that knows none, or has not heard from it in time, asks one voter
/// after the other: who leads now.
void Replica::fetch_if_due(Context& context, Disk& disk) {
  if (fetch_at_ || is_shutting_down_ || store_.is_cutting() || store_.is_writing()) return;
  const auto* follower = std::get_if<Follower>(&role_);
  // The leader is silent: whoever is asked next may name another, and another snapshot.
  if (!is_voter() && follower != nullptr && follower->fetch_due <= context.now)
    store_.end_download(context, disk);
  if (store_.download() != nullptr) {
    fetch_snapshot_if_due(context, disk);
    return;
  }
  std::optional<Endpoint> endpoint;
  NodeId target;
  if (follower != nullptr && (is_voter() || follower->fetch_due > context.now)) {
    target = follower->leader;
    endpoint = follower->endpoint;
  } else if (!is_voter()) {
    endpoint = next_to_ask(target);
  }
  if (!endpoint) return;
  const bool is_asked = std::ranges::any_of(asked_, [&](const auto& entry) {
    return entry.second.kind == Asked::Kind::fetch && entry.second.epoch == election_.epoch;
  });
  if (is_asked) return;
  wire::FetchRequest request{.cluster_id = config_.cluster_id,
                             .replica_state = {.replica_id = BrokerId(config_.id.value)},
                             .max_wait_ms = kFetchWaitMs,
                             .min_bytes = 0,
                             .max_bytes = kFetchBytesMax,
                             .session_id = 0,
                             .session_epoch = -1};
  request.topics.push_back({.topic = std::string(kMetadataTopic),
                            .topic_id = kMetadataTopicId,
                            .partitions = {{.partition = PartitionIndex(0),
                                            .current_leader_epoch = election_.epoch,
                                            .fetch_offset = store_.end(),
                                            .last_fetched_epoch = store_.last_epoch(),
                                            .log_start_offset = store_.start_offset(),
                                            .partition_max_bytes = kFetchBytesMax,
                                            .replica_directory_id = config_.directory,
                                            .high_watermark = high_watermark_}}});
  send({.kind = Asked::Kind::fetch, .target = target, .epoch = election_.epoch}, *endpoint,
       std::move(request), kFetchVersion);
}

/// The answer names a leader that this replica did not know.
void Replica::take_leader(Context& context, Disk& disk, const wire::FetchResponse& response,
                          const wire::FetchResponse::PartitionData& data) {
  const NodeId leader(data.current_leader.leader_id.value);
  for (const auto& endpoint : response.node_endpoints)
    if (endpoint.node_id.value == leader.value && endpoint.port > 0 && endpoint.port <= 65535)
      learned_[leader] = {
          .listener = "", .host = endpoint.host, .port = static_cast<std::uint16_t>(endpoint.port)};
  if (data.current_leader.leader_epoch > election_.epoch ||
      (data.current_leader.leader_epoch == election_.epoch && leader.value >= 0))
    take_epoch(context, disk, {data.current_leader.leader_epoch, leader});
}

void Replica::on_fetched(Context& context, Disk& disk, const wire::FetchResponse& response) {
  const Instant again = context.now + config_.retry_backoff_ms * kNanosecondsPerMillisecond;
  const auto* data = response.responses.empty() || response.responses.front().partitions.empty()
                         ? nullptr
                         : &response.responses.front().partitions.front();
  if (response.error_code != wire::ErrorCode::none || data == nullptr) {
    fetch_at_ = again;
    ++next_bootstrap_;
    return;
  }
  const LeaderEpoch before = election_.epoch;
  take_leader(context, disk, response, *data);
  auto* follower = std::get_if<Follower>(&role_);
  if (data->error_code != wire::ErrorCode::none) {
    // The new leader is asked at once, others after a while.
    if (before == election_.epoch || follower == nullptr) fetch_at_ = again;
    ++next_bootstrap_;
    return;
  }
  if (follower == nullptr || before != election_.epoch) return;
  follower->has_fetched = true;
  follower->fetch_due = context.now + config_.fetch_timeout_ms * kNanosecondsPerMillisecond;
  if (data->diverging_epoch.epoch.value >= 0) {
    const auto mine = store_.log().end_for_epoch(data->diverging_epoch.epoch);
    Offset to = data->diverging_epoch.end_offset;
    if (mine) to = std::min(to, mine->end);
    if (to < high_watermark_) {
      store_.fail("has committed records up to offset " + std::to_string(high_watermark_.value) +
                  ", of which the leader of epoch " + std::to_string(election_.epoch.value) +
                  " has only those below " + std::to_string(to.value));
      return;
    }
    to = std::min(to, store_.end());
    context.tell<MetadataTruncated>([&] {
      return Telling<MetadataTruncated>{
          {.replica = config_.id, .from = store_.end(), .to = to},
          {.rule = "the-leader-does-not-have-it",
           .terms = {{"epoch that the leader knows", data->diverging_epoch.epoch.value},
                     {"its end there", data->diverging_epoch.end_offset.value},
                     {"high watermark", high_watermark_.value}}}};
    });
    store_.truncate(context, disk, to);
    return;
  }
  if (data->snapshot_id.epoch.value >= 0 || data->snapshot_id.end_offset.value >= 0) {
    begin_download(context, disk,
                   {.end = data->snapshot_id.end_offset, .epoch = data->snapshot_id.epoch});
    return;
  }
  if (data->records && !data->records->parts.empty()) {
    const auto* records = std::get_if<Slice>(&data->records->parts.front());
    if (records != nullptr && !records->empty() &&
        !store_.append_fetched(context, disk, *records, election_.epoch)) {
      fetch_at_ = again;
      return;
    }
  }
  // What the leader has committed and this log has.
  raise_high_watermark(context, std::min(data->high_watermark, store_.end()));
}

}  // namespace fl::raft
