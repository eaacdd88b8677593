// What an operator asks of a whole broker: an answer waits for the commit, and what is shown is
// committed.
#include "core/wire/messages/alter_client_quotas.h"
#include "core/wire/messages/api_versions.h"
#include "core/wire/messages/describe_client_quotas.h"
#include "core/wire/messages/update_features.h"
#include "tests/core/broker/control/one_broker.h"

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

}  // namespace
}  // namespace fl::broker
