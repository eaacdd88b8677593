// The state of a broker that its handlers share. It is a value: a copy of it is a checkpoint.
// Everything here is changed in steps only, by one input at a time; what must wait is a row in one
// of these tables with the Request that it will answer.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/topic_partition.h"
#include "core/base/uuid.h"
#include "core/broker/checkpoints.h"
#include "core/broker/connection.h"
#include "core/broker/control_state.h"
#include "core/broker/controller_link.h"
#include "core/broker/deadlines.h"
#include "core/broker/fetch_session.h"
#include "core/broker/lifecycle.h"
#include "core/broker/partition.h"
#include "core/broker/replication_state.h"
#include "core/broker/request.h"
#include "core/broker/rows.h"
#include "core/broker/startup.h"
#include "core/client/channels.h"
#include "core/config/broker_config.h"
#include "core/metadata/image.h"
#include "core/node/disk.h"
#include "core/node/input.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fl::broker {

enum class Phase : std::uint8_t {
  off,       ///< before Boot
  starting,  ///< reads meta.properties, or writes them on first start
  metadata,  ///< reads the metadata log; a broker registers and catches up
  loading,   ///< loads or recovers the partitions' logs
  loaded,    ///< a broker waits to be unfenced
  running,   ///< serves requests
  stopping,  ///< closes its logs and writes its checkpoints
  stopped,   ///< has asked to exit
};

struct Server {
  Phase phase = Phase::off;
  config::BrokerConfig config;
  BrokerId id;
  std::string cluster_id;
  Uuid directory_id;
  std::vector<BoundListener> listeners;
  /// As Boot listed them, until all logs are loaded; empty afterwards.
  std::vector<ListedDirectory> directories;

  Disk disk;
  Deadlines deadlines;
  Connections connections;

  client::Channels channels;
  ControllerLink link;
  Lifecycle lifecycle;
  std::optional<Instant> channels_due;  ///< as it stands in the deadlines

  /// What the metadata log says. Only the control plane changes it.
  metadata::Image image;
  ControlState control;

  SharedMap<LogKey, Partition> partitions;
  SharedMap<TopicPartition, LogKey> log_keys;
  LogKey last_log_key = 0;
  /// Of the topics that have partitions here, as far as somebody asked; see topic_config.
  SharedMap<std::string, SharedTopicConfig> topic_configs;

  ReplicationState replication;
  Rows rows;
  FetchSessions fetch_sessions;
  ProducerIds producer_ids;
  Startup startup;
  Stop stop;
  SharedMap<LogKey, Removal> removals;
  Checkpoints checkpoints;
};

/// The partition that this broker holds, or nullptr.
const Partition* find_partition(const Server& server, const TopicPartition& name);
Partition* mutate_partition(Server& server, const TopicPartition& name);

/// What is in force for a topic now; made once for all its partitions.
SharedTopicConfig topic_config(Server& server, const std::string& topic);

}  // namespace fl::broker
