// What a snapshot changes is what differs between two images: also what is no longer there.
#include "core/broker/image_difference.h"

#include "core/metadata/record.h"

#include <gtest/gtest.h>

namespace fl::broker {
namespace {

constexpr Uuid kOld{7, 1};
constexpr Uuid kNew{7, 2};

metadata::Image image_of(const metadata::RecordList& records) {
  metadata::Image image;
  metadata::Delta delta;
  for (const metadata::Record& record : records) {
    const auto applied = metadata::apply(image, delta, record);
    EXPECT_TRUE(applied.has_value()) << applied.error();
  }
  return image;
}

wire::TopicRecord topic(std::string name, Uuid id) {
  wire::TopicRecord record;
  record.name = std::move(name);
  record.topic_id = id;
  return record;
}

wire::PartitionRecord partition(Uuid id, std::int32_t index, std::int32_t leader) {
  wire::PartitionRecord record;
  record.partition_id = PartitionIndex(index);
  record.topic_id = id;
  record.replicas = {BrokerId(1), BrokerId(2)};
  record.isr = record.replicas;
  record.leader = BrokerId(leader);
  return record;
}

TEST(ImageDifference, NamesTopicsThatAreGone) {
  const metadata::Image before =
      image_of({topic("gone", kOld), partition(kOld, 0, 1), partition(kOld, 1, 2)});
  const metadata::Delta delta = difference(before, metadata::Image());
  ASSERT_EQ(delta.deleted_topics.size(), 1U);
  EXPECT_EQ(delta.deleted_topics.front(),
            (metadata::DeletedTopic{.id = kOld, .name = "gone", .partitions = 2}));
  EXPECT_TRUE(delta.created.empty());
}

TEST(ImageDifference, NamesATopicThatWasMadeAnewAsGoneAndAsNew) {
  const metadata::Image before = image_of({topic("orders", kOld), partition(kOld, 0, 1)});
  const metadata::Image after = image_of({topic("orders", kNew), partition(kNew, 0, 1)});
  const metadata::Delta delta = difference(before, after);
  ASSERT_EQ(delta.deleted_topics.size(), 1U);
  EXPECT_EQ(delta.deleted_topics.front().id, kOld);
  EXPECT_TRUE(delta.created.contains({"orders", PartitionIndex(0)}));
  EXPECT_TRUE(delta.changed.empty());
}

TEST(ImageDifference, NamesOnlyThePartitionsThatDiffer) {
  const metadata::Image before =
      image_of({topic("orders", kOld), partition(kOld, 0, 1), partition(kOld, 1, 1)});
  const metadata::Image after =
      image_of({topic("orders", kOld), partition(kOld, 0, 1), partition(kOld, 1, 2)});
  const metadata::Delta delta = difference(before, after);
  EXPECT_EQ(delta.changed, (std::set<TopicPartition>{{"orders", PartitionIndex(1)}}));
  EXPECT_TRUE(delta.created.empty() && delta.deleted_topics.empty());
  EXPECT_TRUE(difference(after, after).empty());
}

TEST(ImageDifference, SaysThatWhoMayDoWhatHasChanged) {
  wire::AccessControlEntryRecord entry;
  entry.id = kOld;
  const metadata::Image with = image_of({entry});
  EXPECT_TRUE(difference(with, metadata::Image()).has_new_security);
  EXPECT_TRUE(difference(metadata::Image(), with).has_new_security);
  EXPECT_FALSE(difference(with, with).has_new_security);
}

}  // namespace
}  // namespace fl::broker
