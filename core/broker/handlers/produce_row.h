// A Produce whose batches are being appended: each partition's entry waits until its records are
// visible, durable where flush.messages or flush.ms made a sync due, and committed for acks=-1.
#pragma once
#include "core/base/ids.h"
#include "core/broker/partition.h"
#include "core/broker/request.h"
#include "core/wire/messages/produce.h"

#include <cstdint>
#include <vector>

namespace fl::broker {

struct ProduceRow {
  /// An entry of the response that is not decided yet.
  struct Pending {
    std::size_t topic = 0;  ///< index into response.responses
    std::size_t partition = 0;
    LogKey log_key = 0;
    Offset required;  ///< exclusive: the entry is done once records below it count
    bool needs_sync = false;
  };

  Request request;
  std::int16_t acks = 0;
  Instant deadline;
  wire::ProduceResponse response;
  std::vector<Pending> pending;
  bool has_error = false;  ///< of an entry that is decided: with acks=0 the connection is closed
};

}  // namespace fl::broker
