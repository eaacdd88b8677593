// Requests from node to node: one outcome each, in order, whatever happens to the connection.
#include "core/client/channels.h"

#include "core/wire/messages/api_versions.h"

#include <gtest/gtest.h>

namespace fl::client {
namespace {

constexpr Peer kPeer{.node = NodeId(2), .purpose = Purpose::controller};
const Address kAddress{.host = "broker-2", .port = 9092};

/// The driver's side: takes effects, gives inputs.
class Bench {
 public:
  RequestToken ask(std::int64_t timeout_ms = 1'000) {
    RequestToken token;
    step([&](Context& context) {
      token = channels_.ask(context, {kPeer, kAddress}, wire::ApiVersionsRequest{}, 0, timeout_ms);
    });
    return token;
  }

  void give(const Input& input) {
    step([&](Context& context) { EXPECT_TRUE(channels_.on_input(context, input)); });
  }

  void advance_to(std::int64_t ms) {
    const Instant end(ms * kNanosecondsPerMillisecond);
    while (const auto due = channels_.next_due()) {
      if (*due > end) break;
      now_ = std::max(now_, *due);
      step([&](Context& context) { channels_.on_due(context); });
    }
    now_ = end;
  }

  /// The peer answers the oldest request that it has not answered.
  void answer() {
    wire::ApiVersionsResponse response;
    const auto parts = wire::encode_response(++answered_, response, 0);
    ByteVector bytes;
    for (const Part& part : parts.value()) {
      const Slice& slice = std::get<Slice>(part);
      bytes.insert(bytes.end(), slice.span().begin(), slice.span().end());
    }
    give(Received{.conn = conn(), .bytes = Slice(std::move(bytes))});
  }

  /// The connection that was dialled last.
  ConnId conn() const { return last_dial_; }

  template <class Effect>
  int count() const {
    return static_cast<int>(std::ranges::count_if(
        effects_, [](const auto& effect) { return std::holds_alternative<Effect>(effect); }));
  }

  std::vector<Outcome> outcomes() { return channels_.take_outcomes(); }

  /// The requests sent on a connection that is gone are not answered on the next.
  void skip_answers(std::int32_t count) { answered_ += count; }

 private:
  template <class Do>
  void step(Do&& act) {
    std::vector<Effect> effects;
    std::vector<StepId> causes;
    Context context{
        .self = NodeId(1), .now = now_, .draw = draw_, .effects = effects, .causes = causes};
    act(context);
    for (Effect& effect : effects) {
      if (const auto* dial = std::get_if<Dial>(&effect)) last_dial_ = dial->conn;
      effects_.push_back(std::move(effect));
    }
  }

  Channels channels_;
  Draw draw_{7};
  Instant now_;
  ConnId last_dial_;
  std::int32_t answered_ = 0;
  std::vector<Effect> effects_;
};

TEST(Channels, SendWhatWaitedOnceTheConnectionIsThereAndMatchAnswersInOrder) {
  Bench bench;
  const RequestToken first = bench.ask();
  const RequestToken second = bench.ask();
  EXPECT_EQ(bench.count<Dial>(), 1);
  EXPECT_EQ(bench.count<Send>(), 0);
  bench.give(Connected{.conn = bench.conn()});
  EXPECT_EQ(bench.count<Send>(), 2);
  bench.answer();
  bench.answer();
  const std::vector<Outcome> outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].token, first);
  EXPECT_EQ(outcomes[1].token, second);
  EXPECT_TRUE(outcomes[1].read<wire::ApiVersionsResponse>().has_value());
}

TEST(Channels, FailWhatWaitsWhenTheConnectionCannotBeMadeAndDialAgainAfterABackOff) {
  Bench bench;
  bench.ask();
  bench.give(Connected{.conn = bench.conn(), .error = ConnectError::refused});
  auto outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failure, NoAnswer::cannot_connect);
  bench.ask();
  EXPECT_EQ(bench.count<Dial>(), 1);
  bench.advance_to(39);
  EXPECT_EQ(bench.count<Dial>(), 1);
  bench.advance_to(61);
  EXPECT_EQ(bench.count<Dial>(), 2);
  EXPECT_TRUE(bench.outcomes().empty());
}

TEST(Channels, WaitTwiceAsLongAfterEachFailureUpToTheLimit) {
  Bench bench;
  std::int64_t now = 0;
  for (const std::int64_t whole : {50, 100, 200, 400, 800, 1'000, 1'000}) {
    bench.ask(60'000);
    now += 2'000;
    bench.advance_to(now);
    const int dials = bench.count<Dial>();
    bench.give(Connected{.conn = bench.conn(), .error = ConnectError::refused});
    bench.ask(60'000);
    bench.advance_to(now + whole * 8 / 10 - 1);
    EXPECT_EQ(bench.count<Dial>(), dials) << whole;
    bench.advance_to(now + whole * 12 / 10 + 1);
    EXPECT_EQ(bench.count<Dial>(), dials + 1) << whole;
    now += whole * 12 / 10 + 1;
  }
}

TEST(Channels, CloseAConnectionOnWhichARequestTimesOut) {
  Bench bench;
  bench.ask(100);
  bench.give(Connected{.conn = bench.conn()});
  bench.advance_to(99);
  EXPECT_TRUE(bench.outcomes().empty());
  bench.advance_to(100);
  const auto outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failure, NoAnswer::timed_out);
  EXPECT_EQ(bench.count<Hang>(), 1);
}

TEST(Channels, LetARequestThatIsNotYetSentTimeOutAlone) {
  Bench bench;
  const RequestToken first = bench.ask(100);
  bench.ask(1'000);
  bench.advance_to(100);
  auto outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].token, first);
  bench.give(Connected{.conn = bench.conn()});
  EXPECT_EQ(bench.count<Send>(), 1);
}

TEST(Channels, FailWhatWasSentWhenTheConnectionIsLostAndKeepServingLaterOnes) {
  Bench bench;
  bench.ask();
  bench.give(Connected{.conn = bench.conn()});
  bench.give(Closed{.conn = bench.conn()});
  auto outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failure, NoAnswer::connection_lost);
  bench.skip_answers(1);
  bench.ask();
  bench.advance_to(100);
  bench.give(Connected{.conn = bench.conn()});
  bench.answer();
  outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_FALSE(outcomes[0].failure.has_value());
}

TEST(Channels, CloseAConnectionThatAnswersWhatNobodyAsked) {
  Bench bench;
  bench.ask();
  bench.give(Connected{.conn = bench.conn()});
  bench.skip_answers(5);
  bench.answer();
  const auto outcomes = bench.outcomes();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failure, NoAnswer::unreadable);
  EXPECT_EQ(bench.count<Hang>(), 1);
}

}  // namespace
}  // namespace fl::client
