// The replicas of one partition, brokers 1, 2, 3, …, and the controller that names their leader,
// without network and time of their own: a test says who asks whom, which answer comes when, who
// hears of which metadata, and who crashes with which tail of its log. Followers and leaders are
// those of core/replication; the leader's checks of a Fetch and the controller's of an
// AlterPartition are Kafka's, in their order.
#pragma once
#include "core/base/draw.h"
#include "core/node/context.h"
#include "core/replication/follower.h"
#include "core/replication/leader.h"
#include "tests/core/replication/harness/test_log.h"

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace fl::replication {

inline constexpr std::int64_t kMs = kNanosecondsPerMillisecond;

struct Replica {
  bool is_up = true;
  TestLog log;
  BrokerEpoch broker_epoch;
  metadata::PartitionImage image;  ///< as this broker knows it
  std::optional<LeaderReplica> leading;
  std::optional<FollowerReplica> following;
  Offset high_watermark;
  Offset checkpoint;  ///< the high watermark that a restart begins with
};

/// What a follower asks of a leader.
struct Question {
  BrokerId from;
  BrokerId to;
  BrokerEpoch broker_epoch;
  FollowerWish wish;
};

/// A leader's answer to it; what of it counts depends on the wish.
struct Reply {
  Question question;
  wire::ErrorCode error = wire::ErrorCode::none;
  wire::FetchResponse::PartitionData data;
  std::vector<TestRecord> records;
  std::optional<storage::EpochEnd> epoch_end;
  Offset bound{-1};
};

/// How the controller decided on a proposal, on its way to the leader.
struct DecidedProposal {
  IsrProposal proposal;
  AlterPartitionAnswer answer;
};

class Replicas {
 public:
  /// `count` brokers; none leads yet, and the ISR are all.
  explicit Replicas(std::int32_t count, Switches switches = {});

  // ---- The controller.
  /// A new leader epoch. Nobody hears of it before learn().
  void elect(std::int32_t leader, std::vector<std::int32_t> isr);
  /// The controller fences the broker: it leaves the ISR, unless it is the last there, and another
  /// of the ISR leads.
  void fence(std::int32_t id);
  /// The broker hears of the newest metadata.
  void learn(std::int32_t id);
  void learn_all();
  /// The controller takes the leader's proposal, if it may.   REQUIRES: asked(leader).
  DecidedProposal decide_proposal(std::int32_t leader);
  /// The leader hears of it.
  void take(std::int32_t leader, const DecidedProposal& decided);
  /// Both. Returns the answer's error.
  wire::ErrorCode answer_proposal(std::int32_t leader);

  /// The change of the ISR that the leader wants; nothing if it wants none.
  std::optional<IsrProposal>& asked(std::int32_t leader) { return asked_[BrokerId(leader)]; }

  bool is_in_isr(std::int32_t id) const;

  // ---- Brokers.
  /// The leader appends. The end of the record, or nothing if it does not lead.
  std::optional<Offset> append(std::int32_t id, const std::string& value);
  /// What the follower asks now; nothing if it asks nothing.
  std::optional<Question> ask(std::int32_t id);
  /// The leader's answer; nothing if it is down.
  std::optional<Reply> serve(const Question& question);
  void take(const Reply& reply);
  /// All of that at once. True if there was an answer.
  bool exchange(std::int32_t id);
  /// Exchanges until the follower has all that its leader has and knows what is committed, at most
  /// 20 times. True if it has.
  bool catch_up(std::int32_t id);
  /// The leader looks whether a follower lags.
  void look_for_lag(std::int32_t id);
  /// The process is gone; the log keeps what is below `keep`.
  void crash(std::int32_t id, Offset keep);

  void crash(std::int32_t id) { crash(id, replica(id).log.end()); }

  /// It registers anew, and leads if its partition has no leader. It hears of that only by learn().
  void boot(std::int32_t id);

  void advance(std::int64_t ms) { now_ += ms * kMs; }

  Replica& replica(std::int32_t id) { return replicas_.at(BrokerId(id)); }

  LeaderReplica& leader(std::int32_t id) { return *replica(id).leading; }

  FollowerReplica& follower(std::int32_t id) { return *replica(id).following; }

  std::string text(std::int32_t id) { return replica(id).log.text(); }

  Offset high_watermark(std::int32_t id) { return replica(id).high_watermark; }

  metadata::BrokerImage& broker(std::int32_t id) { return *brokers_.mutate(BrokerId(id)); }

  Surroundings around(std::int32_t id) const;

  /// Calls f(context).
  template <class F>
  auto with(F&& f) {
    std::vector<Effect> effects;
    std::vector<StepId> causes;
    Context context{NodeId(0), 1, now_, Timestamp(0), draw_, effects, story, StepId(1), causes};
    return f(context);
  }

  metadata::PartitionImage committed;  ///< the controller's
  Switches switches;
  std::int32_t min_isr = 1;
  std::int64_t lag_max_ms = 30'000;
  StorySink* story = nullptr;

 private:
  void perform(BrokerId id, LogWork work, const std::vector<TestRecord>& records);
  void fetch(const Question& question, const FollowerFetchPosition& position, Reply& reply);
  wire::ErrorCode check(const Replica& leader, LeaderEpoch epoch, bool carries_epoch) const;
  wire::ErrorCode decide(BrokerId leader, const IsrProposal& proposal) const;

  std::map<BrokerId, Replica> replicas_;
  std::map<BrokerId, std::optional<IsrProposal>> asked_;
  Brokers brokers_;
  TopicPartition name_{"t", PartitionIndex(0)};
  Instant now_{100'000 * kMs};
  std::int64_t last_broker_epoch_ = 10;
  Draw draw_{1};
};

}  // namespace fl::replication
