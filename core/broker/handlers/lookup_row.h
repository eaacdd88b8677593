// A ListOffsets that looks up times: each search may need cold parts of an index or segment.
#pragma once
#include "core/base/ids.h"
#include "core/broker/partition.h"
#include "core/broker/request.h"
#include "core/storage/time_lookup.h"
#include "core/wire/messages/list_offsets.h"

#include <cstdint>
#include <vector>

namespace fl::broker {

struct LookupRow {
  /// An entry of the response that needs a search.
  struct Search {
    std::size_t topic = 0;  ///< index into response.topics
    std::size_t partition = 0;
    LogKey log_key = 0;
    Timestamp timestamp;
    storage::TimeLookup lookup;
  };

  Request request;
  BrokerId replica{-1};
  std::int8_t isolation_level = 0;
  wire::ListOffsetsResponse response;
  std::vector<Search> searches;
  std::int32_t loads = 0;  ///< that it waits for
};

}  // namespace fl::broker
