// How a leader takes the controller's answer to a change of the ISR.   Source:
// Partition.submitAlterPartition, handleAlterPartitionUpdate, handleAlterPartitionError.
#include "core/replication/events.h"
#include "core/replication/leader.h"

#include <cstdint>
#include <utility>

namespace fl::replication {

namespace {

/// What an error says of the change that was asked for.
enum class Refusal : std::uint8_t {
  not_applied,  ///< it is known not to have happened: back to what was committed
  overtaken,    ///< metadata that is on its way says what happened: until then it stays pending
  unknown,      ///< it is asked again
};

Refusal refusal_of(wire::ErrorCode error) {
  if (error == wire::ErrorCode::operation_not_attempted ||
      error == wire::ErrorCode::ineligible_replica)
    return Refusal::not_applied;
  if (error == wire::ErrorCode::unknown_topic_or_partition ||
      error == wire::ErrorCode::unknown_topic_id || error == wire::ErrorCode::fenced_leader_epoch ||
      error == wire::ErrorCode::invalid_update_version ||
      error == wire::ErrorCode::invalid_request || error == wire::ErrorCode::new_leader_elected)
    return Refusal::overtaken;
  return Refusal::unknown;
}

const IsrProposal* pending_proposal(const IsrState& state) {
  if (const auto* expand = std::get_if<PendingExpand>(&state)) return &expand->proposal;
  if (const auto* shrink = std::get_if<PendingShrink>(&state)) return &shrink->proposal;
  return nullptr;
}

}  // namespace

AlterPartitionOutcome LeaderReplica::on_alter_partition(Context& context,
                                                        const Surroundings& around,
                                                        const IsrProposal& proposal,
                                                        const AlterPartitionAnswer& answer,
                                                        Offset log_end) {
  const IsrProposal* pending = pending_proposal(isr_state_);
  if (pending == nullptr || !(*pending == proposal)) return {};
  if (answer.error == wire::ErrorCode::none)
    return on_isr_committed(context, around, answer, log_end);
  const Refusal refusal = refusal_of(answer.error);
  if (refusal == Refusal::unknown) return {.ask = proposal};
  context.tell<IsrChangeRefused>([&] {
    IsrChangeRefused event{.topic = around.partition.topic,
                           .partition = around.partition.partition,
                           .leader_epoch = leader_epoch_,
                           .partition_epoch = partition_epoch_,
                           .error = static_cast<std::int16_t>(answer.error)};
    for (const auto& broker : proposal.isr)
      event.asked_isr.push_back(broker.broker_id);
    return Telling<IsrChangeRefused>{
        std::move(event),
        {refusal == Refusal::not_applied ? "not-applied" : "overtaken-by-metadata",
         {{"error", static_cast<std::int64_t>(answer.error)}}}};
  });
  if (refusal == Refusal::not_applied) isr_state_ = IsrCommitted{};
  return {};
}

AlterPartitionOutcome LeaderReplica::on_isr_committed(Context& context, const Surroundings& around,
                                                      const AlterPartitionAnswer& answer,
                                                      Offset log_end) {
  // An answer of another epoch says nothing: metadata will.
  if (answer.leader_epoch != leader_epoch_ || answer.partition_epoch < partition_epoch_) return {};
  const std::vector<BrokerId> before = std::exchange(isr_, answer.isr);
  partition_epoch_ = answer.partition_epoch;
  isr_state_ = IsrCommitted{};
  context.tell<IsrLearned>([&] {
    return Telling<IsrLearned>{{.topic = around.partition.topic,
                                .partition = around.partition.partition,
                                .leader_epoch = leader_epoch_,
                                .partition_epoch = partition_epoch_,
                                .before = before,
                                .after = isr_},
                               {"controller-committed-it", {}}};
  });
  return {.has_high_watermark_moved = advance_high_watermark(context, around, log_end)};
}

}  // namespace fl::replication
