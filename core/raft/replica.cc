#include "core/raft/replica.h"

#include "core/base/assert.h"
#include "core/raft/events.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace fl::raft {

namespace {

/// Owner.detail of the loads of waiting fetches begins here.
constexpr std::int64_t kRowBase = 1'000;

void consider(std::optional<Instant>& next, std::optional<Instant> at) {
  if (at && (!next || *at < *next)) next = at;
}

}  // namespace

void Replica::start(Context& context, Disk& disk, QuorumConfig config) {
  config_ = std::move(config);
  started_at_ = context.now;
  store_.start(context, disk, config_);
  settle(context, disk);
}

void Replica::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  if (owner.kind == OwnerKind::metadata && owner.detail >= kRowBase) {
    const auto found = fetches_.find(owner.detail - kRowBase);
    if (found != fetches_.end()) {
      FetchRow& row = found->second;
      row.is_loading = false;
      row.located = store_.log().resume(context, disk, row.located, done);
    }
  } else {
    store_.on_done(context, disk, owner, done);
  }
  settle(context, disk);
}

/// What the log, now durable further or cut, allows.
void Replica::settle(Context& context, Disk& disk) {
  if (!store_.failure().empty() || !store_.is_ready()) return;
  if (!is_started_) {
    begin_life(context, disk);
    for (const auto& [token, request] : std::exchange(early_, {}))
      on_request(context, disk, token, request);
  }
  if (is_over()) return;
  settle_snapshots(context, disk);
  if (std::holds_alternative<Leader>(role_)) advance_high_watermark(context);
  finish_change(context);
  look_at_fetches(context, disk);
  fetch_if_due(context, disk);
  if (!is_shutting_down_ || is_closing_) return;
  const auto* resigned = std::get_if<Resigned>(&role_);
  const bool waits = resigned != nullptr && !resigned->untold.empty() && shut_down_by_ &&
                     context.now < *shut_down_by_;
  if (waits) return;
  is_closing_ = true;
  store_.close(context, disk);
}

/// The role that quorum-state and the log leave this replica in.   Source: QuorumState.initialize.
void Replica::begin_life(Context& context, Disk& disk) {
  is_started_ = true;
  election_ = store_.loaded_state();
  if (election_.epoch < store_.last_epoch())
    election_ = {.epoch = store_.last_epoch(), .leader = NodeId(-1), .voted = {}};
  const bool led = election_.leader == config_.id;
  if (is_voter() && voters().size() == 1) {
    become_candidate(context, disk);
    return;
  }
  if (led && config_.is_controller) {
    become(context, Resigned{.election_due = election_deadline(context), .untold = {}},
           "it led this epoch before it was restarted");
    return;
  }
  if (election_.leader.value >= 0 && endpoint_of(election_.leader)) {
    const NodeId leader = election_.leader;
    become(
        context,
        Follower{.leader = leader,
                 .endpoint = *endpoint_of(leader),
                 .fetch_due = context.now + config_.fetch_timeout_ms * kNanosecondsPerMillisecond,
                 .update_due = context.now + config_.fetch_timeout_ms * kNanosecondsPerMillisecond},
        "the leader is known from quorum-state");
    return;
  }
  election_.leader = NodeId(-1);
  role_ = Unattached{.election_due =
                         is_voter() ? std::optional(election_deadline(context)) : std::nullopt};
}

std::optional<Instant> Replica::next_due() const {
  std::optional<Instant> next;
  if (!is_started_ || is_over()) return next;
  consider(next, fetch_at_);
  consider(next, shut_down_by_);
  consider(next, clean_at_);
  for (const auto& [node, at] : vote_again_)
    consider(next, at);
  for (const auto& [token, row] : fetches_)
    if (!row.is_loading) consider(next, row.deadline);
  if (const auto* unattached = std::get_if<Unattached>(&role_)) {
    consider(next, unattached->election_due);
  } else if (const auto* follower = std::get_if<Follower>(&role_)) {
    // An observer looks at its time when it fetches.
    if (is_voter()) consider(next, follower->fetch_due);
    if (has_to_tell()) consider(next, follower->update_due);
  } else if (const auto* prospective = std::get_if<Prospective>(&role_)) {
    consider(next, prospective->due);
  } else if (const auto* candidate = std::get_if<Candidate>(&role_)) {
    consider(next, candidate->due);
  } else if (const auto* resigned = std::get_if<Resigned>(&role_)) {
    consider(next, resigned->election_due);
  } else if (const auto* leader = std::get_if<Leader>(&role_)) {
    if (!leader->voters.empty()) consider(next, leader->check_due);
    for (const auto& [node, progress] : leader->voters)
      consider(next, progress.begin_due);
    if (leader->change) consider(next, leader->change->deadline);
  }
  return next;
}

std::vector<Outgoing> Replica::take_outgoing() {
  // Votes and epochs are durable before anybody hears of them.
  if (!store_.is_persisted()) return {};
  return std::exchange(outgoing_, {});
}

std::vector<Reply> Replica::take_replies() {
  if (!store_.is_persisted()) return {};
  return std::exchange(replies_, {});
}

std::optional<Offset> Replica::append(Context& context, Disk& disk,
                                      std::span<const ByteVector> values) {
  if (!std::holds_alternative<Leader>(role_) || is_shutting_down_ || is_over()) return std::nullopt;
  return store_.append(context, disk, election_.epoch, values);
}

std::vector<Committed> Replica::take_committed() {
  return store_.take_below(high_watermark_);
}

bool Replica::is_active_leader() const {
  const auto* leader = std::get_if<Leader>(&role_);
  return leader != nullptr && high_watermark_ > leader->epoch_start && store_.is_persisted();
}

