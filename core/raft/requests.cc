// What other nodes ask of a replica, and how it takes their answers.
#include "core/base/assert.h"
#include "core/raft/events.h"
#include "core/raft/replica.h"

#include <algorithm>
#include <string>
#include <utility>

namespace fl::raft {

namespace {

BrokerId broker(NodeId id) {
  return BrokerId(id.value);
}

NodeId node(BrokerId id) {
  return NodeId(id.value);
}

/// The metadata partition's entry of a message, the only one that there may be; null if it lacks.
template <class M>
const auto* metadata_entry(const M& message) {
  const auto* entry = message.topics.empty() || message.topics.front().partitions.empty()
                          ? nullptr
                          : &message.topics.front().partitions.front();
  return entry;
}

template <class Response>
Response with_error(wire::ErrorCode error) {
  Response response;
  response.error_code = error;
  return response;
}

template <class Response, class Data>
Response with_entry(Data data) {
  Response response;
  response.topics.push_back({.topic_name = std::string(kMetadataTopic), .partitions = {data}});
  return response;
}

/// Version 1 names candidates with their directories, version 0 ids alone.
std::vector<ReplicaKey> successors_of(const wire::EndQuorumEpochRequest::PartitionData& ended) {
  std::vector<ReplicaKey> order;
  for (const auto& candidate : ended.preferred_candidates)
    order.push_back(
        {.id = node(candidate.candidate_id), .directory = candidate.candidate_directory_id});
  if (ended.preferred_candidates.empty())
    for (const BrokerId successor : ended.preferred_successors)
      order.push_back({.id = node(successor), .directory = {}});
  return order;
}

/// From version 1 on the messages of the quorum say where the leader is, and to which directory
/// they go.
constexpr std::int16_t kVersionWithEndpoints = 1;

/// Observers that did not fetch for so long are forgotten.
/// Source: LeaderState.OBSERVER_SESSION_TIMEOUT_MS.
constexpr std::int64_t kObserverSessionMs = 300'000;

/// True if a message that names its receiver as a voter was meant for this replica.
/// Source: KafkaRaftClient.isValidVoterKey.
bool is_meant_for(const ReplicaKey& named, const ReplicaKey& own) {
  return named.id.value < 0 || is_same_replica(named, own);
}

/// Of DescribeQuorum, that tells of disks and listeners.
constexpr std::int16_t kVersionWithNodes = 2;

bool is_of_metadata(const wire::DescribeQuorumRequest& request) {
  return request.topics.size() == 1 && request.topics.front().topic_name == kMetadataTopic &&
         request.topics.front().partitions.size() == 1 &&
         request.topics.front().partitions.front().partition_index == PartitionIndex(0);
}

/// Source: DescribeQuorumRequest.getPartitionLevelErrorResponse.
wire::DescribeQuorumResponse unknown_partitions(const wire::DescribeQuorumRequest& request) {
  const auto error = wire::ErrorCode::unknown_topic_or_partition;
  wire::DescribeQuorumResponse response;
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.topic_name = topic.topic_name;
    for (const auto& partition : topic.partitions)
      answered.partitions.push_back({.partition_index = partition.partition_index,
                                     .error_code = error,
                                     .error_message = std::string(wire::message_of(error))});
  }
  return response;
}

}  // namespace

/// Where the leader is, as the answer says.
template <class Response>
void Replica::learn_leader(const Response& response, BrokerId leader) {
  for (const auto& endpoint : response.node_endpoints)
    if (endpoint.node_id == leader && leader != broker(config_.id) && endpoint.port != 0)
      learned_[node(leader)] = {.listener = "", .host = endpoint.host, .port = endpoint.port};
}

template <class Response>
void Replica::tell_leader(Response& response, const Request& request) const {
  const auto endpoint = leader_endpoint();
  if (!endpoint || request.version < kVersionWithEndpoints) return;
  response.node_endpoints.push_back(
      {.node_id = broker(election_.leader), .host = endpoint->host, .port = endpoint->port});
}

void Replica::on_request(Context& context, Disk& disk, ReplyToken token, const Request& request) {
  if (is_over()) return;
  if (!is_started_) {
    early_.emplace_back(token, request);
    return;
  }
  std::visit([&](const auto& message) { handle(context, disk, token, request, message); },
             request.message);
  settle(context, disk);
}

bool Replica::is_up_to_date(LeaderEpoch last_epoch, Offset end) const {
  if (last_epoch != store_.last_epoch()) return last_epoch > store_.last_epoch();
  return end >= store_.end();
}

