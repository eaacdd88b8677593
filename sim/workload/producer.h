// A simulated producer: hands over records at a rate, batches them, sends Produce requests and
// retries, as Kafka's producer does with the settings of its ProducerSpec. Each partition's batches
// go to the broker that leads it.
// Source: KafkaProducer, Sender, TransactionManager.
#pragma once
#include "core/node/context.h"
#include "core/node/input.h"
#include "core/wire/messages/produce.h"
#include "sim/scenario/scenario.h"
#include "sim/workload/cluster_connections.h"
#include "sim/workload/producer_queue.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace fl::sim {

class Producer {
 public:
  Producer(ProducerSpec spec, std::vector<ClientAddress> bootstrap);

  void step(Context& context, const Input& input);

 private:
  void on_timer(Context& context, TimerId timer);
  void on_answer(Context& context, const Answer& answer);
  void on_metadata(Context& context, const Answer& answer);
  void on_producer_id(Context& context, const Answer& answer);
  void on_produced(Context& context, const Answer& answer);
  void on_partition(Context& context, std::int32_t correlation_id,
                    const wire::ProduceResponse::PartitionProduceResponse& response);
  void on_lost(Context& context, const Asked& asked);

  void hand_over(Context& context);
  void pump(Context& context);
  bool obtain_producer_id(Context& context);
  bool send_one(Context& context, std::size_t broker);
  void expire(Context& context);
  void acknowledge(Context& context, std::size_t partition, std::size_t index, Offset base);
  void retry(Context& context, std::size_t partition, std::size_t index, wire::ErrorCode error);
  void fail(Context& context, std::size_t partition, std::size_t index, wire::ErrorCode error);
  void bump_epoch(Context& context, std::size_t partition);
  void ask_metadata(Context& context);
  void ask_metadata_later(Context& context);
  void arm_pump(Context& context);

  ProducerSpec spec_;
  ClusterConnections connections_;
  std::vector<ProducerQueue> queues_;  ///< by partition; empty until the topic is known
  std::vector<std::optional<ClientAddress>> leaders_;  ///< likewise; nothing: none is known
  ProducerId producer_id_{kNoProducerId};
  ProducerEpoch producer_epoch_{kNoProducerEpoch};
  bool is_asking_id_ = false;
  std::optional<Instant> began_;   ///< when the first record was due
  std::int64_t handed_over_ = 0;   ///< records
  std::int64_t first_number_ = 0;  ///< of this incarnation
  std::int64_t queued_records_ = 0;
  bool is_metadata_due_ = false;    ///< the timer to ask for it runs
  std::optional<Instant> pump_at_;  ///< the deadline that is armed
};

}  // namespace fl::sim
