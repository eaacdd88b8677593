// See golden_records.h.
#include "tests/core/record/golden_records.h"

#include "core/wire/utf8.h"

#include <stdexcept>

namespace fl::record {
namespace {

Json base64_or_null(const std::optional<ByteSpan>& bytes) {
  return bytes ? Json(to_base64(*bytes)) : Json(nullptr);
}

/// Values above 4,096 bytes stand in the files by size and SHA-256; the size is compared.
constexpr std::size_t kWholeBytesMax = 4096;

void put_bytes(Json& json, const std::string& name, const std::optional<ByteSpan>& bytes) {
  if (bytes && bytes->size() > kWholeBytesMax)
    json[name + "Size"] = bytes->size();
  else
    json[name] = base64_or_null(bytes);
}

/// As Java reads text that is no UTF-8.
std::string text_of_bytes(ByteSpan bytes) {
  std::string text;
  wire::assign_utf8(text, bytes);
  return text;
}

Json describe_record(const BatchHeader& header, const RecordView& record) {
  Json json;
  json["offset"] = record.offset.value;
  json["timestamp"] = record.timestamp.value;
  if (header.base_sequence.value >= 0) json["sequence"] = record.sequence.value;
  put_bytes(json, "key", record.key);
  put_bytes(json, "value", record.value);
  for (const HeaderView& each : record.headers())
    json["headers"].push_back({text_of_bytes(each.key), base64_or_null(each.value)});
  return json;
}

Json describe_header(const BatchHeader& header, const Slice& batch) {
  Json json;
  json["baseOffset"] = header.base_offset.value;
  json["batchLength"] = header.batch_length;
  json["partitionLeaderEpoch"] = header.leader_epoch.value;
  json["magic"] = header.magic;
  json["crc"] = header.crc;
  json["attributes"] = header.attributes;
  json["lastOffsetDelta"] = header.last_offset_delta;
  json["baseTimestamp"] = header.base_timestamp.value;
  json["maxTimestamp"] = header.max_timestamp.value;
  json["producerId"] = header.producer_id.value;
  json["producerEpoch"] = header.producer_epoch.value;
  json["baseSequence"] = header.base_sequence.value;
  json["count"] = header.record_count;
  const std::optional<Codec> codec = codec_of_bits(header.codec_bits());
  json["compression"] = codec ? Json(name_of(*codec)) : Json(nullptr);
  json["timestampType"] =
      header.timestamp_type() == TimestampType::create_time ? "CreateTime" : "LogAppendTime";
  json["transactional"] = header.is_transactional();
  json["control"] = header.is_control();
  json["deleteHorizonMs"] =
      header.has_delete_horizon() ? Json(header.base_timestamp.value) : Json(nullptr);
  json["lastSequence"] = header.last_sequence().value;
  json["lastOffset"] = header.last_offset().value;
  json["nextOffset"] = header.next_offset().value;
  json["size"] = header.size_bytes();
  json["crcValid"] = batch_crc(batch) == header.crc;
  return json;
}

}  // namespace

DescribedBatch describe_old(const Slice& bytes) {
  const std::optional<OldMessage> outer = parse_old_message(bytes);
  if (!outer) return {.json = {}, .read_error = ReadError::bad_structure};
  DescribedBatch described;
  Json& json = described.json;
  json["baseOffset"] = outer->offset.value;
  json["batchLength"] = outer->length;
  json["magic"] = outer->magic;
  json["crc"] = outer->crc;
  json["attributes"] = outer->attributes;
  json["compression"] = name_of(codec_of_bits(outer->codec_bits()).value());
  json["timestampType"] = outer->magic == 0 ? "NoTimestampType"
                          : outer->timestamp_type() == TimestampType::create_time ? "CreateTime"
                                                                                  : "LogAppendTime";
  json["maxTimestamp"] = outer->timestamp.value;
  json["lastOffset"] = outer->offset.value;
  json["nextOffset"] = outer->offset.value + 1;
  json["size"] = bytes.size();
  json["crcValid"] = outer->is_crc_right;
  json["records"] = Json::array();
  const OldRecords records = open_old_message(*outer);
  described.read_error = records.error;
  for (const OldMessage& message : records.messages) {
    Json& record = json["records"].emplace_back();
    record["offset"] = message.offset.value;
    record["timestamp"] = message.timestamp.value;
    record["key"] = message.key ? Json(to_base64(*message.key)) : Json(nullptr);
    record["value"] = message.value ? Json(to_base64(*message.value)) : Json(nullptr);
  }
  return described;
}

Slice bytes_of(const Json& hex) {
  ByteVector bytes;
  if (!from_hex(hex.get<std::string>(), bytes)) throw std::runtime_error("not hexadecimal");
  return Slice(std::move(bytes));
}

DescribedBatch describe(const Slice& batch) {
  const OpenResult opened = open_batch(batch);
  DescribedBatch described;
  if (opened.error == ReadError::short_header) return {.json = {}, .read_error = opened.error};
  described.json = describe_header(opened.batch.header, batch);
  described.json["records"] = Json::array();
  if (opened.error != ReadError::none) return {.json = described.json, .read_error = opened.error};
  RecordReader reader(opened.batch);
  while (const std::optional<RecordView> record = reader.next())
    described.json["records"].push_back(describe_record(opened.batch.header, *record));
  described.read_error = reader.error();
  return described;
}

AppendSettings settings_of(const Json& json) {
  AppendSettings settings{.partition = "t-0"};
  if (json.is_null()) return settings;
  const auto type = json.at("compression.type").get<std::string>();
  if (type == "uncompressed")
    settings.codec = Codec::none;
  else if (type != "producer")
    settings.codec = codec_of(type).value();
  if (json.at("message.timestamp.type") == "LogAppendTime")
    settings.timestamp_type = TimestampType::log_append_time;
  settings.timestamp_before_max_ms = json.at("message.timestamp.before.max.ms");
  settings.timestamp_after_max_ms = json.at("message.timestamp.after.max.ms");
  settings.is_compacted = json.at("compacted");
  const auto origin = json.at("origin").get<std::string>();
  if (origin == "replication") settings.origin = Origin::replication;
  if (origin == "coordinator") settings.origin = Origin::coordinator;
  if (origin == "raft_leader") settings.origin = Origin::raft_leader;
  return settings;
}

}  // namespace fl::record
