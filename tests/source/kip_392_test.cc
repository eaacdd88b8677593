// The rules of KIP-392 (consumers fetch from the closest replica) that the leader's choice keeps,
// each as one test.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

/// Broker n is in rack "rn", broker 4 in r3 too; broker 1 leads, and all have 10 records.
Replicas in_racks() {
  Replicas replicas(4);
  for (const std::int32_t id : {1, 2, 3})
    replicas.broker(id).rack = "r" + std::to_string(id);
  replicas.broker(4).rack = "r3";
  replicas.elect(1, {1, 2, 3, 4});
  replicas.learn_all();
  for (int i = 0; i < 10; ++i)
    replicas.append(1, "a");
  for (int i = 0; i < 2; ++i)
    for (const std::int32_t id : {2, 3, 4})
      replicas.exchange(id);
  return replicas;
}

/// 0: the leader.
std::int32_t chosen(Replicas& replicas, std::int64_t offset, std::string_view rack) {
  return replicas.with([&](Context& context) {
    return replicas.leader(1)
        .preferred_read_replica(context, replicas.around(1),
                                {.offset = Offset(offset), .rack = rack},
                                replicas.replica(1).log.end())
        .value_or(BrokerId(0))
        .value;
  });
}

TEST(Kip392, AConsumerReadsFromTheReplicaInItsRack) {
  Replicas replicas = in_racks();
  EXPECT_EQ(chosen(replicas, 5, "r2"), 2);
}

TEST(Kip392, AConsumerInTheLeadersRackInAnotherRackOrInNoneReadsFromTheLeader) {
  Replicas replicas = in_racks();
  EXPECT_EQ(chosen(replicas, 5, "r1"), 0);
  EXPECT_EQ(chosen(replicas, 5, "r9"), 0);
  EXPECT_EQ(chosen(replicas, 5, ""), 0);
}

TEST(Kip392, OfSeveralReplicasInTheRackTheMostCaughtUpIsChosen) {
  Replicas replicas = in_racks();
  // Equal ends and times: the larger id.
  EXPECT_EQ(chosen(replicas, 5, "r3"), 4);
  // Broker 3 was caught up later.
  replicas.advance(100);
  replicas.exchange(3);
  EXPECT_EQ(chosen(replicas, 5, "r3"), 3);
  // Broker 4 has more.
  replicas.append(1, "b");
  replicas.exchange(4);
  replicas.exchange(4);
  EXPECT_EQ(chosen(replicas, 5, "r3"), 4);
}

TEST(Kip392, AReplicaThatDoesNotHaveTheOffsetIsNotChosen) {
  Replicas replicas = in_racks();
  EXPECT_EQ(chosen(replicas, 10, "r2"), 2);
  EXPECT_EQ(chosen(replicas, 11, "r2"), 0);
  replicas.replica(2).log.raise_start(Offset(6));
  replicas.exchange(2);
  EXPECT_EQ(chosen(replicas, 5, "r2"), 0);
  EXPECT_EQ(chosen(replicas, 6, "r2"), 2);
}

TEST(Kip392, AReplicaOutsideTheIsrOrFencedIsNotChosen) {
  Replicas replicas = in_racks();
  replicas.broker(4).is_fenced = true;
  EXPECT_EQ(chosen(replicas, 5, "r3"), 3);
  replicas.elect(1, {1, 2, 4});
  replicas.learn(1);
  EXPECT_EQ(chosen(replicas, 5, "r3"), 0);
}

}  // namespace
}  // namespace fl::replication
