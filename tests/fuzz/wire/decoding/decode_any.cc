#include "tests/fuzz/wire/decoding/decode_any.h"

#include "core/base/assert.h"
#include "core/wire/frame.h"
#include "core/wire/header.h"
#include "core/wire/record_frame.h"
#include "tests/core/wire/values/any_message.h"
#include "tests/fuzz/wire/decoding/counted_memory.h"

namespace fl::wire {

namespace {

/// Writes what was accepted and reads it again. Kafka's readers, and so ours, accept unknown tags
/// that nobody may write: twice, out of order, or numbers of known ones.
void check_accepted(const AnyMessage& message, std::int16_t version) {
  const auto written = message.encoded(version);
  if (!written) {
    FL_ASSERT(written.error() == WireError::duplicate_tag ||
              written.error() == WireError::unsorted_tags ||
              written.error() == WireError::string_too_long);
    return;
  }
  const auto again = AnyMessage::decoded(message.message(), Slice::copied(*written), version);
  FL_ASSERT(again.has_value());
  // As bytes: a value with a NaN in it is not equal to itself.
  const auto written_again = again->encoded(version);
  FL_ASSERT(written_again.has_value());
  FL_ASSERT(*written_again == *written);
}

void decode_message(ByteSpan input) {
  const std::span<const Message> table = message_table();
  const Message& message = table[input[0] % table.size()];
  const auto count = message.info.versions.last - message.info.versions.first + 1;
  const auto version = static_cast<std::int16_t>(message.info.versions.first + input[1] % count);
  const Slice bytes = Slice::copied(input.subspan(2));
  AnyMessage value(message);
  const MemoryPeak peak;
  const WireError error =
      decode_into(message.info, value.value(), bytes, version, {.trailing_allowed = true});
  FL_ASSERT(peak.bytes() <= bytes.size() * kMemoryFactor + kMemorySlack);
  if (error == WireError::none) check_accepted(value, version);
  Dissection dissection;
  const auto dissected = AnyMessage::decoded(message, bytes, version,
                                             {.trailing_allowed = true, .dissection = &dissection});
  FL_ASSERT(dissected.has_value() == (error == WireError::none));
  for (const Dissection::Range& range : dissection.ranges)
    FL_ASSERT(range.begin <= range.end && range.end <= bytes.size());
}

}  // namespace

void decode_any(ByteSpan input) {
  if (input.size() < 2) return;
  decode_message(input);
  const Slice bytes = Slice::copied(input);
  if (const auto request = split_request(bytes)) FL_ASSERT(request->body.size() <= bytes.size());
  if (const auto record = split_record(bytes)) FL_ASSERT(record->body.size() <= bytes.size());
  FrameReader frames(1024);
  for (std::size_t at = 0; at < bytes.size() && !frames.is_bad(); at += 7) {
    frames.feed(bytes.sub(at, std::min<std::size_t>(7, bytes.size() - at)));
    while (const auto frame = frames.next())
      FL_ASSERT(frame->size() <= 1024);
  }
}

}  // namespace fl::wire
