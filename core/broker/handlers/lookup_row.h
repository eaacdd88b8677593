// A ListOffsets that looks up times: one partition after the other may need cold parts of an index
// or segment.
#pragma once
#include "core/base/ids.h"
#include "core/broker/partition.h"
#include "core/broker/request.h"
#include "core/wire/messages/list_offsets.h"

#include <cstdint>
#include <vector>

namespace fl::broker {

struct LookupRow {
  Request request;
  wire::ListOffsetsRequest wanted;
  wire::ListOffsetsResponse response;
  std::size_t topic = 0;  ///< where it stands
  std::size_t partition = 0;
};

}  // namespace fl::broker
