#include "core/raft/voter_changes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace fl::raft {

namespace {

/// How an error tells of the change.
struct Words {
  std::string name;  ///< "Add", "Remove"
  std::string verb;  ///< "adding", "removing"
};

/// Why the request is refused before it is asked whether voters can change; nothing if it is not.
template <class Response, class M>
std::optional<Response> refuse_shape(const M& request, const VoterChange& change,
                                     const Words& words) {
  Response response;
  if (request.cluster_id && *request.cluster_id != change.cluster_id) {
    response.error_code = wire::ErrorCode::inconsistent_cluster_id;
    response.error_message = "The given id \"" + *request.cluster_id +
                             "\" doesn't match the cluster id \"" + std::string(change.cluster_id) +
                             "\"";
    return response;
  }
  if (!change.leads) {
    response.error_code = wire::ErrorCode::not_leader_or_follower;
    return response;
  }
  if (request.voter_id.value >= 0 && request.voter_directory_id != Uuid()) return std::nullopt;
  response.error_code = wire::ErrorCode::invalid_request;
  response.error_message = words.name + " voter request didn't include a valid voter";
  return response;
}

template <class Response>
Response unsupported(const Words& words) {
  Response response;
  response.error_code = wire::ErrorCode::unsupported_version;
  response.error_message =
      "Cluster doesn't support " + words.verb + " voter because the kraft.version feature is 0";
  return response;
}

wire::ErrorCode check_voter_update(const wire::UpdateRaftVoterRequest& request,
                                   const VoterChange& change) {
  using enum wire::ErrorCode;
  if (request.cluster_id && *request.cluster_id != change.cluster_id)
    return inconsistent_cluster_id;
  if (request.current_leader_epoch < change.leader.epoch) return fenced_leader_epoch;
  if (request.current_leader_epoch > change.leader.epoch) return unknown_leader_epoch;
  if (!change.leads) return not_leader_or_follower;
  if (request.voter_id.value < 0 || request.voter_directory_id == Uuid()) return invalid_request;
  const bool is_reached = std::ranges::any_of(
      request.listeners, [&](const auto& endpoint) { return endpoint.name == change.listener; });
  const auto& levels = request.kraft_version_feature;
  if (!is_reached || levels.min_supported_version < 0 ||
      levels.max_supported_version < levels.min_supported_version)
    return invalid_request;
  const bool is_voter = std::ranges::any_of(
      change.voters, [&](const Voter& voter) { return voter.id.value == request.voter_id.value; });
  return is_voter ? none : voter_not_found;
}

}  // namespace

wire::AddRaftVoterResponse refuse_voter_change(const wire::AddRaftVoterRequest& request,
                                               const VoterChange& change) {
  const Words words{.name = "Add", .verb = "adding"};
  if (auto refused = refuse_shape<wire::AddRaftVoterResponse>(request, change, words))
    return std::move(*refused);
  std::string listed;
  for (const auto& endpoint : request.listeners) {
    if (endpoint.name == change.listener) return unsupported<wire::AddRaftVoterResponse>(words);
    listed += (listed.empty() ? "" : ", ") + ("ListenerName(" + endpoint.name + ")=") +
              endpoint.host + "/<unresolved>:" + std::to_string(endpoint.port);
  }
  wire::AddRaftVoterResponse response;
  response.error_code = wire::ErrorCode::invalid_request;
  response.error_message = "Add voter request didn't include the endpoint (Endpoints(endpoints={" +
                           listed + "})) for the default listener ListenerName(" +
                           std::string(change.listener) + ")";
  return response;
}

wire::RemoveRaftVoterResponse refuse_voter_change(const wire::RemoveRaftVoterRequest& request,
                                                  const VoterChange& change) {
  const Words words{.name = "Remove", .verb = "removing"};
  if (auto refused = refuse_shape<wire::RemoveRaftVoterResponse>(request, change, words))
    return std::move(*refused);
  return unsupported<wire::RemoveRaftVoterResponse>(words);
}

wire::UpdateRaftVoterResponse answer_voter_update(const wire::UpdateRaftVoterRequest& request,
                                                  const VoterChange& change) {
  wire::UpdateRaftVoterResponse response{.error_code = check_voter_update(request, change)};
  response.current_leader.leader_id = BrokerId(change.leader.leader.value);
  response.current_leader.leader_epoch = change.leader.epoch;
  if (change.leader_endpoint) {
    response.current_leader.host = change.leader_endpoint->host;
    response.current_leader.port = change.leader_endpoint->port;
  }
  return response;
}

}  // namespace fl::raft
