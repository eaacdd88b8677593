// Blocks of producer ids.   Source: ProducerIdControlManager, ProducerIdsBlock.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/allocate_producer_ids.h"

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

/// The same for a broker that asks over the network: STALE_BROKER_EPOCH unless it is registered in
/// its epoch, UNKNOWN_SERVER_ERROR when the ids are used up.
Decided<wire::AllocateProducerIdsResponse> decide_allocate_producer_ids(
    const View& view, const wire::AllocateProducerIdsRequest& request);

}  // namespace fl::controller
