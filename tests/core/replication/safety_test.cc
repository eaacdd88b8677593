// Replicas in a storm, over many seeds: appends at whoever believes to lead, fetches whose
// questions and answers are late or lost, crashes with the loss of what was not flushed, new
// leaders from the ISR, metadata that is heard of late. With Kafka 4.3's rules a committed record
// is in the log of every later leader, and logs are the same below the high watermark; with the
// rules of old, seeds show how it was lost.
//
// What no rule of replication can help against is left out: the last of the ISR keeps its log in a
// crash, and who lost records is fenced before it comes back.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace fl::replication {
namespace {

constexpr std::int32_t kCount = 3;

/// A request on its way to the leader, or its answer on the way back.
struct Flight {
  Question question;
  std::optional<Reply> reply;
  bool is_given_up = false;  ///< nobody waits for its answer
};

class Storm {
 public:
  Storm(std::uint64_t seed, Switches switches) : draw_(seed), replicas_(kCount, switches) {
    replicas_.elect(1, {1, 2, 3});
    replicas_.learn_all();
  }

  /// What went wrong, or nothing.
  std::string run(std::uint64_t rounds) {
    for (round_ = 0; round_ < rounds && wrong_.empty(); ++round_) {
      step(number(kCount, "broker") + 1);
      check();
    }
    return wrong_.empty() ? "" : "round " + std::to_string(round_) + ": " + wrong_;
  }

  std::int64_t committed() const { return static_cast<std::int64_t>(committed_.size()); }

 private:
  std::int32_t number(std::uint64_t below, std::string_view what) const {
    return static_cast<std::int32_t>(draw_.below(below, what, {round_}));
  }

  void step(std::int32_t id) {
    const std::int32_t what = number(100, "what");
    if (what < 15) return append(id);
    if (what < 19) return crash(id);
    if (what < 27) return boot(id);
    if (what < 30) return elect(id);
    if (what < 40) return learn(id);
    if (what < 46) return answer_proposal(id);
    if (what < 49) return look_for_lag(id);
    if (what < 53) return write_to_disk(id);
    if (what < 56) return give_up();
    exchange(id);
  }

