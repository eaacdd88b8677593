#include "core/controller/partition_change.h"

#include "core/controller/reassignment_steps.h"

#include <algorithm>
#include <utility>

namespace fl::controller {

namespace {

using Ids = std::vector<BrokerId>;
using metadata::kNoLeader;
using metadata::PartitionImage;
using wire::PartitionChangeRecord;

constexpr BrokerId kLeaderUnchanged{-2};

bool holds(const Ids& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

bool holds_all(const Ids& ids, const Ids& wanted) {
  return std::ranges::all_of(wanted, [&ids](BrokerId id) { return holds(ids, id); });
}

/// One change, step by step; the steps work on the target and fill the record.
class Change {
 public:
  Change(const PartitionImage& partition, PartitionTarget target, const PartitionRules& rules,
         const Ids& acceptable)
      : partition_(partition),
        target_(std::move(target)),
        rules_(rules),
        acceptable_(acceptable),
        elr_(partition.eligible_leader_replicas),
        last_known_elr_(partition.last_known_elr) {}

  PartitionChange run() {
    complete_reassignment_if_possible();
    find_eligible_replicas();
    elect();
    begin_epoch_where_replicas_left();
    write_eligible_replicas();
    write_isr();
    begin_epoch_where_isr_shrank();
    write_last_leader();
    write_assignment();
    if (target_.leader_recovery_state != partition_.leader_recovery_state)
      record_.leader_recovery_state = target_.leader_recovery_state;
    PartitionChange change{.record = std::nullopt, .election = std::move(election_)};
    if (record_ != PartitionChangeRecord{}) change.record = std::move(record_);
    return change;
  }

 private:
  void complete_reassignment_if_possible() {
    auto end = complete_reassignment({.removing = target_.removing_replicas,
                                      .adding = target_.adding_replicas,
                                      .replicas = target_.replicas},
                                     target_.isr);
    if (!end) return;
    target_.isr = std::move(end->isr);
    target_.replicas = std::move(end->replicas);
    target_.removing_replicas.clear();
    target_.adding_replicas.clear();
  }

  /// Who left the ISR since it was last large enough still has all that was committed: the high
  /// watermark stands still meanwhile.
  void find_eligible_replicas() {
    if (!rules_.has_elr) return;
    if (static_cast<std::int64_t>(target_.isr.size()) >= rules_.min_isr) {
      elr_.clear();
      last_known_elr_.clear();
      return;
    }
    Ids known = sorted_union(elr_, partition_.isr);
    elr_.clear();
    for (const BrokerId id : known)
      if (!holds(target_.isr, id) && !holds(target_.unclean_replicas, id)) elr_.push_back(id);
    known = sorted_union(known, last_known_elr_);
    last_known_elr_.clear();
    for (const BrokerId id : known)
      if (!holds(target_.isr, id) && !holds(elr_, id)) last_known_elr_.push_back(id);
  }

  static Ids sorted_union(const Ids& a, const Ids& b) {
    Ids all = a;
    all.insert(all.end(), b.begin(), b.end());
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  void elect() {
    election_ =
        elect_leader({.election = target_.election,
                      .leader = partition_.leader,
                      .replicas = target_.replicas,
                      .isr = target_.isr,
                      .elr = elr_,
                      .acceptable = acceptable_,
                      .last_known_elr = partition_.last_known_elr,
                      .may_recover_last_leader = rules_.has_elr && rules_.recovers_last_leader});
    const BrokerId leader = election_.leader;
    if (leader == partition_.leader) return;
    if (holds(elr_, leader)) {
      target_.isr = {leader};
      std::erase(elr_, leader);
    }
    record_.leader = leader;
    if (!election_.is_unclean) return;
    // Only the new leader's records count from here on: the others may be behind or elsewhere.
    record_.isr = Ids{leader};
    if (partition_.leader_recovery_state != kRecovering && rules_.has_recovery_state)
      record_.leader_recovery_state = kRecovering;
  }

  bool names_leader() const { return record_.leader != kLeaderUnchanged; }

  void begin_epoch_where_replicas_left() {
    if (!names_leader() && !holds_all(target_.replicas, partition_.replicas))
      record_.leader = partition_.leader;
  }

  void begin_epoch_where_isr_shrank() {
    if (rules_.bumps_epoch_on_shrink && !names_leader() && record_.isr &&
        !holds_all(*record_.isr, partition_.isr))
      record_.leader = partition_.leader;
  }

  void write_eligible_replicas() {
    const bool is_unclean = record_.isr.has_value();
    if (is_unclean || !rules_.has_elr) {
      elr_.clear();
      last_known_elr_.clear();
    }
    if (elr_ != partition_.eligible_leader_replicas) record_.eligible_leader_replicas = elr_;
    if (!rules_.recovers_last_leader && last_known_elr_ != partition_.last_known_elr)
      record_.last_known_elr = last_known_elr_;
  }

  void write_isr() {
    // Without ELR the last member stays in the ISR for ever, or nobody would know who has the
    // records.
    const bool may_be_empty = rules_.has_elr;
    if (!record_.isr && (!target_.isr.empty() || may_be_empty) && target_.isr != partition_.isr)
      record_.isr = target_.isr;
  }

  /// Remembers who led last, until there is a leader again.
  void write_last_leader() {
    if (!rules_.recovers_last_leader || !rules_.has_elr) return;
    const Ids& known = partition_.last_known_elr;
    if (record_.leader == kNoLeader && partition_.leader != kNoLeader) {
      if (known != Ids{partition_.leader}) record_.last_known_elr = Ids{partition_.leader};
      return;
    }
    const bool has_leader =
        names_leader() ? record_.leader != kNoLeader : partition_.leader != kNoLeader;
    if (has_leader && !known.empty()) record_.last_known_elr = Ids{};
  }

  void write_assignment() {
    if (!target_.replicas.empty()) {
      if (rules_.has_directories) write_directories();
      if (target_.replicas != partition_.replicas) record_.replicas = target_.replicas;
    }
    if (target_.removing_replicas != partition_.removing_replicas)
      record_.removing_replicas = target_.removing_replicas;
    if (target_.adding_replicas != partition_.adding_replicas)
      record_.adding_replicas = target_.adding_replicas;
  }

  void write_directories() {
    std::vector<Uuid> directories;
    directories.reserve(target_.replicas.size());
    for (const BrokerId id : target_.replicas) {
      const auto found = target_.directories.find(id);
      directories.push_back(found == target_.directories.end() ? metadata::kUnassignedDirectory
                                                               : found->second);
    }
    if (directories != partition_.directories) record_.directories = std::move(directories);
  }

  const PartitionImage& partition_;
  PartitionTarget target_;
  const PartitionRules& rules_;
  const Ids& acceptable_;
  Ids elr_;             ///< as it should become
  Ids last_known_elr_;  ///< likewise
  ElectionResult election_;
  PartitionChangeRecord record_;
};

}  // namespace

PartitionTarget target_of(const PartitionImage& partition) {
  PartitionTarget target{.replicas = partition.replicas,
                         .isr = partition.isr,
                         .removing_replicas = partition.removing_replicas,
                         .adding_replicas = partition.adding_replicas,
                         .directories = {},
                         .unclean_replicas = {},
                         .leader_recovery_state = partition.leader_recovery_state};
  for (std::size_t i = 0; i < partition.replicas.size() && i < partition.directories.size(); ++i)
    target.directories.emplace(partition.replicas[i], partition.directories[i]);
  return target;
}

PartitionChange change_partition(const PartitionImage& partition, PartitionTarget target,
                                 const PartitionRules& rules, const Ids& acceptable) {
  return Change(partition, std::move(target), rules, acceptable).run();
}

}  // namespace fl::controller