/// Whether the vote is given.   Source: QuorumState.canGrantVote and those of its states.
bool Replica::grants(Context& /*context*/, const wire::VoteRequest::PartitionData& asked) const {
  const NodeId candidate = node(asked.replica_id);
  const bool is_current = is_up_to_date(asked.last_offset_epoch, asked.last_offset);
  switch (kind()) {
    case RoleKind::unattached:
    case RoleKind::prospective:
      if (asked.pre_vote) return is_current;
      // Before kraft.version 1 the directory of the vote was not kept.
      if (election_.has_voted())
        return election_.voted.id == candidate &&
               (election_.voted.directory == Uuid() ||
                election_.voted.directory == asked.replica_directory_id);
      return election_.leader.value < 0 && is_current;
    case RoleKind::follower:
      return asked.pre_vote && is_current && !std::get<Follower>(role_).has_fetched;
    case RoleKind::candidate:
    case RoleKind::leader:
    case RoleKind::resigned:
      return false;
  }
  return false;
}

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
                     const wire::VoteRequest& vote) {
  const auto* asked = metadata_entry(vote);
  if (vote.cluster_id && *vote.cluster_id != config_.cluster_id) {
    reply(token, with_error<wire::VoteResponse>(wire::ErrorCode::inconsistent_cluster_id));
    return;
  }
  if (asked == nullptr || !config_.is_controller || asked->replica_epoch.value < 0 ||
      !is_started_) {
    reply(token, with_error<wire::VoteResponse>(wire::ErrorCode::invalid_request));
    return;
  }
  wire::VoteResponse::PartitionData data{.partition_index = PartitionIndex(0)};
  bool is_granted = false;
  if (asked->replica_epoch < election_.epoch) {
    data.error_code = wire::ErrorCode::fenced_leader_epoch;
  } else {
    if (asked->replica_epoch > election_.epoch)
      become_unattached(context, disk, asked->replica_epoch, "a candidate has a higher epoch");
    const ReplicaKey named{.id = node(vote.voter_id), .directory = asked->voter_directory_id};
    if (is_meant_for(named, own_key()))
      is_granted = grants(context, *asked);
    else
      data.error_code = wire::ErrorCode::invalid_voter_key;
    if (is_granted && !asked->pre_vote) {
      set_election(
          context, disk,
          {.epoch = election_.epoch,
           .leader = NodeId(-1),
           .voted = {.id = node(asked->replica_id), .directory = asked->replica_directory_id}});
      // One that does not know yet that it is a voter may be asked, and does not elect.
      Unattached unattached;
      if (is_voter()) unattached.election_due = election_deadline(context);
      become(context, unattached, "it gave its vote");
    }
  }
  data.vote_granted = is_granted;
  data.leader_id = broker(election_.leader);
  data.leader_epoch = election_.epoch;
  context.tell<VoteAnswered>([&] {
    return Telling<VoteAnswered>{{.replica = config_.id,
                                  .candidate = node(asked->replica_id),
                                  .epoch = asked->replica_epoch,
                                  .is_pre_vote = asked->pre_vote,
                                  .is_granted = is_granted},
                                 {.rule = is_granted ? "vote-granted" : "vote-refused",
                                  .terms = {{"candidate's epoch", asked->replica_epoch.value},
                                            {"own epoch", election_.epoch.value},
                                            {"candidate's log end", asked->last_offset.value},
                                            {"own log end", store_.end().value},
                                            {"voted for", election_.voted.id.value}}}};
  });
  auto response = with_entry<wire::VoteResponse>(data);
  tell_leader(response, request);
  reply(token, std::move(response));
}

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
                     const wire::BeginQuorumEpochRequest& begin) {
  const auto* asked = metadata_entry(begin);
  if (begin.cluster_id && *begin.cluster_id != config_.cluster_id) {
    reply(token,
          with_error<wire::BeginQuorumEpochResponse>(wire::ErrorCode::inconsistent_cluster_id));
    return;
  }
  if (asked == nullptr || !is_started_) {
    reply(token, with_error<wire::BeginQuorumEpochResponse>(wire::ErrorCode::invalid_request));
    return;
  }
  wire::BeginQuorumEpochResponse::PartitionData data{.partition_index = PartitionIndex(0)};
  if (!begin.leader_endpoints.empty()) {
    const auto& endpoint = begin.leader_endpoints.front();
    learned_[node(asked->leader_id)] = {
        .listener = endpoint.name, .host = endpoint.host, .port = endpoint.port};
  }
  if (!take_epoch(context, disk, {asked->leader_epoch, node(asked->leader_id), true}))
    data.error_code = wire::ErrorCode::fenced_leader_epoch;
  else if (!is_meant_for({.id = node(begin.voter_id), .directory = asked->voter_directory_id},
                         own_key()))
    data.error_code = wire::ErrorCode::invalid_voter_key;
  data.leader_id = broker(election_.leader);
  data.leader_epoch = election_.epoch;
  auto response = with_entry<wire::BeginQuorumEpochResponse>(data);
  tell_leader(response, request);
  reply(token, std::move(response));
}

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
                     const wire::EndQuorumEpochRequest& end) {
  const auto* asked = metadata_entry(end);
  if (asked == nullptr || !is_started_) {
    reply(token, with_error<wire::EndQuorumEpochResponse>(wire::ErrorCode::invalid_request));
    return;
  }
  wire::EndQuorumEpochResponse::PartitionData data{.partition_index = PartitionIndex(0)};
  if (!end.leader_endpoints.empty()) {
    const auto& endpoint = end.leader_endpoints.front();
    learned_[node(asked->leader_id)] = {
        .listener = endpoint.name, .host = endpoint.host, .port = endpoint.port};
  }
  if (!take_epoch(context, disk, {asked->leader_epoch, node(asked->leader_id), true})) {
    data.error_code = wire::ErrorCode::fenced_leader_epoch;
  } else if (is_voter() && kind() == RoleKind::follower) {
    // The first successor elects at once, the others wait longer the later they come.
    const std::vector<ReplicaKey> order = successors_of(*asked);
    const auto is_own = [&](const ReplicaKey& key) { return is_same_replica(key, own_key()); };
    const auto place = std::ranges::find_if(order, is_own) - order.begin();
    const std::int64_t wait_ms =
        place == 0 ? 0
                   : config_.election_backoff_max_ms >>
                         std::clamp<std::int64_t>(std::ssize(order) - place, 0, 62);
    std::get<Follower>(role_).fetch_due = context.now + wait_ms * kNanosecondsPerMillisecond;
  }
  data.leader_id = broker(election_.leader);
  data.leader_epoch = election_.epoch;
  auto response = with_entry<wire::EndQuorumEpochResponse>(data);
  tell_leader(response, request);
  reply(token, std::move(response));
}

