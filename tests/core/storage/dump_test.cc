// The dump of Kafka's own files is, line by line, what Kafka's own tool printed of them.
#include "core/storage/dump.h"

#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <string>

namespace fl::storage {
namespace {

/// The tool's output without the command line and the "Dumping" line.
std::string printed(const std::string& path) {
  std::string text = golden::read_text("logdirs/" + path);
  for (int i = 0; i < 2; ++i)
    text.erase(0, text.find('\n') + 1);
  // Kafka's tool complains of every segment that does not begin at offset 0; ours does not.
  return text.substr(0, text.find("Non-consecutive offsets"));
}

Slice file(const std::string& path) {
  return Slice(golden::bytes("logdirs/" + path));
}

constexpr const char* kPlain = "plain-small/broker-1/plain-0/00000000000000000000.log";

TEST(Dump, OfALogIsKafkas) {
  EXPECT_EQ(dump_log_file(file(kPlain), Offset(0), {}),
            printed("plain-small/dump-log-text/plain-0.log.txt"));
}

TEST(Dump, OfALogsRecordsIsKafkas) {
  EXPECT_EQ(dump_log_file(file(kPlain), Offset(0), {.deep = true}),
            printed("plain-small/dump-log-text/plain-0.log.deep.txt"));
}

TEST(Dump, OfALogsDataIsKafkas) {
  EXPECT_EQ(dump_log_file(file(kPlain), Offset(0), {.print_data = true}),
            printed("plain-small/dump-log-text/plain-0.log.print-data.txt"));
}

TEST(Dump, OfMarkersAndProducersIsKafkas) {
  const std::string folder = "transactional/broker-1/txn-0/";
  EXPECT_EQ(
      dump_log_file(file(folder + "00000000000000000043.log"), Offset(43), {.print_data = true}),
      printed("transactional/dump-log-text/txn-0.log.print-data.txt"));
  EXPECT_EQ(dump_txn_index(file(folder + "00000000000000000043.txnindex"), "x"),
            printed("transactional/dump-log-text/txn-0.txnindex.txt"));
  EXPECT_EQ(dump_producer_snapshot(file(folder + "00000000000000000231.snapshot"), "x"),
            printed("transactional/dump-log-text/txn-0.snapshot.txt"));
}

TEST(Dump, OfIndexesIsKafkas) {
  const std::string folder = "rolled/broker-1/interval-512-0/";
  const std::string text = printed("rolled/dump-log-text/interval-512-0.indexes.txt");
  const std::string between = "Dumping 00000000000000000000.timeindex\n";
  const std::size_t cut = text.find(between);
  EXPECT_EQ(dump_offset_index(file(folder + "00000000000000000000.index"), Offset(0), "x"),
            text.substr(0, cut));
  EXPECT_EQ(dump_time_index(file(folder + "00000000000000000000.timeindex"), Offset(0), "x"),
            text.substr(cut + between.size()));
}

}  // namespace
}  // namespace fl::storage
