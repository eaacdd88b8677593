// The rate of throttled replicas (KIP-73), with values from arithmetic and from Kafka's
// ReplicationQuotaManagerTest.
#include "core/broker/replication_quota.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fl::broker {
namespace {

Instant at(std::int64_t ms) {
  return Instant(ms * kNanosecondsPerMillisecond);
}

ReplicationQuota quota_of(std::int64_t bytes_per_second) {
  ReplicationQuota quota;
  quota.configure({.bytes_per_second = bytes_per_second, .windows = 10, .window_ms = 1000});
  return quota;
}

// ReplicationQuotaManagerTest.shouldExceedQuotaThenReturnBackBelowBoundAsTimePasses.
TEST(ReplicationQuota, IsExceededAndNoLongerAsTimePasses) {
  ReplicationQuota quota = quota_of(100);
  EXPECT_FALSE(quota.is_exceeded(at(0)));
  quota.record(1, at(1500));
  EXPECT_FALSE(quota.is_exceeded(at(1500)));
  quota.record(149, at(1500));
  EXPECT_FALSE(quota.is_exceeded(at(1500)));  // 150 bytes in 1.5 s
  quota.record(1, at(1500));
  EXPECT_TRUE(quota.is_exceeded(at(1500)));   // 151 bytes in 1.5 s
  EXPECT_FALSE(quota.is_exceeded(at(2000)));  // 151 bytes in 2 s
  quota.record(99, at(2500));
  EXPECT_FALSE(quota.is_exceeded(at(2500)));  // 250 bytes in 2.5 s
  quota.record(1, at(2500));
  EXPECT_TRUE(quota.is_exceeded(at(2500)));   // 251 bytes in 2.5 s
  EXPECT_FALSE(quota.is_exceeded(at(4500)));  // 251 bytes in 4.5 s
}

TEST(ReplicationQuota, IsNotExceededAtItsBound) {
  ReplicationQuota quota = quota_of(100);
  quota.record(100, at(0));
  EXPECT_FALSE(quota.is_exceeded(at(500)));
  quota.record(1, at(500));
  EXPECT_TRUE(quota.is_exceeded(at(500)));
}

TEST(ReplicationQuota, ForgetsWhatIsOlderThanItsWindows) {
  ReplicationQuota quota = quota_of(100);
  quota.record(100'000, at(0));
  EXPECT_TRUE(quota.is_exceeded(at(9'999)));
  EXPECT_FALSE(quota.is_exceeded(at(10'000)));
}

TEST(ReplicationQuota, CountsInARingOfWindows) {
  ReplicationQuota quota = quota_of(100);
  // 100 bytes in each of 40 seconds: at the end of each the rate is at the bound, and
  // with 120 above it.
  for (std::int64_t second = 0; second < 40; ++second) {
    quota.record(100, at(second * 1000));
    EXPECT_FALSE(quota.is_exceeded(at(second * 1000 + 1000))) << second;
  }
  ReplicationQuota above = quota_of(100);
  for (std::int64_t second = 0; second < 40; ++second)
    above.record(120, at(second * 1000));
  EXPECT_TRUE(above.is_exceeded(at(40'000)));
}

TEST(ReplicationQuota, IsWithoutLimitUntilARateIsSet) {
  ReplicationQuota quota;
  quota.record(INT64_C(1) << 50, at(0));
  EXPECT_FALSE(quota.is_exceeded(at(0)));
  quota.configure({.bytes_per_second = 0});
  EXPECT_TRUE(quota.is_exceeded(at(0)));
}

TEST(ThrottledReplicas, AreThoseThatTheTopicNamesForThisBroker) {
  const std::vector<std::string> some{"0:101", "1: 102", "10:101"};
  EXPECT_TRUE(is_throttled(some, PartitionIndex(0), BrokerId(101)));
  EXPECT_FALSE(is_throttled(some, PartitionIndex(0), BrokerId(102)));
  EXPECT_TRUE(is_throttled(some, PartitionIndex(1), BrokerId(102)));
  EXPECT_FALSE(is_throttled(some, PartitionIndex(1), BrokerId(101)));
  EXPECT_FALSE(is_throttled(some, PartitionIndex(2), BrokerId(101)));
  EXPECT_TRUE(is_throttled(std::vector<std::string>{"*"}, PartitionIndex(7), BrokerId(3)));
  EXPECT_FALSE(is_throttled({}, PartitionIndex(7), BrokerId(3)));
}

}  // namespace
}  // namespace fl::broker
