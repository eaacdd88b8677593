// A DeleteRecords that is being answered: it waits until every live replica of its partitions has
// raised its log's start, or for its deadline.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/broker/request.h"
#include "core/wire/messages/delete_records.h"

#include <vector>

namespace fl::broker {

/// One partition whose low watermark has not reached the offset yet.
struct DeleteWanted {
  TopicPartition name;
  Offset required;        ///< the low watermark that ends the wait
  std::size_t topic = 0;  ///< where its answer stands in the response
  std::size_t partition = 0;
};

struct DeleteRow {
  Request request;
  wire::DeleteRecordsResponse response;
  std::vector<DeleteWanted> wanted;
  Instant deadline;
};

}  // namespace fl::broker
