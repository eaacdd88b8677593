#include "core/metadata/record.h"

#include "core/base/writer.h"
#include "core/wire/record_frame.h"

#include <type_traits>
#include <utility>

namespace fl::metadata {

namespace {

constexpr std::uint32_t kFrameVersion = 1;

struct Framing {
  std::expected<ByteVector, WireError> operator()(const OtherRecord& record) const {
    ByteVector framed;
    Writer out(framed);
    out.unsigned_varint(kFrameVersion);
    out.unsigned_varint(record.api_key);
    out.unsigned_varint(record.version);
    out.bytes(record.body);
    return framed;
  }

  template <class R>
  std::expected<ByteVector, WireError> operator()(const R& record) const {
    return wire::encode_record(record, R::kVersions.last);
  }
};

/// Reads the body as R if the key is R's.
template <class R>
bool read_as(const wire::RecordFrame& frame, std::expected<Record, WireError>& result) {
  if (frame.key != R::kRecordKey) return false;
  auto record = wire::decode_record<R>(frame);
  if (record)
    result = Record(std::move(*record));
  else
    result = std::unexpected(record.error());
  return true;
}

template <class... R>
std::expected<Record, WireError> read_body(const wire::RecordFrame& frame) {
  std::expected<Record, WireError> result =
      Record(OtherRecord{.api_key = static_cast<std::uint32_t>(frame.key),
                         .version = static_cast<std::uint32_t>(frame.version),
                         .body = frame.body});
  static_cast<void>((read_as<R>(frame, result) || ...));
  return result;
}

}  // namespace

std::string_view name_of(const Record& record) {
  return std::visit(
      []<class R>(const R&) -> std::string_view {
        if constexpr (std::is_same_v<R, OtherRecord>)
          return "OtherRecord";
        else
          return R::kName;
      },
      record);
}

std::expected<ByteVector, WireError> encode_record(const Record& record) {
  return std::visit(Framing{}, record);
}

std::expected<Record, WireError> decode_record(const Slice& framed) {
  const auto frame = wire::split_record(framed);
  if (!frame) return std::unexpected(frame.error());
  return read_body<wire::TopicRecord, wire::PartitionRecord, wire::ConfigRecord,
                   wire::PartitionChangeRecord, wire::RemoveTopicRecord, wire::FeatureLevelRecord,
                   wire::ProducerIdsRecord, wire::NoOpRecord>(*frame);
}

}  // namespace fl::metadata
