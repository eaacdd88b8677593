#include "core/broker/handlers/timed_out.h"

namespace fl::broker {

namespace {

template <class Results>
void mark(Results& results) {
  for (auto& result : results) {
    if (result.error_code != wire::ErrorCode::none) continue;
    result.error_code = wire::ErrorCode::request_timed_out;
    result.error_message = std::nullopt;
  }
}

/// Of a response with one error for all of it.
template <class Response>
void mark_whole(Response& response) {
  response = {};
  response.error_code = wire::ErrorCode::request_timed_out;
}

}  // namespace

void mark_timed_out(wire::CreateTopicsResponse& response) {
  mark(response.topics);
}

void mark_timed_out(wire::DeleteTopicsResponse& response) {
  mark(response.responses);
}

void mark_timed_out(wire::CreatePartitionsResponse& response) {
  mark(response.results);
}

void mark_timed_out(wire::AlterConfigsResponse& response) {
  mark(response.responses);
}

void mark_timed_out(wire::IncrementalAlterConfigsResponse& response) {
  mark(response.responses);
}

void mark_timed_out(wire::ElectLeadersResponse& response) {
  for (auto& topic : response.replica_election_results)
    mark(topic.partition_result);
}

void mark_timed_out(wire::AlterPartitionReassignmentsResponse& response) {
  for (auto& topic : response.responses)
    mark(topic.partitions);
}

void mark_timed_out(wire::AlterClientQuotasResponse& response) {
  mark(response.entries);
}

void mark_timed_out(wire::UpdateFeaturesResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::UnregisterBrokerResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::ControllerRegistrationResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::AssignReplicasToDirsResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::BrokerRegistrationResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::BrokerHeartbeatResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::AlterPartitionResponse& response) {
  mark_whole(response);
}

void mark_timed_out(wire::AllocateProducerIdsResponse& response) {
  mark_whole(response);
}

}  // namespace fl::broker
