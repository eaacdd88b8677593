// What the commands that read or write records ask first: which partitions a topic has, and who
// leads each. Then they talk to the leaders.
#pragma once
#include "cli/kafka_client.h"
#include "core/base/ids.h"

#include <expected>
#include <map>
#include <string>

namespace fl::cli {

/// "host:port" of each partition's leader, as told to clients; "" where there is none.
using Leaders = std::map<PartitionIndex, std::string>;

/// The topic's partitions. Waits for a topic that is being created. On error: one line, with the
/// nearest known name where there is one.
std::expected<Leaders, std::string> leaders_of(KafkaClient& client, const std::string& topic,
                                               bool may_create);

/// Connections to brokers, by their address; made when they are first wanted.
class LeaderClients {
 public:
  /// `known` is used for its own address.
  explicit LeaderClients(KafkaClient known);

  /// On error: the partition has no leader now, or it cannot be reached.
  std::expected<KafkaClient*, std::string> at(const std::string& address);

 private:
  std::map<std::string, KafkaClient> clients_;
};

}  // namespace fl::cli
