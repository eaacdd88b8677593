// Who plays in a scenario: the node ids of its brokers and clients, and what a selector or an
// action of the grammar means among them.
#pragma once
#include "core/base/ids.h"
#include "sim/action.h"
#include "sim/scenario/scenario.h"
#include "sim/world.h"

#include <optional>
#include <string>
#include <vector>

namespace fl::sim {

inline constexpr NodeId kOperatorNode{1000};
/// Controllers are nodes 101, 102, …
inline constexpr std::int32_t kFirstControllerNode = 101;
inline constexpr std::int32_t kFirstProducerNode = 1001;
inline constexpr std::int32_t kFirstConsumerNode = 3001;
inline constexpr std::uint16_t kBrokerPort = 9092;
inline constexpr std::uint16_t kControllerPort = 9093;
/// The listener that a front door leads to, and its port in the simulated network.
inline constexpr ListenerId kFrontDoorListener{1};
inline constexpr std::uint16_t kFrontDoorPort = 9192;
/// The log directory of a simulated broker.
inline constexpr const char* kLogDirectory = "data";

class Cast {
 public:
  explicit Cast(const Scenario& scenario);

  NodeId broker(std::int32_t id) const { return NodeId(id); }

  /// Nothing if nobody has that name, or the partition has no leader now.
  std::optional<NodeId> resolve(const World& world, const NodeSelector& selector) const;

  std::vector<NodeId> group(NodeGroup group) const;

  std::optional<NodeId> producer(const std::string& name) const;
  std::optional<NodeId> consumer(const std::string& name) const;

  const std::vector<NodeId>& brokers() const { return brokers_; }

  const std::vector<NodeId>& controllers() const { return controllers_; }

  /// All client nodes, the operator too.
  std::vector<NodeId> clients() const;

  bool is_broker(NodeId node) const;

 private:
  std::vector<NodeId> brokers_;
  std::vector<NodeId> controllers_;
  std::vector<std::string> producers_;
  std::vector<std::string> consumers_;
};

/// "controller-101": the host name of a controller.
std::string controller_host(std::int32_t id);

/// "broker-1": the host name of a broker in the simulated network.
std::string broker_host(std::int32_t id);

/// What the action means for the world now, in the order to be applied; several for `heal`. Empty
/// for a note, or if its node does not exist now (no leader).
std::vector<Action> resolve(const ActionLine& line, const Cast& cast, const World& world);

/// What undoes the action when its `for` is over; nothing for what ends by itself.
std::vector<Action> undo_of(const std::vector<Action>& actions);

}  // namespace fl::sim
