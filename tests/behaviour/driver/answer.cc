// See answer.h. Record batches in an answer are shown decoded, next to their bytes.
#include "tests/behaviour/driver/answer.h"

#include "core/describe/json.h"
#include "core/record/batches.h"
#include "core/record/control.h"
#include "core/record/reader.h"
#include "core/wire/codec.h"
#include "core/wire/header.h"
#include "core/wire/message_table.h"

#include <algorithm>
#include <stdexcept>

namespace fl::behaviour {
namespace {

std::runtime_error bad(const std::string& what) {
  return std::runtime_error(what);
}

const wire::Message& message_named(const std::string& name) {
  const wire::Message* const found = wire::find_message(name);
  if (found == nullptr) throw bad("no message " + name);
  return *found;
}

Json readable(const std::optional<ByteSpan>& bytes) {
  if (!bytes) return nullptr;
  const bool is_printable =
      std::ranges::all_of(*bytes, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; });
  return is_printable ? std::string(as_text(*bytes)) : "hex:" + to_hex(*bytes);
}

Json describe_record(const record::BatchHeader& header, const record::RecordView& record) {
  Json json{{"offset", record.offset.value},
            {"timestamp", record.timestamp.value},
            {"key", readable(record.key)},
            {"value", readable(record.value)}};
  json["headers"] = Json::array();
  for (const record::HeaderView& each : record.headers())
    json["headers"].push_back({{"key", readable(each.key)}, {"value", readable(each.value)}});
  if (!header.is_control()) return json;
  if (const auto marker = record::end_transaction_marker(record)) {
    json["control"] = record::name_of(marker->type);
    json["coordinatorEpoch"] = marker->coordinator_epoch;
  }
  return json;
}

Json describe_batch(const Slice& bytes) {
  const record::OpenResult opened = record::open_batch(bytes);
  const record::BatchHeader& header = opened.batch.header;
  Json json{{"baseOffset", header.base_offset.value},
            {"batchLength", header.batch_length},
            {"partitionLeaderEpoch", header.leader_epoch.value},
            {"magic", header.magic},
            {"crcIsRight", record::batch_crc(bytes) == header.crc},
            {"attributes", header.attributes},
            {"lastOffsetDelta", header.last_offset_delta},
            {"baseTimestamp", header.base_timestamp.value},
            {"maxTimestamp", header.max_timestamp.value},
            {"producerId", header.producer_id.value},
            {"producerEpoch", header.producer_epoch.value},
            {"baseSequence", header.base_sequence.value},
            {"count", header.record_count}};
  json["records"] = Json::array();
  record::RecordReader reader(opened.batch);
  while (const auto record = reader.next())
    json["records"].push_back(describe_record(header, *record));
  return json;
}

Json describe_records(const Json& base64) {
  if (base64.is_null()) return nullptr;
  ByteVector vector;
  if (!from_base64(base64.get<std::string>(), vector)) throw bad("records are no base64");
  const Slice bytes(std::move(vector));
  Json json{{"hex", to_hex(bytes)}, {"batches", Json::array()}};
  record::BatchScanner scanner(bytes);
  while (const auto batch = scanner.next())
    json["batches"].push_back(describe_batch(bytes.sub(batch->begin, batch->bytes.size())));
  if (scanner.position() < bytes.size()) json["trailingBytes"] = bytes.size() - scanner.position();
  return json;
}

void describe_all_records(Json& value) {
  if (value.is_object()) {
    for (auto& [name, member] : value.items()) {
      if (name == "records" && (member.is_string() || member.is_null()))
        member = describe_records(member);
      else
        describe_all_records(member);
    }
  } else if (value.is_array()) {
    for (Json& each : value)
      describe_all_records(each);
  }
}

}  // namespace

ByteVector request_frame(const Json& step, const Variables& variables) {
  const wire::Message& message = message_named(step.at("api").get<std::string>() + "Request");
  const std::int16_t version = step.at("version");
  const std::shared_ptr<void> body = message.make();
  const std::string json = request_body(step.at("body"), variables).dump();
  if (const auto read = from_json(*message.info.type, body.get(), json, version); !read)
    throw bad("the request's JSON: " + read.error());
  wire::RequestHeader header{
      .request_api_key = static_cast<wire::ApiKey>(step.at("apiKey").get<std::int16_t>()),
      .request_api_version = version,
      .correlation_id = step.at("correlationId")};
  const Json client_id = variables.substitute(step.at("clientId"));
  header.client_id = client_id.is_null() ? std::optional<std::string>()
                                         : std::optional(client_id.get<std::string>());
  Parts parts;
  const WireError error = wire::frame_message(
      {wire::kMessageInfo<wire::RequestHeader>, &header, step.at("headerVersion")},
      {message.info, body.get(), version}, parts);
  if (error != WireError::none) throw bad("encoding: " + std::string(name_of(error)));
  ByteVector frame;
  for (const Part& part : parts) {
    const ByteSpan bytes = std::get<Slice>(part);
    frame.insert(frame.end(), bytes.begin(), bytes.end());
  }
  return frame;
}

Json answer_of(const Slice& frame, const Awaited& awaited) {
  wire::ResponseHeader header;
  Slice body;
  const WireError split = wire::split_response(frame, awaited.header_version, header, body);
  if (split != WireError::none) throw bad("response header: " + std::string(name_of(split)));
  if (header.correlation_id != awaited.correlation_id)
    throw bad("answers request " + std::to_string(header.correlation_id) + " instead of " +
              std::to_string(awaited.correlation_id));
  const wire::Message& message = message_named(awaited.api + "Response");
  const std::shared_ptr<void> value = message.make();
  const WireError decoded = wire::decode_into(message.info, value.get(), body, awaited.version);
  if (decoded != WireError::none) throw bad("response body: " + std::string(name_of(decoded)));
  Json json = Json::parse(to_json(*message.info.type, value.get(), awaited.version));
  describe_all_records(json);
  return json;
}

}  // namespace fl::behaviour
