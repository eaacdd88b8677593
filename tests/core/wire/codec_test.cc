// The codec on hostile and unusual bytes, and what it refuses to write.
#include "core/wire/codec.h"

#include "core/base/writer.h"
#include "core/wire/messages/api_versions.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/metadata.h"
#include "core/wire/messages/produce.h"

#include <gtest/gtest.h>

namespace fl::wire {
namespace {

Slice hex(std::string_view digits) {
  ByteVector bytes;
  EXPECT_TRUE(from_hex(digits, bytes));
  return Slice(std::move(bytes));
}

template <class M>
WireError error_of(const Slice& bytes, std::int16_t version) {
  const auto decoded = decode<M>(bytes, version);
  return decoded ? WireError::none : decoded.error();
}

/// ApiVersionsRequest version 3 ("a", "b") with this tag section.
Slice with_tags(std::string_view tag_digits) {
  return hex("02610262" + std::string(tag_digits));
}

/// FetchRequest version 12 without topics, with this tag section.
Slice fetch_with_tags(std::string_view tag_digits) {
  const FetchRequest request{.session_epoch = 0};
  ByteVector bytes = encode_bytes(request, 12).value();
  bytes.pop_back();
  const Slice tags = hex(tag_digits);
  bytes.insert(bytes.end(), tags.data(), tags.data() + tags.size());
  return Slice(std::move(bytes));
}

TEST(Tags, ThatNobodyKnowsAreKeptAndWrittenAgain) {
  const Slice bytes = with_tags("0203026162ffffffff0f00");
  const auto decoded = decode<ApiVersionsRequest>(bytes, 3);
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->unknown_tags.size(), 2U);
  EXPECT_EQ(decoded->unknown_tags[0].tag, 3U);
  EXPECT_EQ(decoded->unknown_tags[0].bytes.text(), "ab");
  EXPECT_EQ(decoded->unknown_tags[1].tag, 0xFFFFFFFFU);
  EXPECT_EQ(Slice(encode_bytes(*decoded, 3).value()), bytes);
}

TEST(Tags, ThatNobodyKnowsAreRefusedWhenWrittenTwiceOrOutOfOrder) {
  ApiVersionsRequest request;
  request.unknown_tags = {{5, Slice()}, {5, Slice()}};
  EXPECT_EQ(encode_bytes(request, 3).error(), WireError::duplicate_tag);
  request.unknown_tags = {{6, Slice()}, {5, Slice()}};
  EXPECT_EQ(encode_bytes(request, 3).error(), WireError::unsorted_tags);
  FetchRequest fetch{.cluster_id = "c"};
  fetch.unknown_tags = {{0, Slice()}};  // the number of a known tag that is written too
  EXPECT_EQ(encode_bytes(fetch, 12).error(), WireError::duplicate_tag);
}

TEST(Tags, CannotBeWrittenIntoAVersionWithoutTags) {
  ApiVersionsRequest request;
  request.unknown_tags = {{5, Slice()}};
  EXPECT_EQ(encode_bytes(request, 2).error(), WireError::field_not_in_version);
}

TEST(Tags, ThatAreKnownButNotInThisVersionAreRefused) {
  EXPECT_EQ(error_of<FetchRequest>(fetch_with_tags("010100"), 12), WireError::tag_not_in_version);
}

TEST(Tags, ThatAreKnownMayComeTwiceAndTheLastCounts) {
  const auto decoded = decode<FetchRequest>(fetch_with_tags("020002026100020262"), 12);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->cluster_id, "b");
}

TEST(Tags, ThatHoldAStructLeaveNothingOfItsEarlierCopy) {
  // ReplicaState, first with an unknown tag 9, then without.
  const std::string state =
      "00000007"
      "0000000000000008";
  const FetchRequest request{.session_epoch = 0};
  ByteVector bytes = encode_bytes(request, 15).value();
  bytes.pop_back();
  const Slice tags =
      hex("02"
          "010f" +
          state +
          "010900"
          "010d" +
          state + "00");
  bytes.insert(bytes.end(), tags.data(), tags.data() + tags.size());
  const auto decoded = decode<FetchRequest>(Slice(std::move(bytes)), 15);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->replica_state.replica_id, BrokerId(7));
  EXPECT_TRUE(decoded->replica_state.unknown_tags.empty());
}

