// bootstrap.checkpoint against the files that kafka-storage.sh wrote.
#include "core/raft/bootstrap_file.h"

#include "core/record/batch.h"
#include "core/record/batches.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::raft {
namespace {

constexpr Timestamp kNow{1'796'000'000'000};

ByteVector written_by_kafka(const std::string& how) {
  return golden::bytes("metadata/storage-format/" + how + "/data-1/bootstrap.checkpoint");
}

std::vector<ByteVector> copies(const std::vector<Slice>& values) {
  std::vector<ByteVector> bytes;
  for (const Slice& value : values)
    bytes.emplace_back(value.data(), value.data() + value.size());
  return bytes;
}

/// The same header with what depends on the moment left out.
record::BatchHeader timeless(ByteSpan batch) {
  record::BatchHeader header = record::parse_batch_header(batch).value();
  header.base_timestamp = Timestamp(0);
  header.max_timestamp = Timestamp(0);
  header.crc = 0;
  return header;
}

TEST(BootstrapFile, IsKafkasByteForByteButForTheMoment) {
  for (const std::string how : {"static-voters", "features", "release-3.9", "scram"}) {
    const ByteVector theirs = written_by_kafka(how);
    const auto values = read_bootstrap_file(Slice(ByteVector(theirs)));
    ASSERT_TRUE(values.has_value()) << how << ": " << values.error();
    const ByteVector ours = build_bootstrap_file(copies(*values), kNow);
    ASSERT_EQ(ours.size(), theirs.size()) << how;
    record::BatchScanner our_batches(ours);
    record::BatchScanner their_batches(theirs);
    int batches = 0;
    while (const auto their = their_batches.next()) {
      const auto our = our_batches.next();
      ASSERT_TRUE(our.has_value());
      EXPECT_EQ(timeless(our->bytes), timeless(their->bytes)) << how;
      EXPECT_TRUE(std::ranges::equal(our->bytes.subspan(record::kBatchHeaderBytes),
                                     their->bytes.subspan(record::kBatchHeaderBytes)))
          << how;
      ++batches;
    }
    EXPECT_EQ(batches, 3) << how;
  }
}

TEST(BootstrapFile, IsNotReadInPart) {
  const ByteVector whole = written_by_kafka("static-voters");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(
        read_bootstrap_file(Slice(ByteVector(whole.data(), whole.data() + size))).has_value())
        << size;
}

TEST(BootstrapFile, IsNotReadWithAWrongByte) {
  const ByteVector whole = written_by_kafka("static-voters");
  // Behind the checksum of the second batch.
  for (std::size_t at = 83 + 21; at < 83 + 253; ++at) {
    ByteVector damaged = whole;
    damaged[at] ^= 1;
    EXPECT_FALSE(read_bootstrap_file(Slice(std::move(damaged))).has_value()) << at;
  }
}

}  // namespace
}  // namespace fl::raft
