#include "sim/scenario/cast.h"

#include "sim/scenario/cluster_view.h"

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
    case Verb::start:
      return ActionKind::start;
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
    case Verb::drop:
      return ActionKind::drop_message;
    case Verb::duplicate:
      return ActionKind::duplicate_message;
    case Verb::fragment:
      return ActionKind::fragment_link;
    case Verb::skew:
      return ActionKind::skew_clock;
    case Verb::drift:
      return ActionKind::drift_clock;
    case Verb::elect:
    case Verb::reassign:
    case Verb::set:
      return ActionKind::ask;
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
  std::vector<NodeId> servers = cast.brokers();
  servers.insert(servers.end(), cast.controllers().begin(), cast.controllers().end());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    add(heal_node(servers[i]));
    add(heal_disk(servers[i]));
    for (std::size_t j = i + 1; j < servers.size(); ++j)
      all.push_back({.kind = ActionKind::heal_link, .node = servers[i], .other = servers[j]});
    for (const NodeId client : cast.clients())
      all.push_back({.kind = ActionKind::heal_link, .node = servers[i], .other = client});
  }
  for (const NodeId client : cast.clients())
    add(heal_node(client));
  return all;
}

/// As the newest image has it. Brokers that a test wraps are not looked into: the first that runs
/// leads then.
std::optional<NodeId> leader_of(const World& world, const Cast& cast,
                                const TopicPartition& partition) {
  if (cast.brokers().size() == 1) {
    const NodeId only = cast.brokers().front();
    return world.is_running(only) ? std::optional(only) : std::nullopt;
  }
  const metadata::PartitionImage* found = partition_image(world, cast, partition);
  if (found == nullptr || found->leader == metadata::kNoLeader) return std::nullopt;
  return NodeId(found->leader.value);
}

std::optional<NodeId> follower_of(const World& world, const Cast& cast,
                                  const NodeSelector& selector) {
  const metadata::PartitionImage* found = partition_image(world, cast, selector.partition);
  if (found == nullptr) return std::nullopt;
  std::int32_t place = 0;
  for (const BrokerId replica : found->replicas)
    if (replica != found->leader && ++place == selector.place_among) return NodeId(replica.value);
  return std::nullopt;
}

/// The other ends of a link; nobody is linked with itself.
std::vector<NodeId> other_ends(const World& world, const Cast& cast, const Target& target,
                               NodeId node) {
  if (target.group != NodeGroup::one) {
    std::vector<NodeId> all = cast.group(target.group);
    std::erase(all, node);
    return all;
  }
  const auto other = cast.resolve(world, target.other);
  return other && *other != node ? std::vector<NodeId>{*other} : std::vector<NodeId>{};
}

}  // namespace

Cast::Cast(const Scenario& scenario) {
  for (std::int32_t id = 1; id <= scenario.cluster.broker_ids(); ++id)
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
      return broker(selector.id);
    case NodeSort::controller:
      if (selector.id != 0) return NodeId(selector.id);
      return active_controller(world, *this);
    case NodeSort::producer:
      return producer(selector.name);
    case NodeSort::consumer:
      return consumer(selector.name);
    case NodeSort::leader:
      return leader_of(world, *this, selector.partition);
    case NodeSort::follower:
      return follower_of(world, *this, selector);
  }
  return std::nullopt;
}

std::vector<NodeId> Cast::group(NodeGroup group) const {
  std::vector<NodeId> all;
  const auto add = [&all](const std::vector<NodeId>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  if (group == NodeGroup::brokers || group == NodeGroup::all) add(brokers_);
  if (group == NodeGroup::controllers || group == NodeGroup::all) add(controllers_);
  if (group == NodeGroup::clients || group == NodeGroup::all) add(clients());
  return all;
}

std::string controller_host(std::int32_t id) {
  return "controller-" + std::to_string(id);
}

std::string broker_host(std::int32_t id) {
  return "broker-" + std::to_string(id);
}

std::vector<Action> resolve(const ActionLine& line, const Cast& cast, const World& world) {
  if (line.verb == Verb::note) return {};
  if (line.task.kind != TaskKind::none)
    return {{.kind = ActionKind::ask, .node = kOperatorNode, .task = line.task}};
  if (!line.target) return heal_all(cast);
  const auto node = cast.resolve(world, line.target->node);
  if (!node) return {};
  const bool is_disk = line.target->sort == TargetSort::disk;
  Action action{.kind = kind_of(line.verb, is_disk),
                .node = *node,
                .is_one_way = line.target->is_one_way,
                .crash = kind_of(line.crash),
                .fail = line.verb == Verb::fail ? kind_of(line.fail) : FailKind::none,
                .amount = line.amount,
                .api = line.target->api,
                .is_response = line.target->is_response};
  // A stall knows its end from the beginning.
  if (line.verb == Verb::stall) action.amount = line.for_ns.value_or(kForeverNs);
  if (line.target->sort == TargetSort::message && line.verb == Verb::delay)
    action.kind = ActionKind::delay_message;
  if (line.target->sort == TargetSort::link || line.target->sort == TargetSort::message) {
    std::vector<Action> actions;
    for (const NodeId other : other_ends(world, cast, *line.target, *node)) {
      action.other = other;
      actions.push_back(action);
    }
    return actions;
  }
  if (line.verb == Verb::heal) return is_disk ? heal_disk(*node) : heal_node(*node);
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
      case ActionKind::start:
      case ActionKind::resume:
      case ActionKind::stall_disk:
      case ActionKind::stall_link:
      case ActionKind::heal_link:
      case ActionKind::reset_link:
      case ActionKind::half_open_link:
      case ActionKind::skew_clock:
      case ActionKind::drift_clock:
      case ActionKind::ask:
      case ActionKind::drop_message:
      case ActionKind::delay_message:
      case ActionKind::duplicate_message:
        continue;
    }
    undo.push_back(action);
  }
  return undo;
}

}  // namespace fl::sim
