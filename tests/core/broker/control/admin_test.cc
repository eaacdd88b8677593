// What an operator asks of a whole broker: an answer waits for the commit, and what is shown is
// committed.
#include "core/wire/messages/alter_client_quotas.h"
#include "core/wire/messages/api_versions.h"
#include "core/wire/messages/assign_replicas_to_dirs.h"
#include "core/wire/messages/controller_registration.h"
#include "core/wire/messages/describe_client_quotas.h"
#include "core/wire/messages/raft_voters.h"
#include "core/wire/messages/update_features.h"
#include "tests/core/broker/control/one_broker.h"

#include <set>

namespace fl::broker {
namespace {

using wire::ErrorCode;

wire::AlterClientQuotasRequest quota(double value) {
  wire::AlterClientQuotasRequest request;
  auto& entry = request.entries.emplace_back();
  auto& entity = entry.entity.emplace_back();
  entity.entity_type = "user";
  entity.entity_name = "ann";
  auto& op = entry.ops.emplace_back();
  op.key = "producer_byte_rate";
  op.value = value;
  return request;
}

struct AdminTest : ::testing::Test {
  AdminTest() {
    node.boot();
    conn = node.connect();
    other = node.connect();
  }

  std::size_t quotas_shown() {
    return node
        .call<wire::DescribeClientQuotasResponse>(other, wire::DescribeClientQuotasRequest{}, 1)
        .entries.value()
        .size();
  }

  wire::UpdateFeaturesRequest feature(std::int16_t level, std::int8_t upgrade_type) {
    wire::UpdateFeaturesRequest request;
    request.timeout_ms = 1000;
    request.feature_updates.push_back({.feature = "transaction.version",
                                       .max_version_level = level,
                                       .upgrade_type = upgrade_type});
    return request;
  }

  std::set<wire::ApiKey> apis_on(ListenerId listener) {
    std::set<wire::ApiKey> keys;
    const wire::ApiVersionsRequest request{.client_software_name = "test",
                                           .client_software_version = "1"};
    for (const auto& api :
         node.call<wire::ApiVersionsResponse>(node.connect(listener), request, 4).api_keys)
      keys.insert(api.api_key);
    return keys;
  }

  std::int16_t level_shown() {
    const auto response = node.call<wire::ApiVersionsResponse>(
        other,
        wire::ApiVersionsRequest{.client_software_name = "test", .client_software_version = "1"},
        4);
    for (const auto& feature : response.finalized_features)
      if (feature.name == "transaction.version") return feature.max_version_level;
    return 0;
  }

  OneBroker node;
  ConnId conn;
  ConnId other;
};

TEST_F(AdminTest, AQuotaIsAnsweredAndShownOnceItIsCommitted) {
  node.hold("__cluster_metadata-0");
  node.send(conn, quota(1000), 1);
  EXPECT_FALSE(node.answer<wire::AlterClientQuotasResponse>(conn, 1).has_value());
  EXPECT_EQ(quotas_shown(), 0u);
  node.release();
  node.run();
  const auto response = node.answer<wire::AlterClientQuotasResponse>(conn, 1);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->entries.at(0).error_code, ErrorCode::none);
  EXPECT_EQ(quotas_shown(), 1u);
}

TEST_F(AdminTest, QuotasAndFeaturesAreThereAgainAfterALossOfPower) {
  constexpr std::int8_t kSafeDowngrade = 2;
  node.call<wire::AlterClientQuotasResponse>(conn, quota(1000), 1);
  EXPECT_EQ(node.call<wire::UpdateFeaturesResponse>(conn, feature(1, kSafeDowngrade), 2).error_code,
            ErrorCode::none);
  EXPECT_EQ(level_shown(), 1);
  node.crash(true);
  node.boot();
  conn = node.connect();
  other = node.connect();
  EXPECT_EQ(quotas_shown(), 1u);
  EXPECT_EQ(level_shown(), 1);
}

TEST_F(AdminTest, AFeatureThatIsNotCommittedInTimeIsToldSo) {
  constexpr std::int8_t kSafeDowngrade = 2;
  node.hold("__cluster_metadata-0");
  node.send(conn, feature(1, kSafeDowngrade), 2);
  node.pass(1100);
  const auto response = node.answer<wire::UpdateFeaturesResponse>(conn, 2);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->error_code, ErrorCode::request_timed_out);
}

