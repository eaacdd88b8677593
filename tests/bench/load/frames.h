// The few frames that the load generator sends, encoded once and sent many times. Written by hand,
// so that the generator shares no code with the broker that it measures.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fl::bench {

struct BatchShape {
  std::int32_t records = 1;
  std::int32_t value_bytes = 1024;
};

/// CreateTopics version 2: one topic, replication factor 1.
ByteVector create_topic_frame(const std::string& topic, std::int32_t partitions);

/// DeleteTopics version 1.
ByteVector delete_topic_frame(const std::string& topic);

/// ApiVersions version 0.
ByteVector api_versions_frame();

/// Produce version 7 of one uncompressed batch to one partition.
ByteVector produce_frame(const std::string& topic, std::int32_t partition, std::int16_t acks,
                         BatchShape shape);

/// Fetch version 11 of one partition, without a session. The offset stands at kFetchOffsetFromEnd
/// from the end.
ByteVector fetch_frame(const std::string& topic, std::int32_t partition, std::int32_t bytes_max);

/// Writes the offset to fetch into a frame of fetch_frame.
void set_fetch_offset(ByteVector& frame, std::int64_t offset);

/// The error code of the only partition in a Produce version 7 response (without its length).
std::optional<std::int16_t> produce_error(ByteSpan response);

struct Fetched {
  std::int16_t error = 0;
  std::int64_t record_bytes = 0;
  std::int64_t whole_batch_bytes = 0;  ///< without a part of a batch at the end
  std::int64_t records = 0;
  std::int64_t next_offset = -1;  ///< behind the last whole batch; -1 if there was none
};

/// What a Fetch version 11 response brought; walks the batch headers only.
std::optional<Fetched> fetched(ByteSpan response);

// What the null server answers.
ByteVector produce_answer_frame();
/// Batches of 63 records of 1 KiB, as many as fit into the bytes.
ByteVector fetch_answer_frame(std::size_t bytes);
ByteVector empty_answer_frame();

}  // namespace fl::bench
