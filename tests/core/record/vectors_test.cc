// Checksums and varints, number by number: golden/records/crc32c.jsonl and varint.jsonl.
#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/record/cursor.h"
#include "tests/core/record/golden_records.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::record {
namespace {

TEST(Crc32c, IsKafkas) {
  for (const std::string& line : golden::lines("records/crc32c.jsonl")) {
    const Json each = Json::parse(line);
    const Slice bytes = bytes_of(each.at("hex"));
    EXPECT_EQ(crc32c(bytes), each.at("crc32c"));
    EXPECT_EQ(crc32c_by_table(bytes), each.at("crc32c"));
  }
}

/// What reading gave, as text.
struct Read {
  std::string value;
  std::size_t consumed = 0;
  bool is_ok = false;
};

Read read_by_reader(const std::string& type, ByteSpan bytes) {
  Reader in(bytes);
  std::string value;
  if (type == "varint") value = std::to_string(in.varint());
  if (type == "varlong") value = std::to_string(in.varlong());
  if (type == "unsignedVarint") value = std::to_string(in.unsigned_varint());
  if (type == "unsignedVarlong") value = std::to_string(in.unsigned_varlong());
  return {.value = value, .consumed = in.position(), .is_ok = in.ok()};
}

Read read_by_cursor(const std::string& type, ByteSpan bytes) {
  RecordCursor in(bytes);
  const std::string value =
      type == "varint" ? std::to_string(in.varint()) : std::to_string(in.varlong());
  return {.value = value, .consumed = in.position(), .is_ok = in.error() == CursorError::none};
}

std::string written(const std::string& type, const std::string& value) {
  ByteVector bytes;
  Writer out(bytes);
  if (type == "varint") out.varint(std::stoi(value));
  if (type == "varlong") out.varlong(std::stoll(value));
  if (type == "unsignedVarint") out.unsigned_varint(static_cast<std::uint32_t>(std::stoull(value)));
  if (type == "unsignedVarlong") out.unsigned_varlong(std::stoull(value));
  return to_hex(bytes);
}

void expect_read(const Json& each, const Read& read, std::size_t size) {
  EXPECT_EQ(read.is_ok, !each.contains("error"));
  if (each.contains("error")) return;
  EXPECT_EQ(read.value, each.at("value"));
  EXPECT_EQ(read.consumed, each.value("consumed", size));
}

TEST(Varint, IsReadAndWrittenAsInKafka) {
  for (const std::string& line : golden::lines("records/varint.jsonl")) {
    SCOPED_TRACE(line);
    const Json each = Json::parse(line);
    const auto type = each.at("type").get<std::string>();
    const Slice bytes = bytes_of(each.at("hex"));
    expect_read(each, read_by_reader(type, bytes), bytes.size());
    if (type == "varint" || type == "varlong")
      expect_read(each, read_by_cursor(type, bytes), bytes.size());
    if (each.value("readOnly", false)) continue;
    EXPECT_EQ(written(type, each.at("value")), each.at("hex"));
  }
}

}  // namespace
}  // namespace fl::record
