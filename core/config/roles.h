// What a node's roles ask of its other properties: which listeners it must have, and that it names
// the quorum it belongs to. Kept apart from the parsing of values: a test or a simulation may leave
// out what a node on a network cannot.   Source: KafkaConfig.validateValues.
#pragma once
#include "core/config/broker_config.h"

#include <string>
#include <vector>

namespace fl::config {

/// All that is wrong, in Kafka's words. REQUIRES: the names of the roles are right (the table of
/// properties says so). One departure: a node that is broker and controller needs
/// to name no voters; it is then a quorum of its own.
std::vector<std::string> problems_of_roles(const BrokerConfig& config);

/// The node decides for itself: it names neither voters nor servers to learn them from.
bool is_alone(const BrokerConfig& config);

}  // namespace fl::config