void Replica::handle(Context& context, Disk& /*disk*/, ReplyToken token, const Request& request,
                     const wire::DescribeQuorumRequest& describe) {
  const bool tells_nodes = request.version >= kVersionWithNodes;
  if (!is_of_metadata(describe)) {
    reply(token, unknown_partitions(describe));
    return;
  }
  auto* leader = std::get_if<Leader>(&role_);
  wire::DescribeQuorumResponse::PartitionData data{.partition_index = PartitionIndex(0),
                                                   .leader_id = broker(election_.leader),
                                                   .leader_epoch = election_.epoch,
                                                   .high_watermark = high_watermark_};
  if (leader == nullptr) {
    data.error_code = wire::ErrorCode::not_leader_or_follower;
  } else {
    const auto add = [tells_nodes](auto& list, const Progress& progress) {
      list.push_back({.replica_id = broker(progress.key.id),
                      .replica_directory_id = tells_nodes ? progress.key.directory : Uuid(),
                      .log_end_offset = progress.end,
                      .last_fetch_timestamp = progress.last_fetch_wall,
                      .last_caught_up_timestamp = progress.last_caught_up_wall});
    };
    Progress self{.key = own_key(),
                  .end = store_.end(),
                  .last_fetch_wall = context.wall,
                  .last_caught_up_wall = context.wall};
    const Instant forgotten = context.now - kObserverSessionMs * kNanosecondsPerMillisecond;
    std::erase_if(leader->observers, [&](const auto& entry) {
      const auto& last = entry.second.last_fetch;
      return !last || *last <= forgotten;
    });
    for (const Voter& voter : voters().all()) {
      const auto found = leader->voters.find(voter.id);
      if (found == leader->voters.end()) self.key = voter.key();
      add(data.current_voters, found == leader->voters.end() ? self : found->second);
    }
    if (!is_voter()) add(data.observers, self);
    for (const auto& [key, progress] : leader->observers)
      add(data.observers, progress);
  }
  wire::DescribeQuorumResponse response;
  response.topics.push_back({.topic_name = std::string(kMetadataTopic), .partitions = {data}});
  for (const Voter& voter : voters().all()) {
    if (!tells_nodes) break;
    auto& listed = response.nodes.emplace_back();
    listed.node_id = broker(voter.id);
    // A voter that nobody had to name, being alone, is where its listeners are.
    for (const Endpoint& endpoint : voter.endpoints.empty() ? config_.endpoints : voter.endpoints)
      listed.listeners.push_back(
          {.name = endpoint.listener, .host = endpoint.host, .port = endpoint.port});
  }
  reply(token, std::move(response));
}

