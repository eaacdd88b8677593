// Lineages: who wrote what, where two logs part, and which of them agree again further on.
#include "sim/checks/lineage.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

/// Runs of (epoch, end), one after another from offset 0.
Lineage lineage(std::initializer_list<std::pair<int, int>> runs) {
  Lineage made;
  for (const auto& [epoch, end] : runs)
    made.append(LeaderEpoch(epoch), made.end(), Offset(end));
  return made;
}

TEST(Lineage, KnowsTheEpochOfEachOffset) {
  const Lineage log = lineage({{1, 10}, {3, 15}});
  EXPECT_EQ(log.epoch_at(Offset(0)), LeaderEpoch(1));
  EXPECT_EQ(log.epoch_at(Offset(9)), LeaderEpoch(1));
  EXPECT_EQ(log.epoch_at(Offset(10)), LeaderEpoch(3));
  EXPECT_EQ(log.epoch_at(Offset(15)), std::nullopt);
  EXPECT_EQ(log.last_epoch(), LeaderEpoch(3));
}

TEST(Lineage, ForgetsWhatIsCut) {
  Lineage log = lineage({{1, 10}, {3, 15}});
  log.cut(Offset(10));
  EXPECT_EQ(log.end(), Offset(10));
  EXPECT_EQ(log.last_epoch(), LeaderEpoch(1));
  log.append(LeaderEpoch(4), Offset(8), Offset(12));
  EXPECT_EQ(log.epoch_at(Offset(7)), LeaderEpoch(1));
  EXPECT_EQ(log.epoch_at(Offset(8)), LeaderEpoch(4));
}

TEST(Lineage, TwoLogsPartWhereTheirEpochsDiffer) {
  const Lineage a = lineage({{1, 10}, {3, 20}});
  const Lineage b = lineage({{1, 12}, {2, 20}});
  EXPECT_EQ(a.first_difference(b, Offset(20)), Offset(10));
  EXPECT_EQ(b.first_difference(a, Offset(20)), Offset(10));
  EXPECT_EQ(a.first_difference(b, Offset(10)), std::nullopt);
  EXPECT_EQ(a.first_difference(lineage({{1, 10}}), Offset(20)), std::nullopt);
}

TEST(Lineage, LogsThatAgreeAgainAfterADifferenceFork) {
  const Lineage leader = lineage({{1, 10}, {3, 20}});
  EXPECT_EQ(leader.forks_below(lineage({{1, 12}, {3, 20}})), Offset(10));
  EXPECT_EQ(leader.forks_below(lineage({{1, 10}, {3, 14}})), std::nullopt);
  // They differ, and never agree again.
  EXPECT_EQ(leader.forks_below(lineage({{1, 10}, {2, 20}})), std::nullopt);
}

}  // namespace
}  // namespace fl::sim
