// The files that a log names for its own reload after a cut are those that it has on disk.
#include "core/record/control.h"
#include "core/storage/log_loader.h"
#include "tests/core/storage/memory_disk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace fl::storage {
namespace {

constexpr ProducerId kProducer{4};

bool has_file(const std::vector<ListedFile>& files, const std::string& name) {
  return std::any_of(files.begin(), files.end(),
                     [&](const ListedFile& file) { return file.path == name; });
}

/// A transaction that was aborted, and after it so much that the first segment is full.
Log with_aborted_transaction(Bench& bench) {
  LogConfig config;
  config.segment_bytes = 1'000;
  Log log({.key = 1,
           .partition = {"t", PartitionIndex(0)},
           .topic_id = Uuid{7, 9},
           .directory = "data/t-0"},
          config, Offset(0), bench.wall);
  bench.step([&](Context& context, Disk& disk) { log.create_files(context, disk); });
  EXPECT_TRUE(bench.append(log, make_batch({.producer_id = kProducer,
                                            .producer_epoch = ProducerEpoch(0),
                                            .base_sequence = Sequence(0),
                                            .is_transactional = true})));
  const Slice marker = record::build_marker({.type = record::ControlType::abort}, kProducer,
                                            ProducerEpoch(0), bench.wall);
  EXPECT_TRUE(bench.append(log, append_batch(marker), AppendOrigin::coordinator));
  EXPECT_TRUE(bench.append(log, make_batch({.body_bytes = 900})));
  bench.settle(log);
  return log;
}

TEST(LogFiles, HaveTheTransactionIndexOfASealedSegment) {
  Bench bench;
  Log log = with_aborted_transaction(bench);
  ASSERT_EQ(log.segments().size(), 2U);
  ASSERT_EQ(log.aborted_in(Offset(0), log.end()).size(), 1U);
  const std::string name = "00000000000000000000.txnindex";
  ASSERT_TRUE(has_file(bench.disk.list("data/t-0"), name));
  EXPECT_TRUE(has_file(log.files(), name));
}

TEST(LogFiles, LeadToTheSameAbortedTransactionsAfterACut) {
  Bench bench;
  Log log = with_aborted_transaction(bench);
  const Located at = bench.locate(log, Offset(2));
  bench.step([&](Context& context, Disk& disk) { log.truncate(context, disk, Offset(2), at); });
  bench.settle(log);
  LoadRequest request;
  bench.step([&](Context& context, Disk&) { request = to_reload(context, log); });
  // A log that never got its partition.metadata is read again like any other.
  EXPECT_FALSE(has_file(request.files, "partition.metadata"));
  const auto loaded = bench.load(std::move(request));
  ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
  EXPECT_EQ(loaded.log->end(), Offset(2));
  EXPECT_EQ(loaded.log->aborted_in(Offset(0), Offset(2)).size(), 1U);
}

}  // namespace
}  // namespace fl::storage
