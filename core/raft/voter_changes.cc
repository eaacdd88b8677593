#include "core/raft/voter_changes.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

namespace {

/// How an error tells of the change.
struct Words {
  std::string name;  ///< "Add", "Remove"
  std::string verb;  ///< "adding", "removing"
};

Refusal timed_out(const std::string& waiting_for) {
  return {.error = wire::ErrorCode::request_timed_out,
          .message = "Request timed out waiting for " + waiting_for};
}

/// Why the request is refused whatever the leader's state is; nothing if it is not.
template <class M>
std::optional<Refusal> refuse_shape(const M& request, const VoterChangeView& view,
                                    const Words& words) {
  if (request.cluster_id && *request.cluster_id != view.cluster_id)
    return Refusal{.error = wire::ErrorCode::inconsistent_cluster_id,
                   .message = "The given id \"" + *request.cluster_id +
                              "\" doesn't match the cluster id \"" + std::string(view.cluster_id) +
                              "\""};
  if (!view.leads) return Refusal{.error = wire::ErrorCode::not_leader_or_follower};
  if (request.voter_id.value >= 0 && request.voter_directory_id != Uuid()) return std::nullopt;
  return Refusal{.error = wire::ErrorCode::invalid_request,
                 .message = words.name + " voter request didn't include a valid voter"};
}

/// Voters change one at a time, and only after what came before is known to be committed.
std::optional<Refusal> refuse_now(const VoterChangeView& view, const Words& words) {
  if (view.has_change) return timed_out("leader to handle previous voter change request");
  if (!view.high_watermark)
    return timed_out("leader to establish HWM and fence previous voter changes");
  if (!view.history.is_dynamic())
    return Refusal{.error = wire::ErrorCode::unsupported_version,
                   .message = "Cluster doesn't support " + words.verb +
                              " voter because the kraft.version feature is " +
                              std::to_string(view.history.kraft_version())};
  const auto at = view.history.voters_offset();
  if (at && *at < *view.high_watermark) return std::nullopt;
  return timed_out("voters to commit the latest voter change at " +
                   (at ? "Optional[" + std::to_string(at->value) + "]" : "Optional.empty") +
                   " with HWM " + std::to_string(view.high_watermark->value));
}

template <class Listeners>
bool has_listener(const Listeners& listeners, std::string_view name) {
  return std::ranges::any_of(listeners, [&](const auto& l) { return l.name == name; });
}

template <class Listeners>
std::vector<Endpoint> endpoints_in(const Listeners& listeners) {
  std::vector<Endpoint> endpoints;
  for (const auto& listener : listeners)
    endpoints.push_back({.listener = listener.name, .host = listener.host, .port = listener.port});
  return endpoints;
}

ReplicaKey key_in(const auto& request) {
  return {.id = NodeId(request.voter_id.value), .directory = request.voter_directory_id};
}

}  // namespace

Refusal refusal_of(wire::ErrorCode error) {
  Refusal refusal{.error = error, .message = std::nullopt};
  if (error != wire::ErrorCode::none) refusal.message = std::string(wire::message_of(error));
  return refusal;
}

std::optional<Refusal> refuse(const wire::AddRaftVoterRequest& request,
                              const VoterChangeView& view) {
  const Words words{.name = "Add", .verb = "adding"};
  if (auto refused = refuse_shape(request, view, words)) return refused;
  if (!has_listener(request.listeners, view.listener)) {
    std::string listed;
    for (const auto& endpoint : request.listeners)
      listed += (listed.empty() ? "" : ", ") + ("ListenerName(" + endpoint.name + ")=") +
                endpoint.host + "/<unresolved>:" + std::to_string(endpoint.port);
    return Refusal{
        .error = wire::ErrorCode::invalid_request,
        .message = "Add voter request didn't include the endpoint (Endpoints(endpoints={" + listed +
                   "})) for the default listener ListenerName(" + std::string(view.listener) + ")"};
  }
  if (auto refused = refuse_now(view, words)) return refused;
  if (view.history.voters().find(NodeId(request.voter_id.value)) == nullptr) return std::nullopt;
  return Refusal{.error = wire::ErrorCode::duplicate_voter,
                 .message = "The voter id for " + text_of(key_in(request)) +
                            " is already part of the set of voters " +
                            view.history.voters().keys_text() + "."};
}

std::optional<Refusal> refuse(const wire::RemoveRaftVoterRequest& request,
                              const VoterChangeView& view) {
  const Words words{.name = "Remove", .verb = "removing"};
  if (auto refused = refuse_shape(request, view, words)) return refused;
  if (auto refused = refuse_now(view, words)) return refused;
  if (view.history.voters().without(key_in(request))) return std::nullopt;
  return Refusal{.error = wire::ErrorCode::voter_not_found,
                 .message = "Cannot remove voter " + text_of(key_in(request)) +
                            " from the set of voters " + view.history.voters().keys_text()};
}

wire::ErrorCode refuse(const wire::UpdateRaftVoterRequest& request, const VoterChangeView& view,
                       const VoterSet& known) {
  using enum wire::ErrorCode;
  if (request.cluster_id && *request.cluster_id != view.cluster_id) return inconsistent_cluster_id;
  if (request.current_leader_epoch < view.leader.epoch) return fenced_leader_epoch;
  if (request.current_leader_epoch > view.leader.epoch) return unknown_leader_epoch;
  if (!view.leads) return not_leader_or_follower;
  if (request.voter_id.value < 0 || request.voter_directory_id == Uuid()) return invalid_request;
  const auto& levels = request.kraft_version_feature;
  if (!has_listener(request.listeners, view.listener) || levels.min_supported_version < 0 ||
      levels.max_supported_version < levels.min_supported_version)
    return invalid_request;
  if (view.has_change || !view.high_watermark) return request_timed_out;
  if (view.history.is_dynamic()) {
    const auto at = view.history.voters_offset();
    if (!at || *at >= *view.high_watermark) return request_timed_out;
  }
  const std::int16_t level = view.history.kraft_version();
  if (levels.min_supported_version > level || levels.max_supported_version < level)
    return invalid_request;
  const bool is_voter = view.history.is_dynamic() ? known.is_voter(key_in(request))
                                                  : known.find(key_in(request).id) != nullptr;
  return is_voter ? none : voter_not_found;
}

Voter voter_in(const wire::AddRaftVoterRequest& request) {
  return {.id = NodeId(request.voter_id.value),
          .directory = request.voter_directory_id,
          .endpoints = endpoints_in(request.listeners)};
}

Voter voter_in(const wire::UpdateRaftVoterRequest& request) {
  return {.id = NodeId(request.voter_id.value),
          .directory = request.voter_directory_id,
          .endpoints = endpoints_in(request.listeners),
          .kraft_version_min = request.kraft_version_feature.min_supported_version,
          .kraft_version_max = request.kraft_version_feature.max_supported_version};
}

wire::UpdateRaftVoterResponse update_response(wire::ErrorCode error, const VoterChangeView& view) {
  wire::UpdateRaftVoterResponse response{.error_code = error};
  response.current_leader.leader_id = BrokerId(view.leader.leader.value);
  response.current_leader.leader_epoch = view.leader.epoch;
  if (view.leader_endpoint) {
    response.current_leader.host = view.leader_endpoint->host;
    response.current_leader.port = view.leader_endpoint->port;
  }
  return response;
}

}  // namespace fl::raft
