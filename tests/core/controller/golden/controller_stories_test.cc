// Whole stories of Kafka's ReplicationControlManager: brokers are fenced, come back, leave and
// restart, leaders propose ISRs, operators elect and reassign. Each event must give Kafka's answer
// and Kafka's changes of partitions.
#include "core/controller/alter_partition.h"
#include "core/controller/broker_departure.h"
#include "core/controller/broker_lifecycle.h"
#include "core/controller/elect_leaders.h"
#include "core/controller/reassignments.h"
#include "core/controller/register_broker.h"
#include "core/metadata/delta.h"
#include "tests/core/controller/golden/placement_json.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::controller {
namespace {

constexpr Uuid kTopicId{7, 7};

Json numbers(const std::vector<BrokerId>& ids) {
  Json all = Json::array();
  for (const BrokerId id : ids)
    all.push_back(id.value);
  return all;
}

std::string kafka_name(wire::ErrorCode code) {
  return std::string(wire::name_of(code));
}

class Story {
 public:
  explicit Story(const Json& line) {
    config = config::parse({{"node.id", "100"}, {"process.roles", "controller"}})->config;
    feature("metadata.version", 30);
    if (line["elr"].get<bool>()) feature("eligible.leader.replicas.version", 1);
    for (std::int32_t id = 0; id < line["brokers"].get<std::int32_t>(); ++id) {
      image.brokers.put(BrokerId(id), {.id = BrokerId(id),
                                       .epoch = BrokerEpoch(100 + id),
                                       .incarnation = Uuid{1, static_cast<std::uint64_t>(id)},
                                       .directories = {directory_id(id)}});
    }
    image.end = Offset(1000);
    image.topics.put("t", {.id = kTopicId, .name = "t", .partitions = {}});
    image.topic_names.put(kTopicId, "t");
    metadata::ConfigValues values{
        {"min.insync.replicas", std::to_string(line["minIsr"].get<int>())},
        {"unclean.leader.election.enable",
         line["uncleanLeaderElection"].get<bool>() ? "true" : "false"}};
    image.configs.put({.type = metadata::ResourceType::topic, .name = "t"}, values);
    std::int32_t index = 0;
    for (const Json& described : line["partitions"]) {
      auto image_of = partition(described, metadata::kUnassignedDirectory);
      for (std::size_t i = 0; i < image_of.replicas.size(); ++i)
        image_of.directories[i] = directory_id(image_of.replicas[i].value);
      image.topics.mutate("t")->partitions.put(PartitionIndex(index++), image_of);
    }
    heartbeats = Heartbeats::of(image, Instant(0));
  }

  /// Returns the error of the answer; the records are applied and kept.
  std::string play(const Json& event) {
    records.clear();
    const std::string what = event["do"].get<std::string>();
    if (what == "AlterPartition") return alter_partition(event);
    if (what == "ElectLeaders") return elect(event);
    if (what == "reassign" || what == "cancel reassignment") return reassign(event);
    const BrokerId id(event["broker"].get<std::int32_t>());
    const metadata::BrokerImage broker = *image.brokers.find(id);
    if (what == "fence") {
      Stories stories;
      plan_fenced(view(), broker, records, stories);
      apply();
    } else if (what == "unfence") {
      Stories stories;
      plan_unfenced(view(), broker, records, stories);
      apply();
    } else if (what == "controlled shutdown") {
      Stories stories;
      plan_controlled_shutdown(view(), broker, records, stories);
      apply();
    } else {
      restart(broker, what == "restart after a clean shutdown");
    }
    return "NONE";
  }

  Json changes() const {
    Json all = Json::array();
    for (const metadata::Record& record : records) {
      const auto* const change = std::get_if<wire::PartitionChangeRecord>(&record);
      if (change == nullptr) continue;
      Json json = {{"partition", change->partition_id.value}};
      if (change->leader.value != -2) json["leader"] = change->leader.value;
      const auto add = [&json](const char* name, const std::optional<std::vector<BrokerId>>& ids) {
        if (ids) json[name] = numbers(*ids);
      };
      add("isr", change->isr);
      add("replicas", change->replicas);
      add("removingReplicas", change->removing_replicas);
      add("addingReplicas", change->adding_replicas);
      add("eligibleLeaderReplicas", change->eligible_leader_replicas);
      add("lastKnownElr", change->last_known_elr);
      if (change->leader_recovery_state != -1)
        json["leaderRecoveryState"] = change->leader_recovery_state;
      const auto* const after = image.partition({"t", change->partition_id});
      json["leaderEpoch"] = after->leader_epoch.value;
      json["partitionEpoch"] = after->partition_epoch.value;
      all.push_back(std::move(json));
    }
    return all;
  }

  metadata::Image image;
  Json last_response;

 private:
  static Uuid directory_id(std::int32_t broker) {
    return {9, static_cast<std::uint64_t>(broker) + 1000};
  }

  void feature(const std::string& name, std::int16_t level) { image.features.put(name, level); }

  View view() const { return {.image = image, .config = config, .draw = draw}; }

  void apply() {
    metadata::Delta delta;
    for (const metadata::Record& record : records)
      ASSERT_TRUE(metadata::apply(image, delta, record).has_value());
    heartbeats.follow(image, delta.brokers, Instant(0));
  }

