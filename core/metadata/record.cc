#include "core/metadata/record.h"

#include "core/base/writer.h"
#include "core/wire/record_frame.h"

#include <type_traits>
#include <utility>

namespace fl::metadata {

namespace {

constexpr std::uint32_t kFrameVersion = 1;

template <class R>
std::int16_t written_version(const R&) {
  return R::kVersions.last;
}

std::int16_t written_version(const OtherRecord& record) {
  return static_cast<std::int16_t>(record.version);
}

std::int16_t written_version(const wire::BrokerRegistrationChangeRecord& record) {
  if (record.cordoned_log_dirs) return 3;
  if (!record.log_dirs.empty()) return 2;
  return record.in_controlled_shutdown != 0 ? 1 : 0;
}

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
    return wire::encode_record(record, written_version(record));
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

/// Tries every known record of the variant.
template <std::size_t... I>
std::expected<Record, WireError> read_body(const wire::RecordFrame& frame,
                                           std::index_sequence<I...>) {
  std::expected<Record, WireError> result =
      Record(OtherRecord{.api_key = static_cast<std::uint32_t>(frame.key),
                         .version = static_cast<std::uint32_t>(frame.version),
                         .body = frame.body});
  static_cast<void>((read_as<std::variant_alternative_t<I, Record>>(frame, result) || ...));
  return result;
}

constexpr std::size_t kKnownRecords = std::variant_size_v<Record> - 1;
static_assert(std::is_same_v<std::variant_alternative_t<kKnownRecords, Record>, OtherRecord>);

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

std::int16_t version_of(const Record& record) {
  return std::visit([](const auto& known) { return written_version(known); }, record);
}

std::expected<ByteVector, WireError> encode_record(const Record& record) {
  return std::visit(Framing{}, record);
}

std::expected<Record, WireError> decode_record(const Slice& framed) {
  const auto frame = wire::split_record(framed);
  if (!frame) return std::unexpected(frame.error());
  return read_body(*frame, std::make_index_sequence<kKnownRecords>());
}

}  // namespace fl::metadata
