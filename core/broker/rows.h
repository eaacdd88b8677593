// What waits in a broker: requests as rows. Each kind of row is described where it is worked on.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/broker/handlers/delete_row.h"
#include "core/broker/handlers/fetch_row.h"
#include "core/broker/handlers/lookup_row.h"
#include "core/broker/handlers/produce_row.h"
#include "core/broker/request.h"

#include <cstdint>
#include <vector>

namespace fl::broker {

struct Rows {
  std::int64_t last = 0;  ///< ids of rows are never reused in an incarnation
  SharedMap<std::int64_t, FetchRow> fetches;
  SharedMap<std::int64_t, ProduceRow> produces;
  SharedMap<std::int64_t, LookupRow> lookups;
  SharedMap<std::int64_t, DeleteRow> deletes;
  /// Fetches whose partitions changed: looked at, in this order, at the end of the step.
  std::vector<std::int64_t> ready_fetches;
  std::vector<std::int64_t> ready_produces;
  /// A low watermark may have moved: all waiting DeleteRecords are looked at.
  bool are_deletes_ready = false;
};

/// The id of a new row for the request; its connection remembers it.
std::int64_t next_row(Server& server, const Request& request);

/// Producer ids come in blocks from the controller; requests wait while there is none.
struct ProducerIds {
  ProducerId next{0};
  ProducerId end{0};  ///< exclusive
  /// The next block, asked for before this one is used up.
  ProducerId reserve{0};
  ProducerId reserve_end{0};
  bool is_asking = false;
  std::vector<Request> waiting;
};

}  // namespace fl::broker
