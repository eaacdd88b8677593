// A message whose C++ type the test does not know: what tests driven by JSON, by chance or by
// damaged bytes work with.
#pragma once
#include "core/base/draw.h"
#include "core/wire/message_table.h"

#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace fl::wire {

class AnyMessage {
 public:
  explicit AnyMessage(const Message& message) : message_(&message), value_(message.make()) {}

  static std::expected<AnyMessage, WireError> decoded(const Message& message, const Slice& bytes,
                                                      std::int16_t version,
                                                      const DecodeOptions& options = {});

  static std::expected<AnyMessage, std::string> from_json(const Message& message,
                                                          std::string_view json,
                                                          std::int16_t version);

  /// A random value that `version` can carry; `key` names the draw.
  static AnyMessage random(const Message& message, std::int16_t version, Draw draw,
                           std::uint64_t key, bool with_unknown_tags = true);

  std::expected<ByteVector, WireError> encoded(std::int16_t version) const;

  /// What the parts of encode() hold, one behind the other.
  std::expected<ByteVector, WireError> encoded_parts(std::int16_t version) const;

  std::string json(std::int16_t version) const;

  /// Adds an unknown tag to the struct at `path` ("topics[0]", "" for the message).
  /// Returns false if there is no such struct.
  [[nodiscard]] bool add_unknown_tag(std::string_view path, std::uint32_t tag, Slice bytes);

  const Message& message() const { return *message_; }

  void* value() { return value_.get(); }

  friend bool operator==(const AnyMessage& a, const AnyMessage& b) {
    return a.message_ == b.message_ && a.message_->info.type->equal(a.value_.get(), b.value_.get());
  }

 private:
  const Message* message_;
  std::shared_ptr<void> value_;
};

/// Kafka's JSON name: the schema's with a small first letter.
std::string json_name(const Field& field);

/// Bytes of one vector per part, joined. REQUIRES: no file ranges.
ByteVector joined(const Parts& parts);

}  // namespace fl::wire
