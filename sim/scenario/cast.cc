#include "sim/scenario/cast.h"

#include "core/base/assert.h"
#include "core/broker/broker.h"

#include <algorithm>

namespace fl::sim {

namespace {

/// A stall without a duration: longer than any run.
constexpr std::int64_t kForeverNs = 1'000'000'000'000'000;

std::optional<std::int32_t> index_of(const std::vector<std::string>& names,
                                     const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - names.begin());
}

CrashKind kind_of(CrashSort sort) {
  switch (sort) {
    case CrashSort::process_kill:
      return CrashKind::process_kill;
    case CrashSort::power_loss:
      return CrashKind::power_loss;
    case CrashSort::disk_loss:
      return CrashKind::disk_loss;
  }
  return CrashKind::process_kill;
}

FailKind kind_of(FailSort sort) {
  switch (sort) {
    case FailSort::reads:
      return FailKind::reads;
    case FailSort::writes:
      return FailKind::writes;
    case FailSort::syncs:
      return FailKind::syncs;
    case FailSort::all:
      return FailKind::all;
  }
  return FailKind::all;
}

/// The world's action for a verb on its target; heal and note have none of their own.
ActionKind kind_of(Verb verb, bool is_disk) {
  switch (verb) {
    case Verb::crash:
      return ActionKind::crash;
    case Verb::stop:
      return ActionKind::stop;
    case Verb::restart:
      return ActionKind::restart;
    case Verb::pause:
      return ActionKind::pause;
    case Verb::resume:
      return ActionKind::resume;
    case Verb::slow:
      return ActionKind::slow;
    case Verb::throttle:
      return is_disk ? ActionKind::throttle_disk : ActionKind::throttle_link;
    case Verb::stall:
      return is_disk ? ActionKind::stall_disk : ActionKind::stall_link;
    case Verb::limit:
      return ActionKind::limit_disk;
    case Verb::fail:
      return ActionKind::fail_disk;
    case Verb::partition:
      return ActionKind::partition_link;
    case Verb::reset:
      return ActionKind::reset_link;
    case Verb::half_open:
      return ActionKind::half_open_link;
    case Verb::delay:
      return ActionKind::delay_link;
    case Verb::fragment:
      return ActionKind::fragment_link;
    case Verb::skew:
      return ActionKind::skew_clock;
    case Verb::drift:
      return ActionKind::drift_clock;
    case Verb::heal:
    case Verb::note:
      break;
  }
  return ActionKind::heal_link;
}

std::vector<Action> heal_disk(NodeId node) {
  return {{.kind = ActionKind::throttle_disk, .node = node, .amount = 0},
          {.kind = ActionKind::limit_disk, .node = node, .amount = -1},
          {.kind = ActionKind::fail_disk, .node = node, .fail = FailKind::none},
          {.kind = ActionKind::stall_disk, .node = node, .amount = 0}};
}

std::vector<Action> heal_node(NodeId node) {
  return {{.kind = ActionKind::resume, .node = node},
          {.kind = ActionKind::slow, .node = node, .amount = 1}};
}

std::vector<Action> heal_all(const Cast& cast) {
  std::vector<Action> all;
  const auto add = [&all](std::vector<Action> more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  for (const NodeId broker : cast.brokers()) {
    add(heal_node(broker));
    add(heal_disk(broker));
    for (const NodeId client : cast.clients())
      all.push_back({.kind = ActionKind::heal_link, .node = broker, .other = client});
  }
  for (const NodeId client : cast.clients())
    add(heal_node(client));
  return all;
}

/// As the broker that has read furthest of the metadata log knows it. Brokers that a test wraps
/// are not looked into: the first that runs leads then.
std::optional<NodeId> leader_of(const World& world, const std::vector<NodeId>& brokers,
                                const TopicPartition& partition) {
  const metadata::Image* newest = nullptr;
  std::optional<NodeId> first;
  for (const NodeId node : brokers) {
    if (!world.is_running(node)) continue;
    if (!first) first = node;
    const auto* broker = world.node_as<broker::Broker>(node);
    if (broker == nullptr) continue;
    const metadata::Image& image = broker->server().image;
    if (newest == nullptr || image.end > newest->end) newest = &image;
  }
  if (newest == nullptr || brokers.size() == 1) return first;
  const metadata::PartitionImage* found = newest->partition(partition);
  if (found == nullptr || found->leader == metadata::kNoLeader) return std::nullopt;
  return NodeId(found->leader.value);
}

}  // namespace

Cast::Cast(const Scenario& scenario) {
  for (std::int32_t id = 1; id <= scenario.cluster.brokers; ++id)
    brokers_.emplace_back(id);
  for (std::int32_t i = 0; i < scenario.cluster.controllers; ++i)
    controllers_.emplace_back(kFirstControllerNode + i);
  for (const ProducerSpec& spec : scenario.producers)
    producers_.push_back(spec.name);
  for (const ConsumerSpec& spec : scenario.consumers)
    consumers_.push_back(spec.name);
}

std::optional<NodeId> Cast::producer(const std::string& name) const {
  const auto index = index_of(producers_, name);
  if (!index) return std::nullopt;
  return NodeId(kFirstProducerNode + *index);
}

std::optional<NodeId> Cast::consumer(const std::string& name) const {
  const auto index = index_of(consumers_, name);
  if (!index) return std::nullopt;
  return NodeId(kFirstConsumerNode + *index);
}

std::vector<NodeId> Cast::clients() const {
  std::vector<NodeId> all{kOperatorNode};
  for (std::size_t i = 0; i < producers_.size(); ++i)
    all.emplace_back(kFirstProducerNode + static_cast<std::int32_t>(i));
  for (std::size_t i = 0; i < consumers_.size(); ++i)
    all.emplace_back(kFirstConsumerNode + static_cast<std::int32_t>(i));
  return all;
}

bool Cast::is_broker(NodeId node) const {
  return std::find(brokers_.begin(), brokers_.end(), node) != brokers_.end();
}

std::optional<NodeId> Cast::resolve(const World& world, const NodeSelector& selector) const {
  switch (selector.sort) {
    case NodeSort::broker:
      return broker(selector.broker);
    case NodeSort::producer:
      return producer(selector.name);
    case NodeSort::consumer:
      return consumer(selector.name);
    case NodeSort::leader:
      return leader_of(world, brokers_, selector.partition);
  }
  return std::nullopt;
}

std::string controller_host(std::int32_t id) {
  return "controller-" + std::to_string(id);
}

std::string broker_host(std::int32_t id) {
  return "broker-" + std::to_string(id);
}

std::vector<Action> resolve(const ActionLine& line, const Cast& cast, const World& world) {
  if (line.verb == Verb::note) return {};
  if (!line.target) return heal_all(cast);
  const auto node = cast.resolve(world, line.target->node);
  if (!node) return {};
  const bool is_link = line.target->sort == TargetSort::link;
  const bool is_disk = line.target->sort == TargetSort::disk;
  std::optional<NodeId> other;
  if (is_link) {
    other = cast.resolve(world, line.target->other);
    if (!other) return {};
  }
  if (line.verb == Verb::heal && !is_link) return is_disk ? heal_disk(*node) : heal_node(*node);
  Action action{.kind = kind_of(line.verb, is_disk),
                .node = *node,
                .other = other.value_or(NodeId()),
                .is_one_way = line.target->is_one_way,
                .crash = kind_of(line.crash),
                .fail = line.verb == Verb::fail ? kind_of(line.fail) : FailKind::none,
                .amount = line.amount};
  // A stall knows its end from the beginning.
  if (line.verb == Verb::stall) action.amount = line.for_ns.value_or(kForeverNs);
  return {action};
}

std::vector<Action> undo_of(const std::vector<Action>& actions) {
  std::vector<Action> undo;
  for (Action action : actions) {
    action.amount = 0;
    switch (action.kind) {
      case ActionKind::pause:
        action.kind = ActionKind::resume;
        break;
      case ActionKind::slow:
        action.amount = 1;
        break;
      case ActionKind::limit_disk:
        action.amount = -1;
        break;
      case ActionKind::fail_disk:
        action.fail = FailKind::none;
        break;
      case ActionKind::partition_link:
        action.kind = ActionKind::heal_link;
        break;
      case ActionKind::throttle_disk:
      case ActionKind::throttle_link:
      case ActionKind::delay_link:
      case ActionKind::fragment_link:
        break;
      case ActionKind::crash:
      case ActionKind::stop:
      case ActionKind::restart:
      case ActionKind::resume:
      case ActionKind::stall_disk:
      case ActionKind::stall_link:
      case ActionKind::heal_link:
      case ActionKind::reset_link:
      case ActionKind::half_open_link:
      case ActionKind::skew_clock:
      case ActionKind::drift_clock:
        continue;
    }
    undo.push_back(action);
  }
  return undo;
}

}  // namespace fl::sim
