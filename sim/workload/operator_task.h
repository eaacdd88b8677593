// What the operator of a simulated cluster is told to do in the middle of a run: a line such as
// "reassign orders-0 to [2, 3, 4]" as data. It travels as a command to the operator's node and
// stands in the decision log.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

enum class TaskKind : std::uint8_t {
  none,
  elect_preferred,    ///< topic, partition
  elect_unclean,      ///< topic, partition
  reassign,           ///< topic, partition, replicas
  cancel_reassign,    ///< topic, partition
  set_topic_config,   ///< topic, property, value
  set_broker_config,  ///< topic: the broker's id, empty for all brokers; property, value
};

constexpr std::string_view name_of(TaskKind kind) {
  switch (kind) {
    case TaskKind::none:
      return "none";
    case TaskKind::elect_preferred:
      return "elect-preferred";
    case TaskKind::elect_unclean:
      return "elect-unclean";
    case TaskKind::reassign:
      return "reassign";
    case TaskKind::cancel_reassign:
      return "cancel-reassign";
    case TaskKind::set_topic_config:
      return "set-topic-config";
    case TaskKind::set_broker_config:
      return "set-broker-config";
  }
  return "";
}

struct OperatorTask {
  TaskKind kind = TaskKind::none;
  std::string topic;
  PartitionIndex partition;
  std::vector<BrokerId> replicas;
  std::string property;
  std::string value;

  friend bool operator==(const OperatorTask&, const OperatorTask&) = default;

  static consteval auto fields() {
    using T = OperatorTask;
    return field_list(field<&T::kind>("kind"), field<&T::topic>("topic"),
                      field<&T::partition>("partition"), field<&T::replicas>("replicas"),
                      field<&T::property>("property"), field<&T::value>("value"));
  }
};

}  // namespace fl::sim
