// Time-outs, votes and roles. A replica that hears from no leader first asks whether it would be
// elected (pre-vote, KIP-996), and only then begins an epoch of its own.
#include "core/base/assert.h"
#include "core/raft/events.h"
#include "core/raft/replica.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

namespace {

constexpr std::int16_t kVoteVersion = 2;
constexpr std::int16_t kEndVersion = 1;

std::int64_t ns(std::int64_t ms) {
  return ms * kNanosecondsPerMillisecond;
}

BrokerId broker(NodeId id) {
  return BrokerId(id.value);
}

}  // namespace

/// The only door from role to role.
void Replica::become(Context& context, Role role, std::string_view because) {
  const RoleKind from = kind();
  if (!std::holds_alternative<Leader>(role))
    end_change(wire::ErrorCode::not_leader_or_follower, std::nullopt);
  role_ = std::move(role);
  FL_ASSERT(allowed(kRoleTransitions, from, kind()));
  vote_again_.clear();
  if (!std::holds_alternative<Leader>(role_)) refuse_fetches();
  context.tell<RoleChanged>([&] {
    return Telling<RoleChanged>{
        {.replica = config_.id,
         .from = std::string(name_of(from)),
         .to = std::string(name_of(kind())),
         .epoch = election_.epoch,
         .leader = election_.leader},
        {.rule = because,
         .terms = {{"log end", store_.end().value},
                   {"epoch of the last record", store_.last_epoch().value}}}};
  });
}

void Replica::set_election(Context& context, Disk& disk, const ElectionState& state) {
  FL_ASSERT(state.epoch >= election_.epoch);
  if (state == election_) return;
  election_ = state;
  store_.persist(context, disk, state);
}

Instant Replica::election_deadline(Context& context) {
  const auto span =
      static_cast<std::uint64_t>(std::max<std::int64_t>(config_.election_timeout_ms, 1));
  const auto jitter =
      context.draw.below(span, "election-timeout",
                         {static_cast<std::uint64_t>(config_.id.value),
                          static_cast<std::uint64_t>(context.incarnation), ++elections_});
  return context.now + ns(config_.election_timeout_ms + static_cast<std::int64_t>(jitter));
}

void Replica::become_unattached(Context& context, Disk& disk, LeaderEpoch epoch,
                                std::string_view because) {
  std::optional<Instant> due;
  if (is_voter()) {
    // Who already waits for its turn does not begin to wait anew.
    if (const auto* unattached = std::get_if<Unattached>(&role_); unattached != nullptr)
      due = unattached->election_due;
    if (const auto* candidate = std::get_if<Candidate>(&role_); candidate != nullptr)
      due = candidate->due;
    if (!due) due = election_deadline(context);
  }
  if (epoch > election_.epoch)
    set_election(context, disk, {.epoch = epoch, .leader = NodeId(-1), .voted = {}});
  else
    set_election(context, disk,
                 {.epoch = epoch, .leader = election_.leader, .voted = election_.voted});
  become(context, Unattached{.election_due = due}, because);
}

void Replica::become_follower(Context& context, Disk& disk, LeaderEpoch epoch, NodeId leader) {
  const auto endpoint = endpoint_of(leader);
  if (!endpoint) return;
  const ReplicaKey voted = epoch == election_.epoch ? election_.voted : ReplicaKey{};
  set_election(context, disk, {.epoch = epoch, .leader = leader, .voted = voted});
  fetch_at_.reset();
  become(context,
         Follower{.leader = leader,
                  .endpoint = *endpoint,
                  .fetch_due = context.now + ns(config_.fetch_timeout_ms),
                  .update_due = context.now + ns(config_.fetch_timeout_ms)},
         "a leader is known");
}

void Replica::become_prospective(Context& context, Disk& disk) {
  become(context,
         Prospective{.granted = {config_.id}, .refused = {}, .due = election_deadline(context)},
         "no leader in time");
  ask_for_votes(context);
  on_votes_changed(context, disk);
}

