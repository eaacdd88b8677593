// A Produce whose batches are being checked and appended: each partition's entry waits until its
// records are visible and committed, and durable where flush.messages made a sync due.
#pragma once
#include "core/base/bytes.h"
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
    /// Compressed records that a Job checks; empty afterwards.
    Slice records;
    bool is_checking = false;
    Offset required;  ///< exclusive: the entry is done once records below it count
    bool needs_sync = false;
    bool is_decided = false;
  };

  Request request;
  std::int16_t acks = 0;
  Instant deadline;
  wire::ProduceResponse response;
  std::vector<Pending> pending;
  std::size_t undecided = 0;
  bool has_error = false;  ///< of an entry that is decided: with acks=0 the connection is closed
};

}  // namespace fl::broker
