// Requests as peers send them.
#include "tests/core/raft/harness/cluster.h"

namespace fl::raft {

wire::VoteRequest vote_of(std::int32_t candidate, std::int32_t epoch, std::int32_t last_epoch,
                          std::int64_t end, bool is_pre_vote) {
  wire::VoteRequest request{.cluster_id = "cluster"};
  request.topics.push_back({.topic_name = std::string(kMetadataTopic),
                            .partitions = {{.partition_index = PartitionIndex(0),
                                            .replica_epoch = LeaderEpoch(epoch),
                                            .replica_id = BrokerId(candidate),
                                            .last_offset_epoch = LeaderEpoch(last_epoch),
                                            .last_offset = Offset(end),
                                            .pre_vote = is_pre_vote}}});
  return request;
}

wire::BeginQuorumEpochRequest begin_of(std::int32_t leader, std::int32_t epoch) {
  wire::BeginQuorumEpochRequest request{.cluster_id = "cluster"};
  request.topics.push_back({.topic_name = std::string(kMetadataTopic),
                            .partitions = {{.partition_index = PartitionIndex(0),
                                            .leader_id = BrokerId(leader),
                                            .leader_epoch = LeaderEpoch(epoch)}}});
  return request;
}

wire::EndQuorumEpochRequest end_of(std::int32_t leader, std::int32_t epoch,
                                   const std::vector<std::int32_t>& successors) {
  wire::EndQuorumEpochRequest request{.cluster_id = "cluster"};
  wire::EndQuorumEpochRequest::PartitionData data{.partition_index = PartitionIndex(0),
                                                  .leader_id = BrokerId(leader),
                                                  .leader_epoch = LeaderEpoch(epoch)};
  for (const std::int32_t successor : successors) {
    data.preferred_successors.push_back(BrokerId(successor));
    data.preferred_candidates.push_back(
        {.candidate_id = BrokerId(successor), .candidate_directory_id = {}});
  }
  request.topics.push_back({.topic_name = std::string(kMetadataTopic), .partitions = {data}});
  return request;
}

wire::FetchRequest fetch_of(std::int32_t replica, std::int32_t epoch, std::int64_t offset,
                            std::int32_t last_epoch) {
  wire::FetchRequest request{.cluster_id = "cluster",
                             .replica_state = {.replica_id = BrokerId(replica)},
                             .max_wait_ms = 0,
                             .min_bytes = 0,
                             .max_bytes = 1 << 20};
  request.topics.push_back({.topic = std::string(kMetadataTopic),
                            .partitions = {{.partition = PartitionIndex(0),
                                            .current_leader_epoch = LeaderEpoch(epoch),
                                            .fetch_offset = Offset(offset),
                                            .last_fetched_epoch = LeaderEpoch(last_epoch),
                                            .partition_max_bytes = 1 << 20}}});
  return request;
}

wire::AddRaftVoterRequest add_of(const Voter& voter, bool acks_when_committed) {
  wire::AddRaftVoterRequest request{.cluster_id = "cluster",
                                    .timeout_ms = 1'000,
                                    .voter_id = BrokerId(voter.id.value),
                                    .voter_directory_id = voter.directory,
                                    .ack_when_committed = acks_when_committed};
  for (const Endpoint& endpoint : voter.endpoints)
    request.listeners.push_back(
        {.name = endpoint.listener, .host = endpoint.host, .port = endpoint.port});
  return request;
}

wire::RemoveRaftVoterRequest remove_of(const ReplicaKey& voter) {
  return {.cluster_id = "cluster",
          .voter_id = BrokerId(voter.id.value),
          .voter_directory_id = voter.directory};
}

wire::UpdateRaftVoterRequest update_of(const Voter& voter, std::int32_t epoch) {
  wire::UpdateRaftVoterRequest request{.cluster_id = "cluster",
                                       .current_leader_epoch = LeaderEpoch(epoch),
                                       .voter_id = BrokerId(voter.id.value),
                                       .voter_directory_id = voter.directory};
  for (const Endpoint& endpoint : voter.endpoints)
    request.listeners.push_back(
        {.name = endpoint.listener, .host = endpoint.host, .port = endpoint.port});
  request.kraft_version_feature = {.min_supported_version = voter.kraft_version_min,
                                   .max_supported_version = voter.kraft_version_max};
  return request;
}

const wire::VoteResponse::PartitionData& vote_in(const Response& response) {
  return std::get<wire::VoteResponse>(response.message).topics.at(0).partitions.at(0);
}

const wire::FetchResponse::PartitionData& fetch_in(const Response& response) {
  return std::get<wire::FetchResponse>(response.message).responses.at(0).partitions.at(0);
}

}  // namespace fl::raft
