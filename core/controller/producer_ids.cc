#include "core/controller/producer_ids.h"

#include "core/controller/cluster_view.h"

#include <cstdint>
#include <utility>

namespace fl::controller {

Decided<ProducerIdBlock> decide_producer_id_block(const View& view, BrokerId broker,
                                                  BrokerEpoch broker_epoch) {
  const ProducerId first = view.image.next_producer_id;
  wire::ProducerIdsRecord record;
  record.broker_id = broker;
  record.broker_epoch = broker_epoch;
  record.next_producer_id = ProducerId(first.value + kProducerIdsPerBlock);
  Decided<ProducerIdBlock> decided{.records = {},
                                   .response = {.first = first, .size = kProducerIdsPerBlock}};
  decided.records.emplace_back(std::move(record));
  return decided;
}

Decided<wire::AllocateProducerIdsResponse> decide_allocate_producer_ids(
    const View& view, const wire::AllocateProducerIdsRequest& request) {
  Decided<wire::AllocateProducerIdsResponse> decided;
  const ApiError error = check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
  if (error.is_failure()) {
    decided.response.error_code = error.code;
    return decided;
  }
  if (view.image.next_producer_id.value > INT64_MAX - kProducerIdsPerBlock) {
    decided.response.error_code = wire::ErrorCode::unknown_server_error;
    return decided;
  }
  auto block = decide_producer_id_block(view, request.broker_id, request.broker_epoch);
  decided.records = std::move(block.records);
  decided.response.producer_id_start = block.response.first;
  decided.response.producer_id_len = static_cast<std::int32_t>(block.response.size);
  return decided;
}

}  // namespace fl::controller
