// Blocks of producer ids.   Source: ProducerIdControlManager, ProducerIdsBlock.
#pragma once
#include "core/controller/decided.h"

#include <cstdint>

namespace fl::controller {

inline constexpr std::int64_t kProducerIdsPerBlock = 1000;

/// Producer ids [first, first + size) that nobody else gets.
struct ProducerIdBlock {
  ProducerId first;
  std::int64_t size = 0;
};

/// The next block for a broker. The block may be used once its record is committed.
Decided<ProducerIdBlock> decide_producer_id_block(const View& view, BrokerId broker,
                                                  BrokerEpoch broker_epoch);

}  // namespace fl::controller
