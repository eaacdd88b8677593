// A leader changes who votes, one voter at a time: the new set is appended, is in force at once,
// and counts as done when a majority of the new set has it. A follower tells the leader where it
// is. Source: AddVoterHandler, RemoveVoterHandler, UpdateVoterHandler, KIP-853.
#include "core/base/assert.h"
#include "core/raft/replica.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

namespace {

/// The first in which features that begin at level 0 are told.
constexpr std::int16_t kApiVersionsVersion = 4;
constexpr std::int16_t kUpdateVersion = 0;
constexpr std::string_view kFeature = "kraft.version";

/// Who has fetched within it counts as caught up. Source: LeaderState.isReplicaCaughtUp.
constexpr std::int64_t kCaughtUpMs = 3'600'000;

template <class Response>
Response response_of(const Refusal& refusal) {
  Response response;
  response.error_code = refusal.error;
  response.error_message = refusal.message;
  return response;
}

/// The levels that the node offers; nothing if it does not know the feature.
const wire::ApiVersionsResponse::SupportedFeatureKey* kraft_levels(
    const wire::ApiVersionsResponse& response) {
  const auto at = std::ranges::find(response.supported_features, kFeature,
                                    &wire::ApiVersionsResponse::SupportedFeatureKey::name);
  return at == response.supported_features.end() ? nullptr : &*at;
}

}  // namespace

VoterChangeView Replica::change_view() const {
  VoterChangeView view{.cluster_id = config_.cluster_id,
                       .listener = config_.endpoints.empty()
                                       ? std::string_view()
                                       : std::string_view(config_.endpoints.front().listener),
                       .leads = kind() == RoleKind::leader,
                       .leader = {.leader = election_.leader, .epoch = election_.epoch},
                       .leader_endpoint = endpoint_of(election_.leader),
                       .high_watermark = std::nullopt,
                       .history = store_.history()};
  const auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) return view;
  if (!config_.endpoints.empty()) view.leader_endpoint = config_.endpoints.front();
  view.has_change = leader->change.has_value();
  if (high_watermark_ > leader->epoch_start) view.high_watermark = high_watermark_;
  return view;
}

void Replica::handle(Context& context, Disk& /*disk*/, ReplyToken token, const Request& /*request*/,
                     const wire::AddRaftVoterRequest& add) {
  if (const auto refused = refuse(add, change_view())) {
    reply(token, response_of<wire::AddRaftVoterResponse>(*refused));
    return;
  }
  auto& leader = std::get<Leader>(role_);
  const Voter voter = voter_in(add);
  leader.change = PendingChange{
      .kind = PendingChange::Kind::add,
      .token = token,
      .voter = voter,
      .acks_when_committed = add.ack_when_committed,
      .end = std::nullopt,
      .deadline = context.now + config_.request_timeout_ms * kNanosecondsPerMillisecond};
  // Which levels of kraft.version it can run, it says itself.
  send({.kind = Asked::Kind::api_versions, .target = voter.id, .epoch = election_.epoch},
       default_endpoint(voter.endpoints),
       wire::ApiVersionsRequest{.client_software_name = "faultline",
                                .client_software_version = "0.1.0"},
       kApiVersionsVersion);
}

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& /*request*/,
                     const wire::RemoveRaftVoterRequest& remove) {
  if (const auto refused = refuse(remove, change_view())) {
    reply(token, response_of<wire::RemoveRaftVoterResponse>(*refused));
    return;
  }
  const ReplicaKey key{.id = NodeId(remove.voter_id.value), .directory = remove.voter_directory_id};
  std::get<Leader>(role_).change = PendingChange{
      .kind = PendingChange::Kind::remove,
      .token = token,
      .voter = *voters().find(key.id),
      .end = std::nullopt,
      .deadline = context.now + config_.request_timeout_ms * kNanosecondsPerMillisecond};
  const auto end = append_voters(context, disk, voters().without(key).value());
  std::get<Leader>(role_).change->end = end;
}

