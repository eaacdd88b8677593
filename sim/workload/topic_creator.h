// A simulated operator who creates the scenario's topics as soon as the broker listens, by
// CreateTopics like any admin client, and then leaves.
#pragma once
#include "core/node/context.h"
#include "core/node/input.h"
#include "sim/scenario/scenario.h"
#include "sim/workload/client_connection.h"

#include <cstddef>
#include <vector>

namespace fl::sim {

class TopicCreator {
 public:
  TopicCreator(std::vector<TopicSpec> topics, std::vector<ClientAddress> bootstrap);

  void step(Context& context, const Input& input);

 private:
  void create(Context& context);
  void on_answer(Context& context, const Answer& answer);

  std::vector<TopicSpec> topics_;  ///< not yet created
  ClientConnection connection_;
};

}  // namespace fl::sim