TEST_F(AdminTest, AListenerOffersWhatNodesAskOrWhatClientsAsk) {
  using enum wire::ApiKey;
  const std::set<wire::ApiKey> for_clients = apis_on(kForClients);
  const std::set<wire::ApiKey> for_controllers = apis_on(kForControllers);
  for (const wire::ApiKey key : {vote, envelope, broker_registration, broker_heartbeat,
                                 alter_partition, controller_registration, assign_replicas_to_dirs,
                                 update_raft_voter, allocate_producer_ids}) {
    EXPECT_TRUE(for_controllers.contains(key)) << wire::name_of(key);
    EXPECT_FALSE(for_clients.contains(key)) << wire::name_of(key);
  }
  for (const wire::ApiKey key :
       {produce, metadata, describe_client_quotas, list_config_resources}) {
    EXPECT_FALSE(for_controllers.contains(key)) << wire::name_of(key);
    EXPECT_TRUE(for_clients.contains(key)) << wire::name_of(key);
  }
  for (const wire::ApiKey key :
       {create_topics, elect_leaders, update_features, describe_quorum, unregister_broker}) {
    EXPECT_TRUE(for_controllers.contains(key)) << wire::name_of(key);
    EXPECT_TRUE(for_clients.contains(key)) << wire::name_of(key);
  }
}

TEST_F(AdminTest, AControllerIsRegisteredForEveryoneToSee) {
  const ConnId controllers = node.connect(kForControllers);
  wire::ControllerRegistrationRequest request;
  request.controller_id = BrokerId(9);
  EXPECT_EQ(node.call<wire::ControllerRegistrationResponse>(controllers, request, 0).error_code,
            ErrorCode::none);
  EXPECT_TRUE(node.server().image.controllers.contains(BrokerId(9)));
}

TEST_F(AdminTest, DirectoriesAreAssignedOnlyByABrokerInItsPresentEpoch) {
  const ConnId controllers = node.connect(kForControllers);
  wire::AssignReplicasToDirsRequest request;
  request.broker_id = BrokerId(1);
  request.broker_epoch = BrokerEpoch(-5);
  EXPECT_EQ(node.call<wire::AssignReplicasToDirsResponse>(controllers, request, 0).error_code,
            ErrorCode::stale_broker_epoch);
  request.broker_epoch = *node.server().lifecycle.epoch;
  EXPECT_EQ(node.call<wire::AssignReplicasToDirsResponse>(controllers, request, 0).error_code,
            ErrorCode::none);
}

TEST_F(AdminTest, StaticVotersCannotBeChanged) {
  wire::AddRaftVoterRequest add;
  add.cluster_id = std::nullopt;
  add.voter_id = BrokerId(9);
  add.voter_directory_id = Uuid{1, 1};
  EXPECT_EQ(node.call<wire::AddRaftVoterResponse>(conn, add, 1).error_message,
            "Add voter request didn't include the endpoint (Endpoints(endpoints={})) for the "
            "default listener ListenerName(CONTROLLER)");
  auto& listener = add.listeners.emplace_back();
  listener.name = "CONTROLLER";
  const auto added = node.call<wire::AddRaftVoterResponse>(conn, add, 1);
  EXPECT_EQ(added.error_code, ErrorCode::unsupported_version);
  EXPECT_EQ(added.error_message,
            "Cluster doesn't support adding voter because the kraft.version feature is 0");
  const ConnId controllers = node.connect(kForControllers);
  wire::UpdateRaftVoterRequest update;
  update.cluster_id = std::nullopt;
  update.voter_id = BrokerId(9);
  update.voter_directory_id = Uuid{1, 1};
  update.listeners.emplace_back().name = "CONTROLLER";
  const auto updated = [&](std::int32_t epoch) {
    update.current_leader_epoch = LeaderEpoch(epoch);
    return node.call<wire::UpdateRaftVoterResponse>(controllers, update, 0);
  };
  const auto outdated = updated(0);
  EXPECT_EQ(outdated.error_code, ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(outdated.current_leader.leader_id, BrokerId(1));
  EXPECT_EQ(updated(outdated.current_leader.leader_epoch.value).error_code,
            ErrorCode::voter_not_found);
  wire::RemoveRaftVoterRequest remove;
  remove.cluster_id = "another";
  EXPECT_EQ(node.call<wire::RemoveRaftVoterResponse>(conn, remove, 0).error_code,
            ErrorCode::inconsistent_cluster_id);
  remove.cluster_id = std::nullopt;
  remove.voter_id = BrokerId(-1);
  EXPECT_EQ(node.call<wire::RemoveRaftVoterResponse>(conn, remove, 0).error_code,
            ErrorCode::invalid_request);
}

}  // namespace
}  // namespace fl::broker