TEST(Tags, ThatEndBehindTheInputAreRefused) {
  EXPECT_EQ(error_of<ApiVersionsRequest>(with_tags("01050361"), 3), WireError::truncated);
  EXPECT_EQ(error_of<ApiVersionsRequest>(with_tags("0105ffffffff0f"), 3),
            WireError::negative_length);
  EXPECT_EQ(error_of<ApiVersionsRequest>(with_tags("ffffffff0705"), 3), WireError::truncated);
}

TEST(Lengths, ThatLieCostNothing) {
  // An array of 2^31-1 topics in twelve bytes.
  EXPECT_EQ(error_of<MetadataRequest>(hex("7fffffff0001610001620001"), 1), WireError::truncated);
  // A compact array of 2^28 - 1.
  EXPECT_EQ(error_of<MetadataRequest>(hex("8080808001000000"), 9), WireError::truncated);
  EXPECT_EQ(error_of<MetadataRequest>(hex("000000020001610010"), 1), WireError::truncated);
}

TEST(Lengths, BelowZeroMeanNullWhereNullIsAllowed) {
  EXPECT_EQ(decode<MetadataRequest>(hex("ffffffff"), 1)->topics, std::nullopt);
  EXPECT_EQ(decode<MetadataRequest>(hex("fffffffe"), 1)->topics, std::nullopt);
  EXPECT_EQ(error_of<MetadataRequest>(hex("ffffffff"), 0), WireError::unexpected_null);
  EXPECT_EQ(error_of<MetadataRequest>(hex("00000001ffff"), 1), WireError::unexpected_null);
}

TEST(Strings, AboveKafkasLimitAreRefusedBothWays) {
  ByteVector bytes;
  Writer writer(bytes);
  writer.unsigned_varint(32768 + 1);
  bytes.resize(bytes.size() + 32768, 'a');
  writer.unsigned_varint(2);
  writer.u8('b');
  writer.u8(0);
  EXPECT_EQ(error_of<ApiVersionsRequest>(Slice(std::move(bytes)), 3), WireError::string_too_long);
  const ApiVersionsRequest request{.client_software_name = std::string(32768, 'a')};
  EXPECT_EQ(encode_bytes(request, 3).error(), WireError::string_too_long);
  const ApiVersionsRequest longest{.client_software_name = std::string(32767, 'a')};
  EXPECT_EQ(decode<ApiVersionsRequest>(Slice(encode_bytes(longest, 3).value()), 3), longest);
}