void Replica::handle(Context& context, Disk& disk, ReplyToken token, const Request& /*request*/,
                     const wire::UpdateRaftVoterRequest& update) {
  auto* leader = std::get_if<Leader>(&role_);
  const bool is_dynamic = store_.history().is_dynamic();
  const VoterSet& known = leader != nullptr && !is_dynamic ? leader->told : voters();
  const wire::ErrorCode error = refuse(update, change_view(), known);
  if (error == wire::ErrorCode::none) {
    const Voter voter = voter_in(update);
    // Answered at once: the voter fetches on, and sees whether it is committed.
    if (is_dynamic)
      static_cast<void>(append_voters(context, disk, voters().updated(voter).value()));
    else
      leader->told = leader->told.with_known(voter);
    hear(context, voter.key());
  }
  reply(token, update_response(error, change_view()));
}

/// A replica answers it only where there is no broker around it that does.
void Replica::handle(Context& /*context*/, Disk& /*disk*/, ReplyToken token,
                     const Request& /*request*/, const wire::ApiVersionsRequest&) {
  wire::ApiVersionsResponse response;
  response.supported_features.push_back({.name = std::string(kFeature),
                                         .min_version = kKraftVersionMin,
                                         .max_version = kKraftVersionMax});
  reply(token, std::move(response));
}

/// Appends the voters, which are in force from now on. The exclusive end of their record; nothing
/// if the disk failed.
std::optional<Offset> Replica::append_voters(Context& context, Disk& disk, const VoterSet& voters) {
  FL_ASSERT(this->voters().has_overlapping_majority(voters));
  const std::vector<ControlRecord> controls{voters.to_record()};
  const auto end = store_.append(context, disk, election_.epoch, controls);
  if (end) note_voters(context);
  return end;
}

bool Replica::is_caught_up(const Context& context, const ReplicaKey& replica) const {
  const auto& observers = std::get<Leader>(role_).observers;
  const auto found = observers.find(replica);
  return found != observers.end() && found->second.last_caught_up_wall > Timestamp(0) &&
         found->second.last_fetch_wall > context.wall - kCaughtUpMs;
}

/// The voter to be said what it supports; null: it did not answer.
void Replica::on_api_versions(Context& context, Disk& disk, const Asked& asked,
                              const wire::ApiVersionsResponse* response) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || asked.epoch != election_.epoch || !leader->change ||
      leader->change->end || leader->change->kind != PendingChange::Kind::add ||
      leader->change->voter.id != asked.target)
    return;
  Voter& voter = leader->change->voter;
  const auto error =
      response == nullptr ? wire::ErrorCode::request_timed_out : response->error_code;
  if (error != wire::ErrorCode::none) {
    end_change(wire::ErrorCode::request_timed_out,
               "Aborted add voter operation for since API_VERSIONS returned an error " +
                   std::string(wire::name_of(error)));
    return;
  }
  const std::int16_t level = store_.history().kraft_version();
  const auto* levels = kraft_levels(*response);
  if (levels == nullptr || levels->min_version > level || levels->max_version < level) {
    const std::string range = levels == nullptr
                                  ? "(min: 0, max: 0)"
                                  : "(min: " + std::to_string(levels->min_version) +
                                        ", max: " + std::to_string(levels->max_version);
    end_change(wire::ErrorCode::invalid_request,
               "Aborted add voter operation for " + text_of(voter.key()) +
                   " since the kraft.version range " + range +
                   " doesn't support the finalized version " + std::to_string(level));
    return;
  }
  if (!is_caught_up(context, voter.key())) {
    end_change(
        wire::ErrorCode::request_timed_out,
        "Aborted add voter operation for " + text_of(voter.key()) + " since it is lagging behind");
    return;
  }
  voter.kraft_version_min = levels->min_version;
  voter.kraft_version_max = levels->max_version;
  PendingChange& change = *leader->change;
  change.end = append_voters(context, disk, voters().with(voter).value());
  if (change.acks_when_committed) return;
  change.is_answered = true;
  reply(change.token, response_of<wire::AddRaftVoterResponse>(refusal_of(wire::ErrorCode::none)));
}

/// The change in flight, if there is one, ended so. No message: the error's own.
void Replica::end_change(wire::ErrorCode error, std::optional<std::string> message) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || !leader->change) return;
  const PendingChange change = *std::exchange(leader->change, std::nullopt);
  if (change.is_answered) return;
  Refusal refusal = refusal_of(error);
  if (message) refusal.message = std::move(message);
  if (change.kind == PendingChange::Kind::add)
    reply(change.token, response_of<wire::AddRaftVoterResponse>(refusal));
  else
    reply(change.token, response_of<wire::RemoveRaftVoterResponse>(refusal));
}

