// Kafka's PartitionChangeBuilder and reassignment classes, decision by decision: the record that
// each writes and the partition with the record applied.
#include "core/controller/partition_change.h"

#include "core/controller/reassignment_steps.h"
#include "core/metadata/delta.h"
#include "tests/core/controller/golden/placement_json.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::controller {
namespace {

using wire::PartitionChangeRecord;

/// The ids of eligible replicas come from a hash set in Kafka: their order says nothing there.
std::vector<BrokerId> in_order(std::vector<BrokerId> all) {
  std::ranges::sort(all);
  return all;
}

PartitionChangeRecord record_of(const Json& json) {
  PartitionChangeRecord record;
  const auto take = [&json](const char* name, std::optional<std::vector<BrokerId>>& member) {
    if (json.contains(name)) member = ids(json[name]);
  };
  take("isr", record.isr);
  take("replicas", record.replicas);
  take("removingReplicas", record.removing_replicas);
  take("addingReplicas", record.adding_replicas);
  take("eligibleLeaderReplicas", record.eligible_leader_replicas);
  take("lastKnownElr", record.last_known_elr);
  if (json.contains("leader")) record.leader = BrokerId(json["leader"].get<std::int32_t>());
  if (json.contains("leaderRecoveryState"))
    record.leader_recovery_state = json["leaderRecoveryState"].get<std::int8_t>();
  if (json.contains("directories")) record.directories = directories(json["directories"]);
  return record;
}

struct Rules {
  PartitionRules rules;
  Uuid usual_directory = metadata::kUnassignedDirectory;
};

Rules rules_of(const Json& line) {
  Rules found;
  found.rules.min_isr = line["minIsr"].get<std::int32_t>();
  found.rules.has_elr = line["elrEnabled"].get<bool>();
  found.rules.recovers_last_leader = line.value("useLastKnownLeader", true);
  const std::string version = line.value("metadataVersion", "");
  if (version.empty()) return found;
  found.rules.has_directories = false;
  found.usual_directory = metadata::kMigratingDirectory;
  found.rules.bumps_epoch_on_shrink = version == "3.5-IV2";
  return found;
}

PartitionTarget target_of_line(const Json& line, const metadata::PartitionImage& now) {
  PartitionTarget target = target_of(now);
  const std::string election = line["election"].get<std::string>();
  target.election = election == "PREFERRED" ? Election::preferred
                    : election == "UNCLEAN" ? Election::unclean
                                            : Election::online;
  const Json set = line.value("set", Json::object());
  if (set.contains("isr")) target.isr = ids(set["isr"]);
  if (set.contains("replicas")) target.replicas = ids(set["replicas"]);
  if (set.contains("removing")) target.removing_replicas = ids(set["removing"]);
  if (set.contains("adding")) target.adding_replicas = ids(set["adding"]);
  target.unclean_replicas = ids(set, "uncleanShutdownReplicas");
  if (set.contains("leaderRecoveryState"))
    target.leader_recovery_state = set["leaderRecoveryState"].get<std::int8_t>();
  if (set.contains("directory"))
    target.directories[BrokerId(set["directory"][0].get<std::int32_t>())] =
        directory(set["directory"][1].get<std::string>());
  return target;
}

metadata::PartitionImage applied(const metadata::PartitionImage& now,
                                 PartitionChangeRecord record) {
  metadata::Image image;
  const Uuid id{1, 2};
  image.topics.put("t", {.id = id, .name = "t", .partitions = {}})
      .partitions.put(PartitionIndex(0), now);
  image.topic_names.put(id, "t");
  record.topic_id = id;
  record.partition_id = PartitionIndex(0);
  metadata::Delta delta;
  EXPECT_TRUE(metadata::apply(image, delta, record).has_value());
  return *image.partition({"t", PartitionIndex(0)});
}

TEST(PartitionChange, DecidesAsKafkaDoes) {
  int cases = 0;
  for (const std::string& text : golden::lines("placement/partition_change.jsonl")) {
    const Json line = Json::parse(text);
    SCOPED_TRACE(line["name"].get<std::string>());
    const Rules rules = rules_of(line);
    const auto now = partition(line["partition"], rules.usual_directory);
    auto change = change_partition(now, target_of_line(line, now), rules.rules,
                                   ids(line["acceptableLeaders"]));
    ++cases;
    ASSERT_EQ(change.record.has_value(), !line["record"].is_null()) << text;
    if (!change.record) continue;
    PartitionChangeRecord expected = record_of(line["record"]);
    metadata::PartitionImage after = applied(now, *change.record);
    metadata::PartitionImage expected_after = partition(line["after"], rules.usual_directory);
    if (line.value("elrInHashOrder", false)) {
      for (auto* record : {&expected, &*change.record}) {
        if (record->eligible_leader_replicas)
          record->eligible_leader_replicas = in_order(*record->eligible_leader_replicas);
        if (record->last_known_elr) record->last_known_elr = in_order(*record->last_known_elr);
      }
      for (auto* p : {&after, &expected_after}) {
        p->eligible_leader_replicas = in_order(p->eligible_leader_replicas);
        p->last_known_elr = in_order(p->last_known_elr);
      }
    }
    ASSERT_EQ(*change.record, expected) << text;
    ASSERT_EQ(after, expected_after) << text;
    ASSERT_EQ(after.leader_epoch != now.leader_epoch, line["leaderEpochBumped"].get<bool>());
  }
  EXPECT_EQ(cases, 909);
}

TEST(PartitionChange, TellsWhatBecameOfEachCandidate) {
  for (const std::string& text : golden::lines("placement/partition_change.jsonl")) {
    const Json line = Json::parse(text);
    SCOPED_TRACE(line["name"].get<std::string>());
    const Rules rules = rules_of(line);
    const auto now = partition(line["partition"], rules.usual_directory);
    const auto change = change_partition(now, target_of_line(line, now), rules.rules,
                                         ids(line["acceptableLeaders"]));
    int elected = 0;
    for (const Candidate& candidate : change.election.candidates) {
      if (candidate.verdict != Verdict::elected) continue;
      ++elected;
      EXPECT_EQ(candidate.broker, change.election.leader);
      EXPECT_TRUE(candidate.is_alive);
      EXPECT_TRUE(candidate.is_in_isr || candidate.is_in_elr || change.election.is_unclean);
    }
    // A leader that is not among the replicas any more was chosen by name, not out of the list.
    EXPECT_LE(elected, 1);
    EXPECT_FALSE(change.election.rule.empty());
  }
}

TEST(Reassignment, StartsAsKafkaDoes) {
  for (const std::string& text : golden::lines("placement/reassignment.jsonl")) {
    const Json line = Json::parse(text);
    if (line["kind"] != "start") continue;
    const auto start = start_reassignment(ids(line["current"]), ids(line["target"]));
    EXPECT_EQ(start.replicas, ids(line["replicas"])) << text;
    EXPECT_EQ(start.removing, ids(line["removing"])) << text;
    EXPECT_EQ(start.adding, ids(line["adding"])) << text;
  }
}

TEST(Reassignment, CompletesAsKafkaDoes) {
  for (const std::string& text : golden::lines("placement/reassignment.jsonl")) {
    const Json line = Json::parse(text);
    if (line["kind"] != "complete") continue;
    const auto removing = ids(line["removing"]);
    const auto adding = ids(line["adding"]);
    const auto replicas = ids(line["replicas"]);
    const auto end = complete_reassignment(
        {.removing = removing, .adding = adding, .replicas = replicas}, ids(line["targetIsr"]));
    ASSERT_EQ(end.has_value(), !line["completed"].is_null()) << text;
    if (!end) continue;
    EXPECT_EQ(end->replicas, ids(line["completed"]["replicas"])) << text;
    EXPECT_EQ(end->isr, ids(line["completed"]["isr"])) << text;
  }
}

TEST(Reassignment, IsCalledOffAsInKafka) {
  for (const std::string& text : golden::lines("placement/reassignment.jsonl")) {
    const Json line = Json::parse(text);
    if (line["kind"] != "cancel") continue;
    const auto removing = ids(line["removing"]);
    const auto adding = ids(line["adding"]);
    const auto replicas = ids(line["replicas"]);
    const auto revert = revert_reassignment(
        {.removing = removing, .adding = adding, .replicas = replicas}, ids(line["isr"]));
    ASSERT_EQ(revert.has_value(), !line.contains("error")) << text;
    if (!revert) continue;
    EXPECT_EQ(revert->replicas, ids(line["revert"]["replicas"])) << text;
    EXPECT_EQ(revert->isr, ids(line["revert"]["isr"])) << text;
    EXPECT_EQ(revert->is_unclean, line["revert"]["unclean"].get<bool>()) << text;
  }
}

}  // namespace
}  // namespace fl::controller
