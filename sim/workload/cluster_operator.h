// A simulated operator: creates the scenario's topics as soon as all brokers are there, by
// CreateTopics like any admin client, and carries out the tasks that the timeline gives it, in
// order. Idle, it keeps no connection. What it was answered it tells.
#pragma once
#include "core/node/context.h"
#include "core/node/input.h"
#include "sim/scenario/scenario.h"
#include "sim/workload/client_connection.h"
#include "sim/workload/operator_task.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace fl::sim {

class ClusterOperator {
 public:
  ClusterOperator(std::vector<TopicSpec> topics, std::vector<ClientAddress> bootstrap);

  void step(Context& context, const Input& input);

 private:
  void go_on(Context& context);
  void look_around(Context& context);
  void create(Context& context);
  void carry_out(Context& context, const OperatorTask& task);
  void on_answer(Context& context, const Answer& answer);
  void on_cluster(Context& context, const Answer& answer);
  void on_created(Context& context, const Answer& answer);
  void on_carried_out(Context& context, const Answer& answer);

  std::vector<TopicSpec> topics_;  ///< not yet created
  std::deque<OperatorTask> tasks_;
  std::size_t brokers_ = 1;  ///< that have to be there first
  bool are_all_there_ = false;
  ClientConnection connection_;
};

}  // namespace fl::sim
