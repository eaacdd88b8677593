// Markers of transactions: written, and told apart from all else.
#include "core/record/control.h"

#include <gtest/gtest.h>

namespace fl::record {
namespace {

TEST(Control, AMarkerComesBackAsItWasWritten) {
  for (const ControlType type : {ControlType::abort, ControlType::commit}) {
    const EndTransactionMarker marker{.type = type, .coordinator_epoch = 17};
    const Slice batch = build_marker(marker, ProducerId(9), ProducerEpoch(3), Timestamp(1000));
    const OpenResult opened = open_batch(batch);
    EXPECT_TRUE(opened.batch.header.is_control());
    EXPECT_TRUE(opened.batch.header.is_transactional());
    EXPECT_EQ(opened.batch.header.base_sequence, kNoSequence);
    RecordReader reader(opened.batch);
    const auto record = reader.next();
    ASSERT_TRUE(record.has_value());
    EXPECT_EQ(control_type_of(*record), type);
    EXPECT_EQ(end_transaction_marker(*record), marker);
  }
}

TEST(Control, ARecordOfDataIsNoMarker) {
  BatchBuilder builder(BatchSettings{});
  builder.add({.timestamp = Timestamp(1), .key = as_bytes("abc"), .value = as_bytes("abcdef")});
  builder.add({.timestamp = Timestamp(1), .key = std::nullopt, .value = as_bytes("abcdef")});
  const Slice batch(std::move(builder).build());
  const OpenResult opened = open_batch(batch);
  RecordReader reader(opened.batch);
  EXPECT_EQ(end_transaction_marker(*reader.next()), std::nullopt);
  EXPECT_EQ(control_type_of(*reader.next()), std::nullopt);
}

TEST(Control, TypesHaveKafkasNames) {
  EXPECT_EQ(name_of(ControlType::commit), "COMMIT");
  EXPECT_EQ(name_of(ControlType::leader_change), "LEADER_CHANGE");
  EXPECT_EQ(name_of(static_cast<ControlType>(99)), "UNKNOWN");
}

TEST(Sequences, WrapToZeroBehindTheLargest) {
  EXPECT_EQ(add_to_sequence(Sequence(2147483647), 1), Sequence(0));
  EXPECT_EQ(add_to_sequence(Sequence(2147483646), 3), Sequence(1));
  EXPECT_EQ(add_to_sequence(Sequence(5), 0), Sequence(5));
  EXPECT_EQ(add_to_sequence(kNoSequence, 3), kNoSequence);
}

}  // namespace
}  // namespace fl::record
