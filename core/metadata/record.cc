#include "core/metadata/record.h"

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/wire/codec.h"

#include <array>
#include <utility>

namespace fl::metadata {

namespace {

constexpr std::uint32_t kFrameVersion = 1;

/// Kafka's number and the versions of a record that this release writes and reads.
template <class R>
struct Frame;

template <>
struct Frame<wire::TopicRecord> {
  static constexpr std::uint32_t kKey = 2;
  static constexpr std::int16_t kLast = 0;
  static constexpr std::string_view kName = "TopicRecord";
};

template <>
struct Frame<wire::PartitionRecord> {
  static constexpr std::uint32_t kKey = 3;
  static constexpr std::int16_t kLast = 2;
  static constexpr std::string_view kName = "PartitionRecord";
};

template <>
struct Frame<wire::ConfigRecord> {
  static constexpr std::uint32_t kKey = 4;
  static constexpr std::int16_t kLast = 0;
  static constexpr std::string_view kName = "ConfigRecord";
};

template <>
struct Frame<wire::PartitionChangeRecord> {
  static constexpr std::uint32_t kKey = 5;
  static constexpr std::int16_t kLast = 2;
  static constexpr std::string_view kName = "PartitionChangeRecord";
};

template <>
struct Frame<wire::RemoveTopicRecord> {
  static constexpr std::uint32_t kKey = 9;
  static constexpr std::int16_t kLast = 0;
  static constexpr std::string_view kName = "RemoveTopicRecord";
};

template <>
struct Frame<wire::FeatureLevelRecord> {
  static constexpr std::uint32_t kKey = 12;
  static constexpr std::int16_t kLast = 0;
  static constexpr std::string_view kName = "FeatureLevelRecord";
};

template <>
struct Frame<wire::ProducerIdsRecord> {
  static constexpr std::uint32_t kKey = 15;
  static constexpr std::int16_t kLast = 0;
  static constexpr std::string_view kName = "ProducerIdsRecord";
};

template <>
struct Frame<wire::NoOpRecord> {
  static constexpr std::uint32_t kKey = 20;
  static constexpr std::int16_t kLast = 0;
  static constexpr std::string_view kName = "NoOpRecord";
};

void put_frame(Writer& out, std::uint32_t key, std::uint32_t version) {
  out.unsigned_varint(kFrameVersion);
  out.unsigned_varint(key);
  out.unsigned_varint(version);
}

struct Framing {
  std::expected<ByteVector, WireError> operator()(const OtherRecord& record) const {
    ByteVector framed;
    Writer out(framed);
    put_frame(out, record.api_key, record.version);
    out.bytes(record.body);
    return framed;
  }

  template <class R>
  std::expected<ByteVector, WireError> operator()(const R& record) const {
    auto body = wire::encode_bytes(record, Frame<R>::kLast);
    if (!body) return std::unexpected(body.error());
    ByteVector framed;
    Writer out(framed);
    put_frame(out, Frame<R>::kKey, static_cast<std::uint32_t>(Frame<R>::kLast));
    out.bytes(*body);
    return framed;
  }
};

/// Reads the body as R if the key is R's.
template <class R>
bool read_as(const OtherRecord& framed, std::expected<Record, WireError>& result) {
  if (framed.api_key != Frame<R>::kKey) return false;
  if (framed.version > static_cast<std::uint32_t>(Frame<R>::kLast)) {
    result = std::unexpected(WireError::unknown_version);
    return true;
  }
  auto record = wire::decode<R>(framed.body, static_cast<std::int16_t>(framed.version));
  if (record)
    result = Record(std::move(*record));
  else
    result = std::unexpected(record.error());
  return true;
}

template <class... R>
std::expected<Record, WireError> read_body(const OtherRecord& framed) {
  std::expected<Record, WireError> result = Record(framed);
  static_cast<void>((read_as<R>(framed, result) || ...));
  return result;
}

}  // namespace

std::string_view name_of(const Record& record) {
  return std::visit(
      []<class R>(const R&) -> std::string_view {
        if constexpr (std::is_same_v<R, OtherRecord>)
          return "OtherRecord";
        else
          return Frame<R>::kName;
      },
      record);
}

std::expected<ByteVector, WireError> encode_record(const Record& record) {
  return std::visit(Framing{}, record);
}

std::expected<Record, WireError> decode_record(const Slice& framed) {
  Reader in(framed);
  const std::uint32_t frame = in.unsigned_varint();
  OtherRecord raw;
  raw.api_key = in.unsigned_varint();
  raw.version = in.unsigned_varint();
  if (!in.ok()) return std::unexpected(in.error());
  if (frame != kFrameVersion) return std::unexpected(WireError::unknown_version);
  raw.body = framed.from(in.position());
  return read_body<wire::TopicRecord, wire::PartitionRecord, wire::ConfigRecord,
                   wire::PartitionChangeRecord, wire::RemoveTopicRecord, wire::FeatureLevelRecord,
                   wire::ProducerIdsRecord, wire::NoOpRecord>(raw);
}

}  // namespace fl::metadata
