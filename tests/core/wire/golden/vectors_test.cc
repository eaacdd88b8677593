// Every sample of every declared message that Apache Kafka wrote, both ways: bytes to value to
// bytes, JSON to bytes, bytes to JSON.
#include "tests/core/wire/values/any_message.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fl::wire {
namespace {

using Json = nlohmann::json;

Slice unhex(const Json& digits) {
  ByteVector bytes;
  EXPECT_TRUE(from_hex(digits.get<std::string>(), bytes));
  return Slice(std::move(bytes));
}

void check_sample(const Message& message, const Json& sample) {
  const auto version = sample.at("version").get<std::int16_t>();
  const Slice bytes = unhex(sample.at("hex"));
  auto wanted = AnyMessage::from_json(message, sample.at("json").dump(), version);
  ASSERT_TRUE(wanted) << wanted.error();
  if (sample.contains("unknownTags")) {
    for (const Json& tag : sample.at("unknownTags"))
      ASSERT_TRUE(wanted->add_unknown_tag(tag.at("path").get<std::string>(),
                                          tag.at("tag").get<std::uint32_t>(), unhex(tag.at("hex"))))
          << tag;
  }

  const auto decoded = AnyMessage::decoded(message, bytes, version);
  ASSERT_TRUE(decoded) << name_of(decoded.error());
  EXPECT_EQ(*decoded, *wanted);
  EXPECT_EQ(Json::parse(decoded->json(version)), sample.at("json"));

  const auto encoded = wanted->encoded(version);
  ASSERT_TRUE(encoded) << name_of(encoded.error());
  EXPECT_EQ(to_hex(*encoded), to_hex(bytes));
  const auto parts = decoded->encoded_parts(version);
  ASSERT_TRUE(parts) << name_of(parts.error());
  EXPECT_EQ(to_hex(*parts), to_hex(bytes));
}

TEST(WireVectors, AreReadAndWrittenAsKafkaDoes) {
  std::size_t samples = 0;
  for (const Message& message : message_table()) {
    std::size_t of_message = 0;
    for (const std::string& line :
         golden::lines("wire/" + std::string(message.info.name) + ".jsonl")) {
      SCOPED_TRACE(std::string(message.info.name) + " " + line.substr(0, 200));
      ASSERT_NO_FATAL_FAILURE(check_sample(message, Json::parse(line)));
      ++of_message;
    }
    EXPECT_GT(of_message, 0U) << message.info.name;
    samples += of_message;
  }
  RecordProperty("samples", static_cast<int>(samples));
}

TEST(WireVectors, HaveTheVersionsThatAreDeclared) {
  const Json index = Json::parse(golden::read_text("wire/index.json"));
  std::size_t found = 0;
  for (const Json& entry : index) {
    const Message* const message = find_message(entry.at("message").get<std::string>());
    if (message == nullptr) continue;
    ++found;
    SCOPED_TRACE(message->info.name);
    EXPECT_EQ(entry.at("validVersions").at(0), Json(message->info.versions.first));
    EXPECT_EQ(entry.at("validVersions").at(1), Json(message->info.versions.last));
    const Json& flexible = entry.at("flexibleFrom");
    EXPECT_EQ(flexible.is_null() ? kLatestVersion : flexible.get<std::int16_t>(),
              message->info.flexible.empty()
                  ? kLatestVersion
                  : std::max(message->info.flexible.first, message->info.versions.first));
    if (message->key >= 0) {
      EXPECT_EQ(entry.at("apiKey"), Json(message->key));
    }
    if (!entry.contains("headerVersions")) continue;
    for (const auto& [version, header] : entry.at("headerVersions").items()) {
      const auto key = static_cast<ApiKey>(message->key);
      const auto number = static_cast<std::int16_t>(std::stoi(version));
      EXPECT_EQ(header, message->role == MessageRole::request
                            ? request_header_version(key, number)
                            : response_header_version(key, number));
    }
  }
  EXPECT_EQ(found, message_table().size());
}

}  // namespace
}  // namespace fl::wire