/// Answers a change that is committed, or whose time is over. Whoever removed itself leads on until
/// that is committed, and not longer.
void Replica::finish_change(Context& context) {
  const auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || !leader->change) return;
  const PendingChange& change = *leader->change;
  const bool is_committed = change.end && high_watermark_ >= *change.end;
  const bool is_removal = change.kind == PendingChange::Kind::remove;
  if (is_committed) {
    end_change(wire::ErrorCode::none, std::nullopt);
    if (is_removal && !is_voter())
      become_resigned(context, "it is not in the voters that are committed");
  } else if (change.deadline <= context.now) {
    end_change(wire::ErrorCode::request_timed_out, std::nullopt);
  }
}

/// Source: LeaderState.maybeAppendUpgradedKRaftVersion.
std::string Replica::problem_of_dynamic_voters() const {
  if (store_.history().is_dynamic()) return "";
  const auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) return "The local node is not the leader of the quorum.";
  const bool all_can = std::ranges::all_of(leader->told.all(), [](const Voter& voter) {
    return voter.kraft_version_min <= kKraftVersionMax &&
           voter.kraft_version_max >= kKraftVersionMax && voter.directory != Uuid();
  });
  if (all_can) return "";
  return "Invalid upgrade of kraft.version to KRAFT_VERSION_1 because not all of the voters "
         "support "
         "it";
}

void Replica::make_voters_dynamic(Context& context, Disk& disk) {
  if (store_.history().is_dynamic()) return;
  FL_ASSERT(problem_of_dynamic_voters().empty());
  const std::vector<ControlRecord> controls{
      wire::KRaftVersionRecord{.kraft_version = kKraftVersionMax},
      std::get<Leader>(role_).told.to_record()};
  if (store_.append(context, disk, election_.epoch, controls)) note_voters(context);
  settle(context, disk);
}

/// The leader does not know this voter as it is. With static voters it knows only ids and
/// addresses, until it is told the rest, once in its epoch.
bool Replica::has_to_tell() const {
  const auto* follower = std::get_if<Follower>(&role_);
  if (follower == nullptr || !is_voter() || is_shutting_down_) return false;
  if (store_.history().is_dynamic()) return voters().needs_update(own_voter());
  return !follower->has_updated_leader && config_.directory != Uuid();
}

void Replica::tell_if_due(Context& context) {
  if (!has_to_tell()) return;
  auto& follower = std::get<Follower>(role_);
  if (follower.update_due > context.now) return;
  follower.update_due = context.now + config_.fetch_timeout_ms * kNanosecondsPerMillisecond;
  if (is_asking(Asked::Kind::update, follower.leader)) return;
  wire::UpdateRaftVoterRequest request{.cluster_id = config_.cluster_id,
                                       .current_leader_epoch = election_.epoch,
                                       .voter_id = BrokerId(config_.id.value),
                                       .voter_directory_id = config_.directory};
  for (const Endpoint& own : config_.endpoints)
    request.listeners.push_back({.name = own.listener, .host = own.host, .port = own.port});
  request.kraft_version_feature = {.min_supported_version = kKraftVersionMin,
                                   .max_supported_version = kKraftVersionMax};
  send({.kind = Asked::Kind::update, .target = follower.leader, .epoch = election_.epoch},
       follower.endpoint, std::move(request), kUpdateVersion);
}

void Replica::on_updated(Context& context, Disk& disk, const Asked& asked,
                         const wire::UpdateRaftVoterResponse& response) {
  const auto& leader = response.current_leader;
  if (leader.leader_epoch > election_.epoch)
    take_epoch(context, disk, {leader.leader_epoch, NodeId(leader.leader_id.value)});
  auto* follower = std::get_if<Follower>(&role_);
  if (follower != nullptr && asked.epoch == election_.epoch &&
      response.error_code == wire::ErrorCode::none)
    follower->has_updated_leader = true;
}

}  // namespace fl::raft
