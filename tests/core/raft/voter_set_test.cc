// Sets of voters, what the log says of them by offset, and the file that names the first ones.
#include "core/raft/bootstrap_file.h"
#include "core/raft/snapshot_file.h"
#include "core/raft/voter_history.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::raft {
namespace {

Voter voter_of(std::int32_t id, std::uint64_t directory) {
  return {.id = NodeId(id),
          .directory = {static_cast<std::uint64_t>(id), directory},
          .endpoints = {{.listener = "CONTROLLER", .host = "node", .port = 9093}},
          .kraft_version_min = 0,
          .kraft_version_max = 1};
}

VoterSet set_of(std::initializer_list<std::int32_t> ids) {
  std::vector<Voter> voters;
  for (const std::int32_t id : ids)
    voters.push_back(voter_of(id, 1));
  return VoterSet(std::move(voters));
}

TEST(VoterSet, AMajorityIsMoreThanHalf) {
  EXPECT_EQ(set_of({1}).majority(), 1U);
  EXPECT_EQ(set_of({1, 2}).majority(), 2U);
  EXPECT_EQ(set_of({1, 2, 3}).majority(), 2U);
  EXPECT_EQ(set_of({1, 2, 3, 4}).majority(), 3U);
}

TEST(VoterSet, AVoterIsKnownByItsDirectoryOnlyWhereTheSetHasOne) {
  EXPECT_TRUE(set_of({1}).is_voter(voter_of(1, 1).key()));
  EXPECT_FALSE(set_of({1}).is_voter(voter_of(1, 2).key()));
  EXPECT_FALSE(set_of({1}).is_voter({.id = NodeId(1), .directory = {}}));
  const VoterSet configured({{.id = NodeId(1), .directory = {}}});
  EXPECT_TRUE(configured.is_voter(voter_of(1, 2).key()));
}

TEST(VoterSet, MajoritiesOverlapIfAtMostOneWasAddedAndOneRemoved) {
  EXPECT_TRUE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1, 2, 3})));
  EXPECT_TRUE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1, 2, 3, 4})));
  EXPECT_TRUE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1, 2})));
  EXPECT_TRUE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1, 2, 4})));
  EXPECT_FALSE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1, 2, 3, 4, 5})));
  EXPECT_FALSE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1})));
  EXPECT_FALSE(set_of({1, 2, 3}).has_overlapping_majority(set_of({1, 4, 5})));
  // Two that lost their disks are two others.
  const VoterSet wiped({voter_of(1, 2), voter_of(2, 2), voter_of(3, 1)});
  EXPECT_FALSE(set_of({1, 2, 3}).has_overlapping_majority(wiped));
}

TEST(VoterSet, IsWhatItsRecordSays) {
  const VoterSet voters = set_of({3, 1, 2});
  EXPECT_EQ(VoterSet::from_record(voters.to_record()), voters);
}

TEST(VoterHistory, TheLastOfTheLogIsInForceAndACutTakesItBack) {
  VoterHistory history(set_of({1, 2, 3}));
  EXPECT_EQ(history.voters(), set_of({1, 2, 3}));
  EXPECT_EQ(history.voters_offset(), std::nullopt);
  EXPECT_FALSE(history.is_dynamic());
  const std::vector<ControlRecord> first{wire::LeaderChangeMessage{},
                                         wire::KRaftVersionRecord{.kraft_version = 1},
                                         set_of({1, 2, 3}).to_record()};
  ASSERT_TRUE(history.take(Offset(0), first));
  const std::vector<ControlRecord> second{set_of({1, 2, 3, 4}).to_record()};
  ASSERT_TRUE(history.take(Offset(9), second));
  EXPECT_EQ(history.voters_offset(), Offset(9));
  EXPECT_EQ(history.voters(), set_of({1, 2, 3, 4}));
  EXPECT_EQ(*history.voters_at(Offset(8)), set_of({1, 2, 3}));
  EXPECT_EQ(history.voters_at(Offset(1)), nullptr);
  EXPECT_EQ(history.kraft_version_at(Offset(0)), 0);
  EXPECT_EQ(history.kraft_version_at(Offset(1)), 1);
  history.truncate_new(Offset(9));
  EXPECT_EQ(history.voters(), set_of({1, 2, 3}));
  EXPECT_TRUE(history.is_dynamic());
  history.truncate_new(Offset(0));
  EXPECT_EQ(history.voters_offset(), std::nullopt);
  EXPECT_FALSE(history.is_dynamic());
}

TEST(VoterHistory, WhatStillHoldsAtTheLogsNewStartStays) {
  VoterHistory history;
  history.take_snapshot(Offset(0), wire::KRaftVersionRecord{.kraft_version = 1},
                        set_of({1}).to_record());
  EXPECT_EQ(history.voters_offset(), Offset(-1));
  const std::vector<ControlRecord> next{set_of({1, 2}).to_record()};
  ASSERT_TRUE(history.take(Offset(5), next));
  history.truncate_old(Offset(5));
  EXPECT_EQ(history.voters_at(Offset(4)), nullptr);
  EXPECT_EQ(*history.voters_at(Offset(5)), set_of({1, 2}));
  EXPECT_EQ(history.kraft_version(), 1);
}

TEST(VoterHistory, VotersThatNobodyCanHaveWrittenAreRefused) {
  VoterHistory history;
  const std::vector<ControlRecord> first{set_of({1, 2, 3}).to_record()};
  ASSERT_TRUE(history.take(Offset(0), first));
  const std::vector<ControlRecord> other{set_of({1, 4, 5}).to_record()};
  EXPECT_FALSE(history.take(Offset(1), other));
}

TEST(FormattedVoters, AreKafkasFile) {
  // Kafka's: node 1 and 2, formatted with --initial-controllers.
  const std::string kafkas = golden::read_text(
      "metadata/storage-format/initial-controllers/data-1/__cluster_metadata-0/"
      "00000000000000000000-0000000000.checkpoint");
  SnapshotReader reader{SnapshotId{}};
  ASSERT_TRUE(reader.take(Slice(std::string(kafkas)))) << reader.error();
  const auto read = std::move(reader).finish();
  ASSERT_TRUE(read.has_value()) << read.error();
  ASSERT_TRUE(read->head.kraft_version && read->head.voters);
  EXPECT_EQ(read->head.kraft_version->kraft_version, 1);
  const VoterSet voters = VoterSet::from_record(*read->head.voters);
  ASSERT_EQ(voters.size(), 2U);
  EXPECT_EQ(voters.all()[1].directory, Uuid::from_text("m9v2XJUlSzqUaEl1uyWGLg"));
  EXPECT_EQ(voters.all()[1].endpoints.front(),
            (Endpoint{.listener = "CONTROLLER", .host = "127.0.0.1", .port = 19095}));
  EXPECT_EQ(voters.all()[1].kraft_version_max, 1);
  const Timestamp now(1'795'230'340'980);
  EXPECT_EQ(build_formatted_voters(voters.to_record(), now).size(), kafkas.size());
  EXPECT_EQ(snapshot_file_name(SnapshotId{}), kFormattedVotersFile);
}

}  // namespace
}  // namespace fl::raft