// ---- Answers.

void Replica::on_response(Context& context, Disk& disk, RequestToken token,
                          const Response& response) {
  const auto found = asked_.find(token);
  if (found == asked_.end() || is_over()) return;
  const Asked asked = found->second;
  asked_.erase(found);
  if (const auto* fetched = std::get_if<wire::FetchResponse>(&response.message)) {
    if (asked.epoch == election_.epoch) on_fetched(context, disk, *fetched);
    settle(context, disk);
    return;
  }
  if (const auto* piece = std::get_if<wire::FetchSnapshotResponse>(&response.message)) {
    if (asked.epoch == election_.epoch) on_snapshot_fetched(context, disk, *piece);
    settle(context, disk);
    return;
  }
  const auto take = [&](const auto& message, auto&& then) {
    const auto* data = metadata_entry(message);
    if (data == nullptr) return;
    learn_leader(message, data->leader_id);
    const bool is_current = asked.epoch == election_.epoch;
    if (data->leader_epoch > election_.epoch ||
        (data->leader_epoch == election_.epoch && data->leader_id.value >= 0))
      take_epoch(context, disk, {data->leader_epoch, node(data->leader_id)});
    if (is_current && asked.epoch == election_.epoch) then(*data);
  };
  if (const auto* vote = std::get_if<wire::VoteResponse>(&response.message)) {
    take(*vote, [&](const auto& data) {
      if (data.error_code != wire::ErrorCode::none) {
        // It did not say no: it is another replica, or knows another epoch.
        vote_again_[asked.target] =
            context.now + config_.retry_backoff_ms * kNanosecondsPerMillisecond;
        return;
      }
      auto* prospective = std::get_if<Prospective>(&role_);
      auto* candidate = std::get_if<Candidate>(&role_);
      if (asked.is_pre_vote && prospective != nullptr)
        (data.vote_granted ? prospective->granted : prospective->refused).insert(asked.target);
      else if (!asked.is_pre_vote && candidate != nullptr)
        (data.vote_granted ? candidate->granted : candidate->refused).insert(asked.target);
      else
        return;
      on_votes_changed(context, disk);
    });
  } else if (const auto* begun = std::get_if<wire::BeginQuorumEpochResponse>(&response.message)) {
    take(*begun, [](const auto&) {});
  } else if (std::holds_alternative<wire::EndQuorumEpochResponse>(response.message)) {
    if (auto* resigned = std::get_if<Resigned>(&role_)) resigned->untold.erase(asked.target);
  } else if (const auto* versions = std::get_if<wire::ApiVersionsResponse>(&response.message)) {
    on_api_versions(context, disk, asked, versions);
  } else if (const auto* updated = std::get_if<wire::UpdateRaftVoterResponse>(&response.message)) {
    on_updated(context, disk, asked, *updated);
  }
  settle(context, disk);
}

void Replica::on_failure(Context& context, Disk& disk, RequestToken token) {
  const auto found = asked_.find(token);
  if (found == asked_.end() || is_over()) return;
  const Asked asked = found->second;
  asked_.erase(found);
  const Instant again = context.now + config_.retry_backoff_ms * kNanosecondsPerMillisecond;
  switch (asked.kind) {
    case Asked::Kind::vote:
      vote_again_[asked.target] = again;
      break;
    case Asked::Kind::fetch_snapshot:
      fetch_at_ = again;
      break;
    case Asked::Kind::fetch:
      fetch_at_ = again;
      ++next_bootstrap_;
      break;
    case Asked::Kind::end:
      if (auto* resigned = std::get_if<Resigned>(&role_)) resigned->untold.erase(asked.target);
      break;
    case Asked::Kind::api_versions:
      on_api_versions(context, disk, asked, nullptr);
      break;
    case Asked::Kind::begin:
    case Asked::Kind::update:
      break;
  }
  settle(context, disk);
}

}  // namespace fl::raft
