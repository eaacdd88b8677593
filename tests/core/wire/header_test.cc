#include "core/wire/header.h"

#include "core/wire/messages/api_versions.h"
#include "core/wire/messages/metadata.h"
#include "core/wire/record_frame.h"
#include "tests/core/wire/values/any_message.h"

#include <gtest/gtest.h>

namespace fl::wire {
namespace {

Slice payload_of(const Parts& parts) {
  const Slice whole(joined(parts));
  return whole.from(4);
}

TEST(RequestHeader, HasAShortClientIdLengthAlsoWhenFlexible) {
  const auto parts =
      encode_request({.correlation_id = 1, .client_id = "me"}, ApiVersionsRequest{}, 3);
  ASSERT_TRUE(parts);
  EXPECT_EQ(to_hex(joined(*parts)),
            "00000010"
            "0012"
            "0003"
            "00000001"
            "00026d65"
            "00"
            "01"
            "01"
            "00");
}

TEST(RequestHeader, IsReadForAnApiThatNobodyKnows) {
  const Slice payload =
      Slice::copied(std::string_view("\x7F\x00\x00\x09\x00\x00\x00\x05\xFF\xFF rest", 15));
  const auto request = split_request(payload);
  ASSERT_TRUE(request);
  EXPECT_EQ(static_cast<std::int16_t>(request->header.request_api_key), 0x7F00);
  EXPECT_EQ(request->header.correlation_id, 5);
  EXPECT_EQ(request->header.client_id, "");
  EXPECT_EQ(request->body.text(), " rest");
}

TEST(RequestHeader, IsRefusedWhenCutOff) {
  const auto parts = encode_request({.client_id = "me"}, MetadataRequest{}, 9);
  const Slice payload = payload_of(*parts);
  for (std::size_t size = 0; size < 13; ++size)
    EXPECT_FALSE(split_request(payload.sub(0, size)));
  EXPECT_TRUE(split_request(payload.sub(0, 13)));
}

TEST(ResponseHeader, OfApiVersionsHasNoTagsInAnyVersion) {
  const auto parts = encode_response(7, ApiVersionsResponse{}, 3);
  ASSERT_TRUE(parts);
  const Slice payload = payload_of(*parts);
  EXPECT_EQ(to_hex(payload.sub(0, 6)), "000000070000");
  ResponseHeader header;
  const auto response = decode_response<ApiVersionsResponse>(payload, 3, &header);
  ASSERT_TRUE(response);
  EXPECT_EQ(header.correlation_id, 7);
}

TEST(RecordFrame, RefusesAFrameVersionThatItDoesNotKnow) {
  EXPECT_EQ(split_record(Slice::copied(std::string_view("\x02\x02\x00", 3))).error(),
            WireError::bad_value);
  EXPECT_EQ(split_record(Slice::copied(std::string_view("\x01\x02", 2))).error(),
            WireError::truncated);
}

}  // namespace
}  // namespace fl::wire