void Replica::become_candidate(Context& context, Disk& disk) {
  set_election(context, disk,
               {.epoch = LeaderEpoch(election_.epoch.value + 1),
                .leader = NodeId(-1),
                .voted = {.id = config_.id, .directory = config_.directory}});
  become(context,
         Candidate{.granted = {config_.id}, .refused = {}, .due = election_deadline(context)},
         voters().size() == 1 ? "it is the only voter" : "a majority would vote for it");
  ask_for_votes(context);
  on_votes_changed(context, disk);
}

void Replica::become_leader(Context& context, Disk& disk) {
  const Candidate won = std::get<Candidate>(role_);
  set_election(context, disk, {.epoch = election_.epoch, .leader = config_.id, .voted = {}});
  Leader leader{.epoch_start = store_.end(),
                .check_due = context.now + ns(config_.fetch_timeout_ms * 3 / 2)};
  wire::LeaderChangeMessage message{.leader_id = broker(config_.id)};
  for (const Voter& voter : voters().all()) {
    message.voters.push_back({.voter_id = broker(voter.id)});
    if (won.granted.contains(voter.id))
      message.granting_voters.push_back({.voter_id = broker(voter.id)});
  }
  leader.granting.assign(won.granted.begin(), won.granted.end());
  become(context, std::move(leader), "a majority voted for it");
  store_.log().begin_epoch(context, disk, election_.epoch);
  std::vector<ControlRecord> controls{std::move(message)};
  // Voters that a directory was formatted with are in no log yet; others may not know where this
  // voter is now.
  const VoterHistory& history = store_.history();
  const bool is_formatted = history.voters_offset().value_or(Offset(-1)) < Offset(0);
  if (history.is_dynamic() && (is_formatted || voters().needs_update(own_voter()))) {
    controls.emplace_back(wire::KRaftVersionRecord{.kraft_version = history.kraft_version()});
    controls.emplace_back(voters().updated(own_voter()).value().to_record());
  }
  static_cast<void>(store_.append(context, disk, election_.epoch, controls));
  note_voters(context);
  auto& led = std::get<Leader>(role_);
  led.told = voters().with_known(own_voter());
  send_begin(context);
}

void Replica::become_resigned(Context& context, std::string_view because) {
  const Leader led = std::get<Leader>(role_);
  // The most advanced may elect itself at once, the next a little later.
  std::vector<const Progress*> successors;
  for (const auto& [id, progress] : led.voters)
    successors.push_back(&progress);
  std::ranges::stable_sort(successors,
                           [](const Progress* a, const Progress* b) { return a->end > b->end; });
  wire::EndQuorumEpochRequest::PartitionData data{.partition_index = PartitionIndex(0),
                                                  .leader_id = broker(config_.id),
                                                  .leader_epoch = election_.epoch};
  for (const Progress* successor : successors) {
    data.preferred_successors.push_back(broker(successor->key.id));
    data.preferred_candidates.push_back({.candidate_id = broker(successor->key.id),
                                         .candidate_directory_id = successor->key.directory});
  }
  Resigned resigned{.election_due = election_deadline(context), .untold = {}};
  for (const auto& [id, progress] : led.voters) {
    const auto endpoint = endpoint_of(id);
    if (!endpoint) continue;
    wire::EndQuorumEpochRequest request{.cluster_id = config_.cluster_id};
    request.topics.push_back({.topic_name = std::string(kMetadataTopic), .partitions = {data}});
    for (const Endpoint& own : config_.endpoints)
      request.leader_endpoints.push_back(
          {.name = own.listener, .host = own.host, .port = own.port});
    resigned.untold.insert(id);
    send({.kind = Asked::Kind::end, .target = id, .epoch = election_.epoch}, *endpoint,
         std::move(request), kEndVersion);
  }
  become(context, std::move(resigned), because);
}