TEST(Strings, ThatAreNotUtf8ReadAsJavaReadsThem) {
  const auto name = [](std::string_view raw_digits) {
    const Slice raw = hex(raw_digits);
    ByteVector bytes{static_cast<std::uint8_t>(raw.size() + 1)};
    bytes.insert(bytes.end(), raw.data(), raw.data() + raw.size());
    bytes.push_back(1);  // the version: ""
    bytes.push_back(0);  // no tags
    return decode<ApiVersionsRequest>(Slice(std::move(bytes)), 3).value().client_software_name;
  };
  EXPECT_EQ(name("61ff62"), "a\uFFFDb");
  EXPECT_EQ(name("c080"), "\uFFFD\uFFFD");                  // over-long: byte by byte
  EXPECT_EQ(name("eda080"), "\uFFFD");                      // a surrogate: once
  EXPECT_EQ(name("e4b8"), "\uFFFD");                        // cut off: once
  EXPECT_EQ(name("f09f9880"), "\xF0\x9F\x98\x80");          // well-formed
  EXPECT_EQ(name("f4908080"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
}

TEST(Memory, OfAnAnnouncedArrayIsCheckedBeforeItIsTaken) {
  // 40,000 partitions of 33 bytes and more announced where 40,000 bytes are left.
  ByteVector bytes;
  Writer writer(bytes);
  writer.i32(0);       // throttle
  writer.i16(0);       // error
  writer.i32(0);       // session
  writer.i32(1);       // one topic
  writer.i16(0);       // named ""
  writer.i32(40'000);  // partitions
  bytes.resize(bytes.size() + 40'000);
  ASSERT_GT(sizeof(FetchResponse::PartitionData), kMemoryFactor);
  EXPECT_EQ(error_of<FetchResponse>(Slice(std::move(bytes)), 11), WireError::memory_bound);
}

TEST(Decoder, SharesTheInputsBytes) {
  ProduceRequest request{.acks = -1, .topic_data = {{.name = "t"}}};
  request.topic_data[0].partition_data.push_back({.records = Records(Slice::copied("record"))});
  const Slice bytes(encode_bytes(request, 9).value());
  const auto decoded = decode<ProduceRequest>(bytes, 9);
  ASSERT_TRUE(decoded);
  const Records records = decoded->topic_data[0].partition_data[0].records.value_or(Records());
  const Slice& slice = std::get<Slice>(records.parts.at(0));
  EXPECT_EQ(slice.text(), "record");
  EXPECT_EQ(slice.owner(), bytes.owner());
}

TEST(Decoder, RefusesTrailingBytesUnlessToldOtherwise) {
  const Slice bytes = with_tags("00ff");
  EXPECT_EQ(error_of<ApiVersionsRequest>(bytes, 3), WireError::trailing_bytes);
  std::size_t consumed = 0;
  EXPECT_TRUE(
      decode<ApiVersionsRequest>(bytes, 3, {.trailing_allowed = true, .consumed = &consumed}));
  EXPECT_EQ(consumed, 5U);
}

TEST(Decoder, RefusesVersionsThatTheMessageLacks) {
  EXPECT_EQ(error_of<FetchRequest>(Slice(), 3), WireError::unknown_version);
  EXPECT_EQ(error_of<FetchRequest>(Slice(), 19), WireError::unknown_version);
  EXPECT_EQ(encode_bytes(FetchRequest{}, 3).error(), WireError::unknown_version);
}

TEST(Encoder, LosesOnlyWhatMayBeIgnored) {
  const FetchRequest ignorable{.rack_id = "r"};
  EXPECT_TRUE(encode_bytes(ignorable, 4));
  FetchRequest forgotten;
  forgotten.forgotten_topics_data.push_back({.topic = "t"});
  EXPECT_EQ(encode_bytes(forgotten, 6).error(), WireError::field_not_in_version);
  EXPECT_TRUE(encode_bytes(forgotten, 7));
}

TEST(Encoder, RefusesNullWhereTheVersionKnowsNone) {
  EXPECT_EQ(encode_bytes(MetadataRequest{.topics = std::nullopt}, 0).error(),
            WireError::null_not_in_version);
}

TEST(Encoder, PassesRecordsThroughUncopied) {
  FetchResponse response;
  auto& topic = response.responses.emplace_back();
  topic.topic = "t";
  const Slice bytes = Slice::copied("abc");
  Records records(bytes);
  records.parts.emplace_back(FileRange{.file = FileId(7), .position = Position(4), .size = 9});
  topic.partitions.push_back({.records = records});
  topic.partitions.push_back({.partition_index = PartitionIndex(1), .records = Records()});
  const auto parts = encode(response, 12);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 4U);
  EXPECT_EQ(std::get<Slice>((*parts)[1]).data(), bytes.data());
  EXPECT_EQ(std::get<FileRange>((*parts)[2]).size, 9);
  EXPECT_EQ(encode_bytes(response, 12).error(), WireError::bad_value);
}

TEST(Dissection, NamesTheBytesOfEveryField) {
  FetchRequest request{.cluster_id = "c"};
  auto& topic = request.topics.emplace_back();
  topic.topic = "orders";
  topic.partitions.push_back({.partition = PartitionIndex(3)});
  request.unknown_tags.push_back({9, Slice::copied("xy")});
  const Slice bytes(encode_bytes(request, 12).value());
  Dissection dissection;
  ASSERT_TRUE(decode<FetchRequest>(bytes, 12, {.dissection = &dissection}));
  const auto text_at = [&](std::string_view path) -> std::string {
    for (const Dissection::Range& range : dissection.ranges)
      if (range.path == path)
        return to_hex(bytes.span().subspan(range.begin, range.end - range.begin));
    return "absent";
  };
  EXPECT_EQ(text_at("maxWaitMs"), "00000000");
  EXPECT_EQ(text_at("topics[0].topic"), "076f7264657273");
  EXPECT_EQ(text_at("topics[0].partitions[0].partition"), "00000003");
  EXPECT_EQ(text_at("clusterId"), "0263");
  EXPECT_EQ(text_at("tag 9"), "7879");
  EXPECT_EQ(text_at("topics[1]"), "absent");
}

}  // namespace
}  // namespace fl::wire
