// What `faultline cluster` is about to start: which nodes there are, where each is reached and
// where its files lie. A new cluster is made of the options; one that was started before is read
// from its folder, whose files its user may have edited.
#pragma once
#include "net/open_file.h"

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fl::cli {

struct ClusterOptions {
  std::string directory = "data/cluster";
  std::optional<int> brokers;
  std::optional<int> controllers;
  std::optional<int> base_port;
  std::vector<std::string> properties;  ///< "KEY=VALUE", for every node's file
};

inline constexpr int kClusterBrokersMax = 100;
inline constexpr int kClusterControllersMax = 9;
/// Controllers that are no brokers count from here, as in scenarios.
inline constexpr int kFirstController = 101;

struct PlannedNode {
  int id = 0;
  bool is_broker = false;
  bool is_controller = false;
  std::uint16_t port = 0;             ///< for clients, of a broker
  std::uint16_t controller_port = 0;  ///< of a controller
  std::string folder;

  std::string config_file() const { return folder + "/server.properties"; }

  std::string log_file() const { return folder + "/node.log"; }

  std::string data_folder() const { return folder + "/data"; }

  /// "broker", "controller" or "broker and controller".
  std::string roles() const;
};

struct ClusterPlan {
  bool is_new = false;
  std::string directory;           ///< absolute
  std::vector<PlannedNode> nodes;  ///< by id
  std::string cluster_id;          ///< of a new one
  /// Sockets that are bound and do not listen: nobody else is given these ports meanwhile.
  std::vector<std::shared_ptr<const net::Descriptor>> held_ports;

  int brokers() const;
  int controllers() const;
  /// "127.0.0.1:9092,127.0.0.1:9093": where clients find the brokers.
  std::string bootstrap() const;
};

/// On error: what the user can change.
std::expected<ClusterPlan, std::string> plan_cluster(const ClusterOptions& options);

/// Writes each node's file and formats its directory. REQUIRES: the cluster is new.
std::expected<void, std::string> write_cluster(const ClusterPlan& plan,
                                               const ClusterOptions& options);

/// Takes back what `write_cluster` wrote, where the cluster cannot even be started once.
void discard_cluster(const ClusterPlan& plan);

/// The timers of elections and heartbeats that are in force in the cluster, as "name=value".
/// On error: what is wrong with a node's file, with its line.
std::expected<std::vector<std::string>, std::string> check_cluster(const ClusterPlan& plan);

}  // namespace fl::cli
