#include "core/controller/producer_ids.h"

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

}  // namespace fl::controller
