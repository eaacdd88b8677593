#include "sim/scenario/stage.h"

#include "core/broker/broker.h"
#include "core/broker/commands.h"
#include "sim/scenario/cast.h"
#include "sim/workload/cluster_operator.h"
#include "sim/workload/consumer.h"
#include "sim/workload/producer.h"

namespace fl::sim {

namespace {

Hardware hardware_of(const HardwareSpec& spec) {
  Hardware hardware;
  const auto set = [](std::int64_t& into, const std::optional<std::int64_t>& value) {
    if (value) into = *value;
  };
  set(hardware.step_ns, spec.step_fixed_ns);
  set(hardware.step_ns_per_kib, spec.step_per_kib_ns);
  set(hardware.disk_ns, spec.disk_operation_ns);
  set(hardware.sync_ns, spec.disk_sync_ns);
  set(hardware.disk_bytes_per_second, spec.disk_bytes_per_second);
  set(hardware.network_ns, spec.link_latency_ns);
  set(hardware.network_jitter_ns, spec.link_jitter_ns);
  set(hardware.network_bytes_per_second, spec.link_bytes_per_second);
  set(hardware.segment_bytes, spec.link_fragment_bytes);
  return hardware;
}

class Stage {
 public:
  Stage(World& world, const Scenario& scenario, const RunOptions& options)
      : world_(world), scenario_(scenario), options_(options) {}

  void add_broker(std::int32_t id) {
    const std::string host = broker_host(id);
    const std::string port = std::to_string(kBrokerPort);
    NodeSpec spec = server(id, host, "broker " + std::to_string(id));
    spec.config.insert(spec.config.end(),
                       {{"process.roles", is_cluster() ? "broker" : "broker,controller"},
                        {"listeners", "PLAINTEXT://:" + port},
                        {"advertised.listeners", "PLAINTEXT://" + host + ":" + port},
                        {"log.dirs", kLogDirectory}});
    if (const auto& racks = scenario_.cluster.racks; !racks.empty())
      spec.config.emplace_back("broker.rack",
                               racks[static_cast<std::size_t>(id - 1) % racks.size()]);
    spec.listeners = {
        {.id = ListenerId(0), .name = "PLAINTEXT", .host = host, .port = kBrokerPort}};
    open_front_door(spec, id);
    add_server(std::move(spec));
  }

  void add_controller(std::int32_t id) {
    const std::string host = controller_host(id);
    NodeSpec spec = server(id, host, "controller " + std::to_string(id));
    spec.config.insert(spec.config.end(),
                       {{"process.roles", "controller"},
                        {"listeners", "CONTROLLER://:" + std::to_string(kControllerPort)},
                        {"log.dirs", kLogDirectory}});
    spec.listeners = {
        {.id = ListenerId(0), .name = "CONTROLLER", .host = host, .port = kControllerPort}};
    add_server(std::move(spec));
  }

  void add_client(NodeId id, const std::string& sort, const std::string& name, Host node) {
    world_.add_node({.id = id,
                     .name = sort.empty() ? name : sort + " " + name,
                     .host = name,
                     .node = wrapped(name, std::move(node)),
                     .hardware = hardware_of(scenario_.hardware)});
  }

 private:
  bool is_cluster() const { return scenario_.cluster.controllers > 0; }

  /// What brokers and controllers have in common.
  NodeSpec server(std::int32_t id, const std::string& host, std::string name) const {
    return {.id = NodeId(id),
            .name = std::move(name),
            .host = host,
            .node = wrapped("broker", Host::of(broker::Broker())),
            .config = {{"node.id", std::to_string(id)}},
            .directories = {kLogDirectory},
            .hardware = hardware_of(scenario_.hardware),
            .stop = DescribedValue::of(broker::Shutdown{.reason = "the scenario asks for it"})};
  }

  void add_server(NodeSpec spec) {
    if (is_cluster()) {
      std::string voters;
      for (std::int32_t i = 0; i < scenario_.cluster.controllers; ++i) {
        const std::int32_t id = kFirstControllerNode + i;
        voters += (i > 0 ? "," : "") + std::to_string(id) + "@" + controller_host(id) + ":" +
                  std::to_string(kControllerPort);
      }
      spec.config.emplace_back("controller.listener.names", "CONTROLLER");
      spec.config.emplace_back("controller.quorum.voters", voters);
      spec.config.emplace_back("listener.security.protocol.map",
                               "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT");
    }
    for (const Properties* more : {&scenario_.cluster.config, &scenario_.cluster.switches})
      spec.config.insert(spec.config.end(), more->begin(), more->end());
    world_.add_node(std::move(spec));
  }

  /// A listener of its own for clients outside: they are told the front door's address, the world's
  /// own clients the broker's.
  void open_front_door(NodeSpec& spec, std::int32_t id) const {
    if (static_cast<std::size_t>(id) > scenario_.front_door.size()) return;
    const std::string& address = scenario_.front_door[static_cast<std::size_t>(id) - 1];
    const std::string port = std::to_string(kFrontDoorPort);
    for (auto& [key, value] : spec.config) {
      if (key == "listeners") value += ",OUTSIDE://:" + port;
      if (key == "advertised.listeners") value += ",OUTSIDE://" + address;
    }
    if (!is_cluster())
      spec.config.emplace_back("listener.security.protocol.map",
                               "PLAINTEXT:PLAINTEXT,OUTSIDE:PLAINTEXT");
    spec.config.emplace_back("inter.broker.listener.name", "PLAINTEXT");
    spec.listeners.push_back(
        {.id = kFrontDoorListener, .name = "OUTSIDE", .host = spec.host, .port = kFrontDoorPort});
  }

  Host wrapped(const std::string& name, Host node) const {
    return options_.wrap ? options_.wrap(name, std::move(node)) : node;
  }

  World& world_;
  const Scenario& scenario_;
  const RunOptions& options_;
};

}  // namespace

void set_stage(World& world, const Scenario& scenario, const RunOptions& options) {
  Stage stage(world, scenario, options);
  std::vector<ClientAddress> bootstrap;
  for (std::int32_t i = 0; i < scenario.cluster.controllers; ++i)
    stage.add_controller(kFirstControllerNode + i);
  for (std::int32_t id = 1; id <= scenario.cluster.broker_ids(); ++id) {
    stage.add_broker(id);
    if (id <= scenario.cluster.brokers)
      bootstrap.push_back({.host = broker_host(id), .port = kBrokerPort});
  }
  stage.add_client(kOperatorNode, "", "operator",
                   Host::of(ClusterOperator(scenario.topics, bootstrap)));
  std::int32_t next = kFirstProducerNode;
  for (const ProducerSpec& spec : scenario.producers)
    stage.add_client(NodeId(next++), "producer", spec.name, Host::of(Producer(spec, bootstrap)));
  next = kFirstConsumerNode;
  for (const ConsumerSpec& spec : scenario.consumers)
    stage.add_client(NodeId(next++), "consumer", spec.name, Host::of(Consumer(spec, bootstrap)));
  if (scenario.epoch_ms) world.set_epoch(Timestamp(*scenario.epoch_ms));
  const Cast cast(scenario);
  for (const NodeId node : world.nodes())
    if (!cast.is_broker(node) || node.value <= scenario.cluster.brokers) world.boot(node);
}

}  // namespace fl::sim
