#include "core/controller/partition_planner.h"

#include "core/metadata/delta.h"

#include <algorithm>
#include <utility>

namespace fl::controller {

namespace {

using metadata::PartitionImage;

bool holds(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

/// Where the broker's replica lies; new replicas lie where the target says.
std::optional<Uuid> directory_of(const PartitionImage& partition, const PartitionTarget& target,
                                 BrokerId broker) {
  for (std::size_t i = 0; i < partition.replicas.size() && i < partition.directories.size(); ++i)
    if (partition.replicas[i] == broker) return partition.directories[i];
  const auto found = target.directories.find(broker);
  if (found != target.directories.end()) return found->second;
  return std::nullopt;
}

}  // namespace

bool leads_any(const metadata::Image& image, BrokerId broker) {
  bool leads = false;
  image.topics.for_each([&](const std::string&, const metadata::TopicImage& topic) {
    if (leads) return;
    topic.partitions.for_each([&](const PartitionIndex&, const PartitionImage& partition) {
      leads = leads || partition.leader == broker;
    });
  });
  return leads;
}

const PartitionRules& PartitionPlanner::rules_for(const metadata::TopicImage& topic) {
  if (rules_topic_ != topic.name) {
    rules_topic_ = topic.name;
    rules_ = rules_of(view_, topic);
    allows_unclean_ = allows_unclean_election(view_, topic.name);
  }
  return rules_;
}

std::vector<BrokerId> PartitionPlanner::acceptable(const PartitionImage& partition,
                                                   const PartitionTarget& target,
                                                   const Standing& standing) const {
  std::vector<BrokerId> asked = target.replicas;
  asked.push_back(partition.leader);
  asked.insert(asked.end(), partition.last_known_elr.begin(), partition.last_known_elr.end());
  std::vector<BrokerId> found;
  for (const BrokerId id : asked) {
    if (id == standing.leaves || id == standing.is_unclean || holds(found, id)) continue;
    if (id != standing.returns && !is_active(view_.image, id)) continue;
    const auto directory = directory_of(partition, target, id);
    if (directory && has_online_directory(view_.image, id, *directory)) found.push_back(id);
  }
  return found;
}

std::optional<PartitionImage> PartitionPlanner::change(const PartitionPlace& place,
                                                       PartitionTarget target,
                                                       const Standing& standing) {
  const PartitionRules& rules = rules_for(place.topic);
  for (const BrokerId id : target.replicas)
    if (!target.directories.contains(id))
      target.directories.emplace(id, default_directory(view_.image, id));
  const std::vector<BrokerId> may_lead = acceptable(place.partition, target, standing);
  PartitionChange change = change_partition(place.partition, std::move(target), rules, may_lead);
  if (!change.record) return std::nullopt;
  change.record->topic_id = place.topic.id;
  change.record->partition_id = place.index;
  PartitionImage after = metadata::merged(place.partition, *change.record);
  tell(place, after, std::move(change.election), rules);
  records_.emplace_back(std::move(*change.record));
  return after;
}

void PartitionPlanner::update(const PartitionPlace& place, const Standing& standing) {
  rules_for(place.topic);
  PartitionTarget target = target_of(place.partition);
  if (allows_unclean_) target.election = Election::unclean;
  if (standing.is_unclean != kNoBroker) target.unclean_replicas = {standing.is_unclean};
  std::erase_if(target.isr, [&standing](BrokerId id) {
    return id == standing.leaves || id == standing.is_unclean;
  });
  change(place, std::move(target), standing);
}

void PartitionPlanner::tell(const PartitionPlace& place, const PartitionImage& after,
                            ElectionResult election, const PartitionRules& rules) {
  const PartitionImage& before = place.partition;
  if (after.replicas != before.replicas || after.adding_replicas != before.adding_replicas ||
      after.removing_replicas != before.removing_replicas)
    stories_.emplace_back(Telling<ReplicasChanged>{.event = {.topic = place.topic.name,
                                                             .partition = place.index,
                                                             .before = before.replicas,
                                                             .replicas = after.replicas,
                                                             .adding = after.adding_replicas,
                                                             .removing = after.removing_replicas},
                                                   .because = {.rule = cause_, .terms = {}}});
  const Term min_isr{.name = "min_isr", .value = rules.min_isr, .config = "min.insync.replicas"};
  if (after.isr != before.isr || after.eligible_leader_replicas != before.eligible_leader_replicas)
    stories_.emplace_back(Telling<IsrChanged>{
        .event = {.topic = place.topic.name,
                  .partition = place.index,
                  .before = before.isr,
                  .isr = after.isr,
                  .eligible_leader_replicas = after.eligible_leader_replicas,
                  .partition_epoch = after.partition_epoch},
        .because = {.rule = cause_,
                    .terms = {{.name = "isr", .value = static_cast<std::int64_t>(after.isr.size())},
                              min_isr}}});
  if (after.leader_epoch == before.leader_epoch) return;
  const Term unclean{.name = "unclean_election",
                     .value = allows_unclean_ ? 1 : 0,
                     .config = "unclean.leader.election.enable"};
  stories_.emplace_back(
      Telling<LeaderElected>{.event = {.topic = place.topic.name,
                                       .partition = place.index,
                                       .before = before.leader,
                                       .leader = after.leader,
                                       .leader_epoch = after.leader_epoch,
                                       .is_unclean = election.is_unclean,
                                       .cause = std::string(cause_),
                                       .candidates = std::move(election.candidates)},
                             .because = {.rule = election.rule, .terms = {min_isr, unclean}}});
}

}  // namespace fl::controller
