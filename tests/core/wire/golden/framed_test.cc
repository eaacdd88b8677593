// What lies around the messages: sizes, headers, and the frames of records in the metadata log.
#include "core/describe/json.h"
#include "core/wire/frame.h"
#include "core/wire/header.h"
#include "core/wire/record_frame.h"
#include "tests/core/wire/values/any_message.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace fl::wire {
namespace {

using Json = nlohmann::json;

Slice unhex(const Json& sample) {
  ByteVector bytes;
  EXPECT_TRUE(from_hex(sample.at("hex").get<std::string>(), bytes));
  return Slice(std::move(bytes));
}

/// The one frame that `stream` holds, fed byte by byte.
Slice frame_of(const Slice& stream) {
  FrameReader reader;
  std::optional<Slice> frame;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    EXPECT_FALSE(frame);
    reader.feed(stream.sub(i, 1));
    frame = reader.next();
  }
  EXPECT_TRUE(frame);
  return frame.value_or(Slice());
}

void check_request(const Message& message, const Json& sample) {
  const auto version = sample.at("version").get<std::int16_t>();
  const auto header_version = sample.at("headerVersion").get<std::int16_t>();
  const Slice stream = unhex(sample);
  auto parts = split_request(frame_of(stream));
  ASSERT_TRUE(parts) << name_of(parts.error());
  if (sample.at("header").at("clientId").is_null()) {
    EXPECT_EQ(parts->header.client_id, "");  // Kafka reads null so, and nobody writes it again
    parts->header.client_id.reset();
  }
  EXPECT_EQ(Json::parse(to_json(parts->header, header_version)), sample.at("header"));
  EXPECT_EQ(header_version, request_header_version(parts->header.request_api_key, version));
  auto body = AnyMessage::decoded(message, parts->body, version);
  ASSERT_TRUE(body) << name_of(body.error());
  EXPECT_EQ(Json::parse(body->json(version)), sample.at("json"));
  Parts written;
  ASSERT_EQ(frame_message({kMessageInfo<RequestHeader>, &parts->header, header_version},
                          {message.info, body->value(), version}, written),
            WireError::none);
  EXPECT_EQ(Json(to_hex(joined(written))), sample.at("hex"));
}

void check_response(const Message& message, const Json& sample) {
  const auto version = sample.at("version").get<std::int16_t>();
  const auto header_version = sample.at("headerVersion").get<std::int16_t>();
  ResponseHeader header;
  Slice rest;
  ASSERT_EQ(split_response(frame_of(unhex(sample)), header_version, header, rest), WireError::none);
  EXPECT_EQ(Json::parse(to_json(header, header_version)), sample.at("header"));
  EXPECT_EQ(header_version, response_header_version(static_cast<ApiKey>(message.key), version));
  auto body = AnyMessage::decoded(message, rest, version);
  ASSERT_TRUE(body) << name_of(body.error());
  EXPECT_EQ(Json::parse(body->json(version)), sample.at("json"));
  Parts written;
  ASSERT_EQ(frame_message({kMessageInfo<ResponseHeader>, &header, header_version},
                          {message.info, body->value(), version}, written),
            WireError::none);
  EXPECT_EQ(Json(to_hex(joined(written))), sample.at("hex"));
}

template <class Check>
std::size_t check_all(std::string_view path, Check check) {
  std::size_t checked = 0;
  for (const std::string& line : golden::lines(path)) {
    const Json sample = Json::parse(line);
    const Message* const message = find_message(sample.at("message").get<std::string>());
    if (message == nullptr) continue;
    SCOPED_TRACE(line.substr(0, 200));
    check(*message, sample);
    ++checked;
  }
  return checked;
}

TEST(FramedRequests, AreReadAndWrittenAsKafkaDoes) {
  EXPECT_GT(check_all("wire/framed/requests.jsonl", check_request), 0U);
}

TEST(FramedResponses, AreReadAndWrittenAsKafkaDoes) {
  EXPECT_GT(check_all("wire/framed/responses.jsonl", check_response), 0U);
}

TEST(FramedRecords, AreReadAndWrittenAsKafkaDoes) {
  const auto check = [](const Message& message, const Json& sample) {
    const auto frame = split_record(unhex(sample));
    ASSERT_TRUE(frame) << name_of(frame.error());
    EXPECT_EQ(Json(frame->key), sample.at("apiKey"));
    EXPECT_EQ(Json(frame->version), sample.at("version"));
    ASSERT_EQ(find_record(frame->key), &message);
    auto record = AnyMessage::decoded(message, frame->body, frame->version);
    ASSERT_TRUE(record) << name_of(record.error());
    if (sample.contains("json")) {
      EXPECT_EQ(Json::parse(record->json(frame->version)), sample.at("json"));
    }
    ByteVector written;
    ASSERT_EQ(frame_record(message.info, frame->key, record->value(), frame->version, written),
              WireError::none);
    EXPECT_EQ(Json(to_hex(written)), sample.at("hex"));
  };
  EXPECT_GT(check_all("wire/framed/metadata-records.jsonl", check), 0U);
}

}  // namespace
}  // namespace fl::wire
