// A topic that is deleted and made anew under its name begins anew, for each node when it says so.
#include "sim/checks/topic_ids.h"

#include "core/base/bytes.h"
#include "core/base/uuid.h"
#include "core/base/writer.h"
#include "core/controller/story.h"
#include "core/describe/pack.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

constexpr Uuid kFirst{1, 1};
constexpr Uuid kSecond{2, 2};
const TopicPartition kOrders{"orders", PartitionIndex(0)};

template <class E>
StoredEvent told_by(NodeId node, const E& event) {
  ByteVector bytes;
  Writer writer(bytes);
  pack(writer, event);
  return {.node = node, .kind = &event_kind<E>, .payload = Slice(std::move(bytes))};
}

StoredEvent created(NodeId node, Uuid id) {
  return told_by(node, controller::TopicCreated{.topic = "orders", .topic_id = id});
}

StoredEvent deleted(NodeId node, Uuid id) {
  return told_by(node, controller::TopicDeleted{.topic = "orders", .topic_id = id});
}

TEST(TopicIds, EachNodeKnowsTheTopicThatItWasToldOf) {
  TopicIds ids;
  EXPECT_EQ(ids.told(created(NodeId(1), kFirst)), std::nullopt);
  ids.told(created(NodeId(2), kFirst));
  EXPECT_EQ(ids.told(deleted(NodeId(1), kFirst)), "orders");
  ids.told(created(NodeId(1), kSecond));
  EXPECT_EQ(ids.of(NodeId(1), kOrders).topic_id, kSecond);
  EXPECT_EQ(ids.of(NodeId(2), kOrders).topic_id, kFirst);
}

TEST(TopicIds, ADeletionThatIsReadAgainAfterABootIsOfAnotherTopic) {
  TopicIds ids;
  ids.told(created(NodeId(1), kFirst));
  ids.told(deleted(NodeId(1), kFirst));
  ids.told(created(NodeId(1), kSecond));
  EXPECT_EQ(ids.told(deleted(NodeId(1), kFirst)), std::nullopt);
  EXPECT_EQ(ids.of(NodeId(1), kOrders).topic_id, kSecond);
}

}  // namespace
}  // namespace fl::sim
