#include "core/controller/periodic_tasks.h"

#include "core/controller/elect_leaders.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace fl::controller {

namespace {

constexpr std::int64_t kNanosecondsPerMs = 1'000'000;
constexpr std::int64_t kMsPerSecond = 1000;

std::int64_t number_of(const View& view, std::string_view property) {
  std::int64_t number = 0;
  if (const auto text = view.config.value_of(property))
    std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

/// Nothing: the task is switched off.
std::optional<std::int64_t> period_ms(const View& view, PeriodicTask task) {
  switch (task) {
    case PeriodicTask::elect_preferred:
      if (view.config.value_of("auto.leader.rebalance.enable") != "true") return std::nullopt;
      return number_of(view, "leader.imbalance.check.interval.seconds") * kMsPerSecond;
    case PeriodicTask::elect_unclean:
      return number_of(view, "unclean.leader.election.interval.ms");
  }
  return std::nullopt;
}

/// Elects for each partition that `concerns`, up to the limit; true if it was reached.
template <class Concerns>
bool elect_all(const View& view, PartitionPlanner& planner, const metadata::RecordList& records,
               Election election, Concerns&& concerns) {
  view.image.topics.for_each([&](const std::string&, const metadata::TopicImage& topic) {
    topic.partitions.for_each(
        [&](const PartitionIndex& index, const metadata::PartitionImage& partition) {
          if (records.size() < kElectionsPerRunMax && concerns(topic, partition))
            plan_election(planner, {topic, index, partition}, election);
        });
  });
  return records.size() >= kElectionsPerRunMax;
}

}  // namespace

Decided<bool> decide_balance_leaders(const View& view) {
  Decided<bool> decided;
  PartitionPlanner planner(view, decided.records, decided.stories, "preferred-leader-balancing");
  decided.response =
      elect_all(view, planner, decided.records, Election::preferred,
                [](const metadata::TopicImage&, const metadata::PartitionImage& partition) {
                  return partition.leader != partition.replicas.front();
                });
  return decided;
}

Decided<bool> decide_elect_unclean_leaders(const View& view) {
  Decided<bool> decided;
  PartitionPlanner planner(view, decided.records, decided.stories, "leaderless-partitions");
  decided.response = elect_all(
      view, planner, decided.records, Election::unclean,
      [&view](const metadata::TopicImage& topic, const metadata::PartitionImage& p) {
        return p.leader == metadata::kNoLeader && allows_unclean_election(view, topic.name);
      });
  return decided;
}

PeriodicTasks PeriodicTasks::of(const View& view, Instant now) {
  PeriodicTasks tasks;
  for (const PeriodicTask task : {PeriodicTask::elect_preferred, PeriodicTask::elect_unclean})
    if (const auto ms = period_ms(view, task))
      tasks.due_.emplace(task, now + *ms * kNanosecondsPerMs);
  return tasks;
}

std::optional<Instant> PeriodicTasks::next_due() const {
  std::optional<Instant> next;
  for (const auto& [task, at] : due_)
    next = next ? std::min(*next, at) : at;
  return next;
}

std::optional<Decided<PeriodicTasks::Run>> PeriodicTasks::decide_due(const View& view,
                                                                     Instant now) const {
  const auto take = [](Decided<bool> elected, PeriodicTask task) {
    return Decided<Run>{.records = std::move(elected.records),
                        .response = {.task = task, .has_more = elected.response},
                        .stories = std::move(elected.stories)};
  };
  for (const auto& [task, at] : due_) {
    if (at > now) continue;
    switch (task) {
      case PeriodicTask::elect_preferred:
        return take(decide_balance_leaders(view), task);
      case PeriodicTask::elect_unclean:
        return take(decide_elect_unclean_leaders(view), task);
    }
  }
  return std::nullopt;
}

void PeriodicTasks::on_run(const View& view, const Run& run, Instant now) {
  const auto ms = period_ms(view, run.task);
  if (!ms) {
    due_.erase(run.task);
    return;
  }
  due_[run.task] = run.has_more ? now : now + *ms * kNanosecondsPerMs;
}

}  // namespace fl::controller