/// Asks every voter that has not said and is not being asked.
void Replica::ask_for_votes(Context& /*context*/) {
  const auto* prospective = std::get_if<Prospective>(&role_);
  const auto* candidate = std::get_if<Candidate>(&role_);
  if (prospective == nullptr && candidate == nullptr) return;
  const auto& granted = prospective != nullptr ? prospective->granted : candidate->granted;
  const auto& refused = prospective != nullptr ? prospective->refused : candidate->refused;
  for (const Voter& voter : voters().all()) {
    if (granted.contains(voter.id) || refused.contains(voter.id)) continue;
    if (vote_again_.contains(voter.id)) continue;
    const bool is_asked = std::ranges::any_of(asked_, [&](const auto& entry) {
      const Asked& asked = entry.second;
      return asked.kind == Asked::Kind::vote && asked.target == voter.id &&
             asked.epoch == election_.epoch && asked.is_pre_vote == (prospective != nullptr);
    });
    const auto endpoint = endpoint_of(voter);
    if (is_asked || !endpoint) continue;
    wire::VoteRequest request{.cluster_id = config_.cluster_id, .voter_id = broker(voter.id)};
    request.topics.push_back({.topic_name = std::string(kMetadataTopic),
                              .partitions = {{.partition_index = PartitionIndex(0),
                                              .replica_epoch = election_.epoch,
                                              .replica_id = broker(config_.id),
                                              .replica_directory_id = config_.directory,
                                              .voter_directory_id = voter.directory,
                                              .last_offset_epoch = store_.last_epoch(),
                                              .last_offset = store_.end(),
                                              .pre_vote = prospective != nullptr}}});
    send({.kind = Asked::Kind::vote,
          .target = voter.id,
          .epoch = election_.epoch,
          .is_pre_vote = prospective != nullptr},
         *endpoint, std::move(request), kVoteVersion);
  }
}

void Replica::on_votes_changed(Context& context, Disk& disk) {
  const std::size_t all = voters().size();
  if (const auto* prospective = std::get_if<Prospective>(&role_)) {
    if (prospective->granted.size() >= majority())
      become_candidate(context, disk);
    else if (prospective->refused.size() > all - majority())
      give_up(context, disk, "not enough pre-votes");
  } else if (auto* candidate = std::get_if<Candidate>(&role_)) {
    if (candidate->granted.size() >= majority()) {
      become_leader(context, disk);
    } else if (candidate->refused.size() > all - majority()) {
      const auto wait = context.draw.below(
          static_cast<std::uint64_t>(std::max<std::int64_t>(config_.election_backoff_max_ms, 1)),
          "election-backoff", {static_cast<std::uint64_t>(config_.id.value), ++elections_});
      candidate->due = std::min(candidate->due, context.now + ns(static_cast<std::int64_t>(wait)));
    }
  }
}

/// A prospective that is not wanted goes back to the leader that it knew, if there is one: others
/// still hear from it.   Source: KIP-996.
void Replica::give_up(Context& context, Disk& disk, std::string_view because) {
  const NodeId leader = election_.leader;
  if (leader.value >= 0 && leader != config_.id && endpoint_of(leader))
    become_follower(context, disk, election_.epoch, leader);
  else
    become_unattached(context, disk, election_.epoch, because);
}

bool Replica::take_epoch(Context& context, Disk& disk, const Known& known) {
  const auto [epoch, leader, is_from_leader] = known;
  if (epoch < election_.epoch) return false;
  const bool knows_leader = leader.value >= 0 && leader != config_.id;
  if (epoch > election_.epoch) {
    if (knows_leader && endpoint_of(leader))
      become_follower(context, disk, epoch, leader);
    else
      become_unattached(context, disk, epoch, "a higher epoch");
  } else if (knows_leader && (election_.leader.value < 0 || is_from_leader) &&
             kind() != RoleKind::leader && kind() != RoleKind::resigned &&
             (kind() != RoleKind::follower || std::get<Follower>(role_).leader != leader)) {
    become_follower(context, disk, epoch, leader);
  }
  return true;
}

}  // namespace fl::raft
