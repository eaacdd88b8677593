#include "sim/scenario/references.h"

#include "sim/scenario/cast.h"
#include "sim/scenario/measures.h"
#include "sim/scenario/vocabulary.h"

namespace fl::sim {

namespace {

class References {
 public:
  References(const Scenario& scenario, Mistakes& mistakes)
      : scenario_(scenario), mistakes_(mistakes) {}

  void timeline_entry(const TimelineEntry& entry) {
    if (const auto* when = std::get_if<WhenTrue>(&entry.trigger)) {
      condition(when->condition);
      not_final(when->condition);
    }
    for (const ActionLine& one : entry.actions)
      action(one);
  }

  void action(const ActionLine& action) {
    task(action);
    if (!action.target) return;
    node(action.target->node);
    if (action.target->sort == TargetSort::message) node(action.target->other);
    if (action.target->sort == TargetSort::link && action.target->group == NodeGroup::one)
      node(action.target->other);
  }

  void condition(const Condition& condition) {
    measure(condition.left);
    if (condition.right_measure) measure(*condition.right_measure);
  }

  void expectation(const Expectation& expectation) {
    if (expectation.sort == ExpectSort::never_check ||
        expectation.sort == ExpectSort::violates_check)
      return;
    condition(expectation.condition);
    const bool is_at_end = expectation.sort == ExpectSort::finally;
    if (!is_at_end) not_final(expectation.condition);
    if (is_at_end && expectation.condition.relation == Relation::changes)
      mistakes_.add(expectation.condition.left.place, "'changes' has no meaning at the end");
  }

  void replicas(const TopicSpec& topic) {
    const std::int32_t brokers = scenario_.cluster.brokers;
    if (topic.replicas > brokers)
      mistakes_.add(topic.place, "topic '" + topic.name + "' wants " +
                                     std::to_string(topic.replicas) + " replicas of " +
                                     std::to_string(brokers) + " brokers");
    for (const auto& partition : topic.assignment)
      for (const BrokerId id : partition)
        broker(id.value, topic.place);
  }

  void topic(const std::string& name, Place place) {
    std::vector<std::string_view> known;
    known.reserve(scenario_.topics.size());
    for (const TopicSpec& topic : scenario_.topics)
      known.push_back(topic.name);
    named("topic", name, known, place);
  }

 private:
  /// What only a look at the disks tells is known at the end.
  void not_final(const Condition& condition) {
    const auto check = [this](const Measure& measure) {
      if (is_final(measure.sort))
        mistakes_.add(measure.place, to_text(measure) + " is known at the end only: use finally");
    };
    check(condition.left);
    if (condition.right_measure) check(*condition.right_measure);
  }

  void node(const NodeSelector& selector) {
    switch (selector.sort) {
      case NodeSort::broker:
        return broker(selector.id, selector.place);
      case NodeSort::controller:
        return controller(selector.id, selector.place);
      case NodeSort::producer:
        return producer(selector.name, selector.place);
      case NodeSort::consumer:
        return consumer(selector.name, selector.place);
      case NodeSort::leader:
      case NodeSort::follower:
        return partition(selector.partition, selector.place);
    }
  }

  void broker(std::int32_t id, Place place) {
    if (id < 1 || id > scenario_.cluster.broker_ids())
      mistakes_.add(place, "there is no broker " + std::to_string(id) +
                               ": the scenario's are 1 to " +
                               std::to_string(scenario_.cluster.broker_ids()));
  }

  void controller(std::int32_t id, Place place) {
    const std::int32_t count = scenario_.cluster.controllers;
    if (count == 0 && id != 0)
      mistakes_.add(place, "the scenario's one broker is its own controller: write controller");
    else if (id != 0 && (id < kFirstControllerNode || id >= kFirstControllerNode + count))
      mistakes_.add(place, "there is no controller " + std::to_string(id) +
                               ": the scenario's are " + std::to_string(kFirstControllerNode) +
                               " to " + std::to_string(kFirstControllerNode + count - 1));
  }

  /// What the operator is asked for names things too.
  void task(const ActionLine& action) {
    const OperatorTask& task = action.task;
    switch (task.kind) {
      case TaskKind::none:
      case TaskKind::set_broker_config:
        return;
      case TaskKind::set_topic_config:
        return topic(task.topic, action.place);
      case TaskKind::reassign:
      case TaskKind::cancel_reassign:
      case TaskKind::elect_preferred:
      case TaskKind::elect_unclean:
        return partition({task.topic, task.partition}, action.place);
    }
  }

  void measure(const Measure& measure) {
    switch (word_of(measure.sort).argument) {
      case MeasureArgument::producer:
        return producer(measure.name, measure.place);
      case MeasureArgument::consumer:
        return consumer(measure.name, measure.place);
      case MeasureArgument::replica:
        if (measure.replica != 0) broker(measure.replica, measure.place);
        return partition(measure.partition, measure.place);
      case MeasureArgument::partition:
        return partition(measure.partition, measure.place);
      case MeasureArgument::node:
        return node(measure.node);
      case MeasureArgument::kind:
        return;
    }
  }

  void producer(const std::string& name, Place place) {
    std::vector<std::string_view> known;
    known.reserve(scenario_.producers.size());
    for (const ProducerSpec& spec : scenario_.producers)
      known.push_back(spec.name);
    named("producer", name, known, place);
  }

  void consumer(const std::string& name, Place place) {
    std::vector<std::string_view> known;
    known.reserve(scenario_.consumers.size());
    for (const ConsumerSpec& spec : scenario_.consumers)
      known.push_back(spec.name);
    named("consumer", name, known, place);
  }

  void partition(const TopicPartition& partition, Place place) {
    for (const TopicSpec& topic : scenario_.topics)
      if (topic.name == partition.topic && partition.partition.value >= topic.partitions)
        mistakes_.add(place, "topic '" + topic.name + "' has " + std::to_string(topic.partitions) +
                                 " partitions, counted from 0");
    topic(partition.topic, place);
  }

  void named(std::string_view what, const std::string& name,
             const std::vector<std::string_view>& known, Place place) {
    for (const std::string_view one : known)
      if (one == name) return;
    mistakes_.add(place, unknown_name(what, name, known));
  }

  const Scenario& scenario_;
  Mistakes& mistakes_;
};

}  // namespace

void check_references(const Scenario& scenario, Mistakes& mistakes) {
  References references(scenario, mistakes);
  for (const TopicSpec& topic : scenario.topics)
    references.replicas(topic);
  for (const ProducerSpec& spec : scenario.producers)
    references.topic(spec.topic, spec.place);
  for (const ConsumerSpec& spec : scenario.consumers)
    for (const std::string& topic : spec.topics)
      references.topic(topic, spec.place);
  for (const TimelineEntry& entry : scenario.timeline)
    references.timeline_entry(entry);
  for (const Expectation& expectation : scenario.expect)
    references.expectation(expectation);
}

void check_references(const Scenario& scenario, const ActionLine& action, Mistakes& mistakes) {
  References(scenario, mistakes).action(action);
}

}  // namespace fl::sim
