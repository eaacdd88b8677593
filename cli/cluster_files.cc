// The files of a new cluster: each node's server.properties, written to be read and edited, and its
// formatted directory.
#include "cli/cluster_plan.h"
#include "cli/configuration.h"
#include "cli/file.h"
#include "cli/formatted.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <string_view>
#include <system_error>
#include <utility>

namespace fl::cli {

namespace {

/// So many replicas are usual, if there are as many brokers.
constexpr int kReplicas = 3;

/// Shorter than Kafka's defaults.
constexpr std::array<std::pair<std::string_view, int>, 6> kTimers{{
    {"controller.quorum.election.timeout.ms", 60},
    {"controller.quorum.election.backoff.max.ms", 60},
    {"controller.quorum.fetch.timeout.ms", 800},
    {"broker.heartbeat.interval.ms", 200},
    {"broker.session.timeout.ms", 1200},
    // A follower that comes before its leader knows of the partition asks again after this.
    {"replica.fetch.backoff.ms", 50},
}};

std::string voters_of(const ClusterPlan& plan) {
  std::string voters;
  for (const PlannedNode& node : plan.nodes)
    if (node.is_controller)
      voters += fmt::format("{}{}@127.0.0.1:{}", voters.empty() ? "" : ",", node.id,
                            node.controller_port);
  return voters;
}

std::string listeners_of(const PlannedNode& node) {
  std::string listeners;
  if (node.is_broker) listeners = fmt::format("PLAINTEXT://127.0.0.1:{}", node.port);
  if (node.is_controller)
    listeners += fmt::format("{}CONTROLLER://127.0.0.1:{}", listeners.empty() ? "" : ",",
                             node.controller_port);
  return listeners;
}

std::string text_of(const ClusterPlan& plan, const PlannedNode& node,
                    const ClusterOptions& options) {
  const int replicas = std::min(kReplicas, plan.brokers());
  const int in_sync = std::max(1, replicas - 1);
  std::string text = fmt::format(
      "# Node {0} of a cluster that `faultline cluster` made: {1}. Every name is Kafka's, and what "
      "is not\n# set has the default of Apache Kafka 4.3. Start this node alone with:\n"
      "#   faultline broker --config {2}\n\n"
      "node.id={0}\nprocess.roles={3}\n\n"
      "# Where it is reached: PLAINTEXT by clients and other brokers, CONTROLLER by the quorum and "
      "those who follow it.\nlisteners={4}\n",
      node.id, node.roles(), node.config_file(),
      !node.is_broker      ? "controller"
      : node.is_controller ? "broker,controller"
                           : "broker",
      listeners_of(node));
  if (node.is_broker)
    text += fmt::format("advertised.listeners=PLAINTEXT://127.0.0.1:{}\n", node.port);
  text += fmt::format(
      "inter.broker.listener.name=PLAINTEXT\ncontroller.listener.names=CONTROLLER\n"
      "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n\n"
      "# The controllers: the same line in every node's file.\ncontroller.quorum.voters={}\n\n"
      "# Its data, formatted with `faultline storage format -t {} -c {}`.\nlog.dirs={}\n\n"
      "# Shorter than Kafka's defaults, so that a start and a failover take less time.\n",
      voters_of(plan), plan.cluster_id, node.config_file(), node.data_folder());
  for (const auto& [name, value] : kTimers)
    text += fmt::format("{}={}\n", name, value);
  text += fmt::format(
      "\n# Every record on {0} of {1} brokers before it is acknowledged, where the producer asks "
      "for acks=all.\ndefault.replication.factor={1}\nmin.insync.replicas={0}\n"
      "offsets.topic.replication.factor={1}\ntransaction.state.log.replication.factor={1}\n"
      "transaction.state.log.min.isr={0}\n",
      in_sync, replicas);
  if (!options.properties.empty()) text += "\n# As --config said.\n";
  for (const std::string& property : options.properties)
    text += property + "\n";
  return text;
}

}  // namespace

std::expected<void, std::string> write_cluster(const ClusterPlan& plan,
                                               const ClusterOptions& options) {
  for (const PlannedNode& node : plan.nodes) {
    std::error_code made;
    std::filesystem::create_directories(node.folder, made);
    if (made)
      return std::unexpected("cannot make the directory " + node.folder + ": " + made.message());
    const auto formatted = write_meta(
        node.data_folder(),
        {.node_id = node.id, .cluster_id = plan.cluster_id, .directory_id = random_uuid()});
    if (!formatted) return formatted;
    const std::string text = text_of(plan, node, options);
    // Last: a folder with this file is a node.
    if (const auto written = write_file(node.config_file(), as_bytes(text)); !written)
      return written;
  }
  return {};
}

void discard_cluster(const ClusterPlan& plan) {
  std::error_code ignored;
  for (const PlannedNode& node : plan.nodes)
    std::filesystem::remove_all(node.folder, ignored);
}

std::expected<std::vector<std::string>, std::string> check_cluster(const ClusterPlan& plan) {
  std::vector<std::string> timers;
  for (const PlannedNode& node : plan.nodes) {
    const auto read = read_configuration(node.config_file(), {});
    if (!read) return std::unexpected(read.error().texts.front());
    if (!timers.empty()) continue;
    for (const auto& [name, value] : kTimers)
      timers.push_back(fmt::format("{}={}", name, read->config.value_of(name).value_or("")));
  }
  return timers;
}

}  // namespace fl::cli