  void look_for_lag(std::int32_t id) {
    replicas_.advance(number(20'000, "pause"));
    if (replicas_.replica(id).leading) replicas_.look_for_lag(id);
  }

  void append(std::int32_t id) {
    Replica& mine = replicas_.replica(id);
    if (!mine.leading) return;
    replicas_.append(id, std::to_string(id) + "." + std::to_string(round_));
  }

  void crash(std::int32_t id) {
    Replica& mine = replicas_.replica(id);
    if (!mine.is_up) return;
    for (Flight& flight : flights_)
      if (flight.question.from == BrokerId(id)) flight.is_given_up = true;
    const bool is_last = replicas_.is_in_isr(id) && replicas_.committed.isr.size() == 1;
    if (is_last || number(2, "power") == 0) {
      replicas_.crash(id);
      return;
    }
    const std::int64_t unflushed = mine.log.end() - mine.log.flushed_end();
    const auto kept = number(static_cast<std::uint64_t>(unflushed) + 1, "kept");
    replicas_.crash(id, mine.log.flushed_end() + kept);
    replicas_.fence(id);
  }

  void boot(std::int32_t id) {
    if (replicas_.replica(id).is_up) return;
    if (!replicas_.broker(id).is_fenced) {
      replicas_.fence(id);
      return;
    }
    replicas_.boot(id);
  }

  void elect(std::int32_t id) {
    if (!replicas_.is_in_isr(id) || !replicas_.broker(id).is_active()) return;
    const std::vector<BrokerId> isr = replicas_.committed.isr;
    replicas_.elect(id, {});
    replicas_.committed.isr = isr;
  }

  void learn(std::int32_t id) {
    Replica& mine = replicas_.replica(id);
    const bool is_news =
        !(mine.leading && mine.leading->partition_epoch() == replicas_.committed.partition_epoch);
    if (is_news) replicas_.learn(id);
  }

  void answer_proposal(std::int32_t id) {
    if (!replicas_.asked(id)) return;
    const DecidedProposal decided = replicas_.decide_proposal(id);
    if (number(3, "lost answer") != 0) replicas_.take(id, decided);
  }

  void write_to_disk(std::int32_t id) {
    Replica& mine = replicas_.replica(id);
    if (!mine.is_up) return;
    if (number(2, "flush or checkpoint") == 0)
      mine.log.flush();
    else
      mine.checkpoint = mine.high_watermark;
  }

  /// One step of a request of the follower, or of an earlier one of it.
  void exchange(std::int32_t id) {
    for (std::size_t i = 0; i < flights_.size(); ++i) {
      Flight& flight = flights_[i];
      if (flight.question.from != BrokerId(id)) continue;
      if (flight.is_given_up && number(2, "late") == 0) continue;
      if (!flight.reply) {
        flight.reply = replicas_.serve(flight.question);
        if (flight.reply && !flight.is_given_up) return;
      } else if (!flight.is_given_up) {
        replicas_.take(*flight.reply);
      }
      flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
    if (const auto question = replicas_.ask(id)) flights_.push_back({.question = *question});
  }

  void give_up() {
    if (flights_.empty()) return;
    Flight& flight = flights_[static_cast<std::size_t>(number(flights_.size(), "flight"))];
    flight.is_given_up = true;
  }

  // ---- What must hold.

  void check() {
    for (std::int32_t id = 1; id <= kCount; ++id) {
      const Replica& mine = replicas_.replica(id);
      if (!mine.is_up) continue;
      if (mine.leading) note_committed(id);
      compare(id, std::min(mine.high_watermark, mine.log.end()));
      if (mine.high_watermark > Offset(committed()))
        fail("the high watermark of " + std::to_string(id) + " is above all that is committed");
      if (mine.leading && mine.leading->leader_epoch() == replicas_.committed.leader_epoch) {
        if (mine.log.end() < Offset(committed()))
          fail("committed records are not in the log of leader " + std::to_string(id));
        compare(id, std::min(Offset(committed()), mine.log.end()));
      }
    }
  }

  void note_committed(std::int32_t id) {
    const Replica& mine = replicas_.replica(id);
    for (Offset next(committed()); next < mine.high_watermark; ++next)
      committed_.push_back(mine.log.at(next));
  }

  void compare(std::int32_t id, Offset end) {
    for (Offset at(0); at < end && at < Offset(committed()); ++at) {
      if (replicas_.replica(id).log.at(at) == committed_[static_cast<std::size_t>(at.value)])
        continue;
      fail("the log of " + std::to_string(id) + " has another record at " +
           std::to_string(at.value));
      return;
    }
  }

  void fail(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }

  Draw draw_;
  Replicas replicas_;
  std::uint64_t round_ = 0;
  std::vector<Flight> flights_;
  std::vector<TestRecord> committed_;
  std::string wrong_;
};

constexpr std::uint64_t kRounds = 600;

void expect_safe(Switches switches, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    ASSERT_EQ(Storm(seed, switches).run(kRounds), "") << "seed " << seed;
}

TEST(ReplicationSafety, NoCommittedRecordIsLostAndLogsAgreeBelowTheHighWatermark) {
  expect_safe({}, 3'000);
}

TEST(ReplicationSafety, HoldsWithQuestionsForTheEndOfAnEpochToo) {
  expect_safe({.truncation = Truncation::kip320}, 3'000);
}

TEST(ReplicationSafety, HoldsWithoutFencingIfEachFetchNamesTheLastFetchedEpoch) {
  expect_safe({.fetch_fencing = false}, 1'000);
}

TEST(ReplicationSafety, AStormCommitsRecords) {
  std::int64_t committed = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Storm storm(seed, {});
    storm.run(kRounds);
    committed += storm.committed();
  }
  EXPECT_GT(committed, 1'000);
}

/// A rule of old, and the first seed that shows what is wrong with it.
struct KnownBad {
  std::string_view name;
  Switches switches;
  std::uint64_t seed = 0;
};

TEST(ReplicationSafety, IsBrokenByEachRuleOfOldInAKnownStorm) {
  const KnownBad rules[] = {
      {"cuts to the high watermark", {.truncation = Truncation::hw}, 37},
      {"the end of an epoch without its number", {.truncation = Truncation::kip101}, 29},
      {"stale followers are not fenced", {.truncation = Truncation::kip279}, 2'537},
      {"a leader that came back is trusted",
       {.truncation = Truncation::kip320, .truncate_trigger = TruncateTrigger::leader_change},
       34},
      {"the high watermark forgets who is being added", {.isr_hw_set = IsrHwSet::committed}, 2'772},
      {"broker epochs are not compared", {.isr_broker_epoch_check = false}, 65},
  };
  for (const KnownBad& rule : rules) {
    EXPECT_NE(Storm(rule.seed, rule.switches).run(kRounds), "") << rule.name;
    EXPECT_EQ(Storm(rule.seed, {}).run(kRounds), "") << rule.name;
  }
}

}  // namespace
}  // namespace fl::replication
