// Damaged and unusual bytes: accepted or refused as Kafka does, and what is accepted means the same
// and is written again alike.
#include "tests/core/wire/values/any_message.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace fl::wire {
namespace {

using Json = nlohmann::json;

void check_accepted(const AnyMessage& message, std::size_t consumed, const Json& sample) {
  const auto version = sample.at("version").get<std::int16_t>();
  EXPECT_EQ(consumed, sample.at("consumed").get<std::size_t>());
  EXPECT_EQ(Json::parse(message.json(version)), sample.at("json"));
  const auto written = message.encoded(version);
  if (sample.contains("writeError")) {
    EXPECT_FALSE(written);
    return;
  }
  ASSERT_TRUE(written) << name_of(written.error());
  const auto hex = sample.at("hex").get<std::string>();
  EXPECT_EQ(to_hex(*written), sample.contains("writtenAgain")
                                  ? sample.at("writtenAgain").get<std::string>()
                                  : hex.substr(0, consumed * 2));
}

TEST(MalformedBytes, AreAcceptedOrRefusedAsInKafka) {
  std::size_t checked = 0;
  for (const std::string& line : golden::lines("wire/malformed.jsonl")) {
    const Json sample = Json::parse(line);
    const Message* const message = find_message(sample.at("message").get<std::string>());
    if (message == nullptr) continue;
    SCOPED_TRACE(line.substr(0, 400));
    ++checked;
    ByteVector bytes;
    ASSERT_TRUE(from_hex(sample.at("hex").get<std::string>(), bytes));
    std::size_t consumed = 0;
    const auto decoded = AnyMessage::decoded(*message, Slice(std::move(bytes)),
                                             sample.at("version").get<std::int16_t>(),
                                             {.trailing_allowed = true, .consumed = &consumed});
    ASSERT_EQ(decoded.has_value(), sample.at("read") == "ok")
        << (decoded ? "accepted" : name_of(decoded.error()));
    if (decoded) check_accepted(*decoded, consumed, sample);
  }
  EXPECT_GT(checked, 0U);
  RecordProperty("checked", static_cast<int>(checked));
}

}  // namespace
}  // namespace fl::wire