  void restart(const metadata::BrokerImage& broker, bool is_clean) {
    wire::BrokerRegistrationRequest request;
    request.broker_id = broker.id;
    request.cluster_id = "c";
    request.incarnation_id = Uuid{2, static_cast<std::uint64_t>(image.end.value)};
    request.log_dirs = broker.directories;
    for (const auto& name : image.features.keys()) {
      auto& supported = request.features.emplace_back();
      supported.name = name;
      supported.max_supported_version = 30;
    }
    request.previous_broker_epoch = is_clean ? broker.epoch : BrokerEpoch(-1);
    const auto decided = decide_register_broker(
        view(), {}, {.request = request, .version = 3, .cluster_id = "c", .now = Instant(0)});
    EXPECT_EQ(decided.response.error_code, wire::ErrorCode::none);
    records = decided.records;
    apply();
  }

  std::string alter_partition(const Json& event) {
    wire::AlterPartitionRequest request;
    request.broker_id = BrokerId(event["broker"].get<std::int32_t>());
    if (const auto* const broker = image.brokers.find(request.broker_id))
      request.broker_epoch = broker->epoch;
    auto& topic = request.topics.emplace_back();
    topic.topic_id = kTopicId;
    auto& data = topic.partitions.emplace_back();
    data.partition_index = PartitionIndex(event["partition"].get<std::int32_t>());
    data.leader_epoch = LeaderEpoch(event["leaderEpoch"].get<std::int32_t>());
    data.partition_epoch = PartitionEpoch(event["partitionEpoch"].get<std::int32_t>());
    data.leader_recovery_state = event.value("leaderRecoveryState", std::int8_t{0});
    for (const BrokerId id : ids(event["newIsr"])) {
      auto& member = data.new_isr_with_epochs.emplace_back();
      member.broker_id = id;
      if (const auto* const broker = image.brokers.find(id))
        member.broker_epoch = broker->epoch - (event.value("staleBrokerEpochs", false) ? 1 : 0);
    }
    const auto decided = decide_alter_partition(view(), request, 3);
    if (decided.response.error_code != wire::ErrorCode::none)
      return kafka_name(decided.response.error_code);
    const auto& answer = decided.response.topics.at(0).partitions.at(0);
    last_response = {{"leader", answer.leader_id.value},
                     {"isr", numbers(answer.isr)},
                     {"leaderEpoch", answer.leader_epoch.value},
                     {"partitionEpoch", answer.partition_epoch.value},
                     {"leaderRecoveryState", answer.leader_recovery_state}};
    records = decided.records;
    apply();
    return kafka_name(answer.error_code);
  }

  std::string elect(const Json& event) {
    wire::ElectLeadersRequest request;
    request.election_type = event["type"] == "PREFERRED" ? 0 : 1;
    auto& topic = request.topic_partitions.emplace().emplace_back();
    topic.topic = "t";
    topic.partitions = {PartitionIndex(event["partition"].get<std::int32_t>())};
    const auto decided = decide_elect_leaders(view(), request);
    records = decided.records;
    apply();
    return kafka_name(
        decided.response.replica_election_results.at(0).partition_result.at(0).error_code);
  }

  std::string reassign(const Json& event) {
    wire::AlterPartitionReassignmentsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    auto& asked = topic.partitions.emplace_back();
    asked.partition_index = PartitionIndex(event["partition"].get<std::int32_t>());
    if (event.contains("target")) asked.replicas = ids(event["target"]);
    const auto decided = decide_alter_reassignments(view(), request);
    records = decided.records;
    apply();
    return kafka_name(decided.response.responses.at(0).partitions.at(0).error_code);
  }

  config::BrokerConfig config;
  Draw draw{1};
  Heartbeats heartbeats;
  metadata::RecordList records;
};

/// The order of eligible replicas is that of a hash set in Kafka.
Json in_order(Json changes) {
  for (Json& change : changes)
    if (change.contains("eligibleLeaderReplicas")) {
      auto sorted = ids(change["eligibleLeaderReplicas"]);
      std::ranges::sort(sorted);
      change["eligibleLeaderReplicas"] = numbers(sorted);
    }
  std::stable_sort(changes.begin(), changes.end(), [](const Json& a, const Json& b) {
    return a["partition"].get<int>() < b["partition"].get<int>();
  });
  return changes;
}

TEST(ControllerStories, GoAsInKafka) {
  int events = 0;
  for (const std::string& text : golden::lines("placement/controller_stories.jsonl")) {
    const Json line = Json::parse(text);
    Story story(line);
    int number = 0;
    for (const Json& event : line["events"]) {
      SCOPED_TRACE(line["name"].get<std::string>() + ", event " + std::to_string(number++) + ": " +
                   event.dump());
      const std::string error = story.play(event);
      ++events;
      if (event.contains("response")) {
        const Json& response = event["response"];
        ASSERT_EQ(error, response["error"].get<std::string>());
        for (const auto& [name, value] : response.items())
          if (name != "error") {
            ASSERT_EQ(story.last_response.value(name, Json()), value) << name;
          }
      }
      ASSERT_EQ(in_order(story.changes()), in_order(event["records"]));
    }
    std::int32_t index = 0;
    for (const Json& described : line["end"]) {
      auto expected = partition(described, metadata::kUnassignedDirectory);
      auto found = *story.image.partition({"t", PartitionIndex(index++)});
      found.directories = expected.directories;
      std::ranges::sort(found.eligible_leader_replicas);
      std::ranges::sort(expected.eligible_leader_replicas);
      ASSERT_EQ(found, expected) << line["name"];
    }
  }
  EXPECT_GT(events, 1000);
}

}  // namespace
}  // namespace fl::controller
