// Which fetch session gives its slot to a new one (KIP-227). The cases are those of Kafka's
// FetchSessionTest.testCachePrivilegedSession, testSessionCache and testCacheEviction.
#include "core/broker/fetch_session.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace fl::broker {
namespace {

class Cache {
 public:
  explicit Cache(std::int32_t slots) : slots_(slots) {}

  /// Its id, or 0.
  std::int32_t make(std::int64_t now_ms, bool is_privileged, std::int32_t partitions) {
    std::vector<Effect> effects;
    std::vector<StepId> causes;
    const Context context{.self = NodeId(1),
                          .incarnation = 1,
                          .now = at(now_ms),
                          .wall = Timestamp(0),
                          .draw = draw_,
                          .effects = effects,
                          .causes = causes};
    std::vector<FetchAnswer> answers(static_cast<std::size_t>(partitions));
    for (std::int32_t i = 0; i < partitions; ++i)
      answers[static_cast<std::size_t>(i)].key = {.topic = "t", .partition = PartitionIndex(i)};
    return make_session(sessions_, context,
                        {.slots = slots_, .is_privileged = is_privileged, .uses_topic_ids = false},
                        answers);
  }

  void use(std::int32_t id, std::int64_t now_ms) {
    sessions_.sessions.mutate(id)->last_used = at(now_ms);
  }

  bool has(std::int32_t id) const { return sessions_.sessions.contains(id); }

 private:
  static Instant at(std::int64_t ms) { return Instant(ms * kNanosecondsPerMillisecond); }

  std::int32_t slots_;
  FetchSessions sessions_;
  Draw draw_{42};
};

constexpr std::int64_t kLongMs = 120'001;

TEST(FetchSessionCache, HasNoSlotForOneMoreThatIsNew) {
  Cache cache(2);
  const std::int32_t first = cache.make(0, false, 10);
  const std::int32_t second = cache.make(10, false, 20);
  EXPECT_NE(first, 0);
  EXPECT_NE(second, 0);
  EXPECT_EQ(cache.make(20, false, 30), 0);
  EXPECT_EQ(Cache(0).make(0, true, 1), 0);
}

TEST(FetchSessionCache, GivesTheSlotOfOneThatWasNotUsedForLong) {
  Cache cache(2);
  const std::int32_t unused = cache.make(0, true, 50);
  const std::int32_t used = cache.make(0, false, 1);
  cache.use(used, 100'000);
  EXPECT_EQ(cache.make(120'000, false, 1), 0);
  EXPECT_NE(cache.make(kLongMs, false, 1), 0);
  EXPECT_FALSE(cache.has(unused));
  EXPECT_TRUE(cache.has(used));
}

TEST(FetchSessionCache, GivesTheSlotOfAnOldAndSmallerOneThatIsInUse) {
  Cache cache(1);
  const std::int32_t old = cache.make(0, false, 20);
  cache.use(old, kLongMs);
  EXPECT_EQ(cache.make(kLongMs, false, 20), 0);
  EXPECT_NE(cache.make(kLongMs, false, 21), 0);
  EXPECT_FALSE(cache.has(old));
}

TEST(FetchSessionCache, PrefersFollowers) {
  Cache cache(2);
  const std::int32_t small = cache.make(0, false, 1);
  const std::int32_t large = cache.make(0, false, 30);
  // A follower takes the place of the smaller consumer, then of the larger, then of nobody.
  const std::int32_t follower = cache.make(5, true, 5);
  EXPECT_NE(follower, 0);
  EXPECT_FALSE(cache.has(small));
  EXPECT_TRUE(cache.has(large));
  EXPECT_NE(cache.make(6, true, 5), 0);
  EXPECT_FALSE(cache.has(large));
  EXPECT_EQ(cache.make(7, true, 50), 0);
  // A consumer never takes the place of a follower, however long that has its session.
  cache.use(follower, kLongMs);
  EXPECT_EQ(cache.make(kLongMs - 2, false, 500), 0);
  EXPECT_TRUE(cache.has(follower));
}

}  // namespace
}  // namespace fl::broker