std::optional<Endpoint> Replica::leader_endpoint() const {
  if (election_.leader.value < 0) return std::nullopt;
  return endpoint_of(election_.leader);
}

std::optional<Endpoint> Replica::endpoint_of(NodeId id) const {
  const auto learned = learned_.find(id);
  if (learned != learned_.end()) return learned->second;
  const Voter* voter = voters().find(id);
  if (voter != nullptr && !voter->endpoints.empty()) return default_endpoint(voter->endpoints);
  if (id == config_.id && !config_.endpoints.empty()) return config_.endpoints.front();
  return std::nullopt;
}

/// Where the voters say that it is; whoever leads may be elsewhere.
std::optional<Endpoint> Replica::endpoint_of(const Voter& voter) const {
  if (voter.endpoints.empty()) return endpoint_of(voter.id);
  return default_endpoint(voter.endpoints);
}

/// That of the listener by which this replica would be reached, too.
Endpoint Replica::default_endpoint(const std::vector<Endpoint>& endpoints) const {
  if (!config_.endpoints.empty())
    for (const Endpoint& endpoint : endpoints)
      if (endpoint.listener == config_.endpoints.front().listener) return endpoint;
  return endpoints.front();
}

Voter Replica::own_voter() const {
  return {.id = config_.id,
          .directory = config_.directory,
          .endpoints = config_.endpoints,
          .kraft_version_min = kKraftVersionMin,
          .kraft_version_max = kKraftVersionMax};
}

bool Replica::is_asking(Asked::Kind kind, NodeId target) const {
  return std::ranges::any_of(asked_, [&](const auto& entry) {
    return entry.second.kind == kind && entry.second.target == target;
  });
}

RequestToken Replica::send(Asked asked, const Endpoint& endpoint, RequestMessage message,
                           std::int16_t version) {
  const RequestToken token(++last_token_);
  outgoing_.push_back({.token = token,
                       .target = asked.target,
                       .endpoint = endpoint,
                       .request = {.message = std::move(message), .version = version},
                       .timeout_ms = config_.request_timeout_ms});
  asked_.emplace(token, asked);
  return token;
}

void Replica::reply(ReplyToken token, ResponseMessage message) {
  replies_.push_back({.token = token, .response = {.message = std::move(message)}});
}

void Replica::resign(Context& context, Disk& disk) {
  if (std::holds_alternative<Leader>(role_)) become_resigned(context, "it was asked to");
  settle(context, disk);
}

void Replica::shut_down(Context& context, Disk& disk, std::int64_t timeout_ms) {
  is_shutting_down_ = true;
  shut_down_by_ = context.now + timeout_ms * kNanosecondsPerMillisecond;
  if (std::holds_alternative<Leader>(role_) && voters().size() > 1)
    become_resigned(context, "a graceful end");
  settle(context, disk);
}

bool Replica::is_closed() const {
  return (is_closing_ && store_.is_closed() && store_.is_persisted()) ||
         !store_.failure().empty() || !store_.is_ready();
}

void Replica::on_due(Context& context, Disk& disk) {
  if (!is_started_ || is_over()) return;
  const Instant now = context.now;
  if (fetch_at_ && *fetch_at_ <= now) fetch_at_.reset();
  clean_if_due(context, disk);
  elect_if_due(context, disk);
  tell_if_due(context);
  std::erase_if(vote_again_, [&](const auto& entry) { return entry.second <= now; });
  ask_for_votes(context);
  settle(context, disk);
}

/// What the time of a role, when it is over, leads to.
void Replica::elect_if_due(Context& context, Disk& disk) {
  const Instant now = context.now;
  if (auto* unattached = std::get_if<Unattached>(&role_)) {
    if (!unattached->election_due || *unattached->election_due > now) return;
    FL_ASSERT(is_voter());
    // With a log that is being cut it would promise more than it will have.
    if (store_.is_cutting())
      unattached->election_due = election_deadline(context);
    else
      become_prospective(context, disk);
  } else if (auto* follower = std::get_if<Follower>(&role_)) {
    if (!is_voter() || follower->fetch_due > now) return;
    if (store_.is_cutting())
      follower->fetch_due = election_deadline(context);
    else
      become_prospective(context, disk);
  } else if (auto* prospective = std::get_if<Prospective>(&role_)) {
    if (prospective->due <= now) give_up(context, disk, "no pre-votes");
  } else if (auto* candidate = std::get_if<Candidate>(&role_)) {
    if (candidate->due <= now) become_prospective(context, disk);
  } else if (auto* resigned = std::get_if<Resigned>(&role_)) {
    // In the epoch that it led it votes for nobody: it goes on in the next.
    if (resigned->election_due && *resigned->election_due <= now)
      become_unattached(context, disk, LeaderEpoch(election_.epoch.value + 1), "its time is over");
  } else {
    check_quorum(context);
    send_begin(context);
  }
}

/// Never back.
void Replica::raise_high_watermark(Context& context, Offset to) {
  if (to <= high_watermark_) return;
  const Offset before = std::exchange(high_watermark_, to);
  const bool is_leader = std::holds_alternative<Leader>(role_);
  context.tell<QuorumHighWatermarkMoved>([&] {
    return Telling<QuorumHighWatermarkMoved>{
        {.replica = config_.id,
         .epoch = election_.epoch,
         .is_leader = is_leader,
         .before = before,
         .after = to},
        {.rule = is_leader ? "a-majority-has-it-durably" : "as-the-leader-said", .terms = {}}};
  });
}

}  // namespace fl::raft
