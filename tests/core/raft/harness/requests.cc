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

const wire::VoteResponse::PartitionData& vote_in(const Response& response) {
  return std::get<wire::VoteResponse>(response.message).topics.at(0).partitions.at(0);
}

const wire::FetchResponse::PartitionData& fetch_in(const Response& response) {
  return std::get<wire::FetchResponse>(response.message).responses.at(0).partitions.at(0);
}

}  // namespace fl::raft
