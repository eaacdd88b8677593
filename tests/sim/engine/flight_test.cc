#include "sim/flight_replay.h"
#include "tests/sim/engine/toys.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

/// Lets a node run in a world and keeps its flight record on the way.
struct Recorded {
  Scribe scribe{.sync_every = 2, .lines_max = 50};
  std::shared_ptr<ByteVector> record = std::make_shared<ByteVector>();

  void step(Context& context, const Input& input) {
    scribe.step(context, input);
    write_flight_step(*record, flight_step_of(context, input), {});
  }
};

Slice recorded_flight() {
  Recorded node;
  write_flight_start(*node.record, {.self = NodeId(1), .incarnation = 1, .seed = 5});
  World world = world_of(5, node);
  world.run_until(seconds(1));
  return Slice(ByteVector(*node.record));
}

TEST(FlightReplay, TheSameNodeHasTheSameEffects) {
  auto record = FlightReader::open(recorded_flight(), {});
  ASSERT_TRUE(record.has_value());
  FlightReplay replay(Host::of(Scribe{.sync_every = 2, .lines_max = 50}), nullptr);
  const FlightReplayed replayed = replay.run(*record, {});
  EXPECT_TRUE(replayed.is_equal()) << replayed.text;
  EXPECT_GT(replayed.steps, 50);
}

TEST(FlightReplay, AnotherNodeDiffersInTheStepWhereItDoes) {
  auto record = FlightReader::open(recorded_flight(), {});
  ASSERT_TRUE(record.has_value());
  FlightReplay replay(Host::of(Scribe{.sync_every = 3, .lines_max = 50}), nullptr);
  const FlightReplayed replayed = replay.run(*record, {});
  EXPECT_FALSE(replayed.is_equal());
  // Boot, open done, first line done; after the second line the record syncs and this one does not.
  EXPECT_EQ(replayed.first_different, 4);
  EXPECT_TRUE(replayed.text.starts_with("step 4 of node 1 (Done, 0.0")) << replayed.text;
  EXPECT_TRUE(
      replayed.text.ends_with(" s after its start) differs: effect 1: then Sync, now Append"))
      << replayed.text;
}

/// Loads one large piece of a file and says its digest.
struct LargeReader {
  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input)) {
      context.emit(Open{OpId(1), FileId(1), "/data/large", false});
      context.emit(Load{OpId(2), FileId(1), Position(5), 2 << 20});
    }
    const auto* done = std::get_if<Done>(&input);
    if (done != nullptr && done->op == OpId(2))
      context.emit(
          Arm{TimerId(1), Instant(static_cast<std::int64_t>(digest_of(done->bytes) >> 1))});
  }
};

TEST(FlightReplay, LoadsAgainWhatWasTooLargeForTheRecord) {
  const Slice file(ByteVector(3 << 20, 7));
  ByteVector record;
  write_flight_start(record, {.self = NodeId(1), .incarnation = 1, .seed = 5});
  LargeReader node;
  std::vector<StepId> causes;
  const Draw draw(5);
  const auto step = [&](Input input) {
    std::vector<Effect> effects;
    Context context{
        .self = NodeId(1), .incarnation = 1, .draw = draw, .effects = effects, .causes = causes};
    node.step(context, input);
    write_flight_step(record, flight_step_of(context, input), {});
  };
  step(Boot{});
  step(Done{.op = OpId(2), .value = 2 << 20, .bytes = file.sub(5, 2 << 20)});
  EXPECT_LT(record.size(), 1'000u);

  const Slice bytes(std::move(record));
  const auto load = [&](const std::string& path, Position position, std::int64_t size) {
    EXPECT_EQ(path, "/data/large");
    return std::optional(
        file.sub(static_cast<std::size_t>(position.value), static_cast<std::size_t>(size)));
  };
  auto reader = FlightReader::open(bytes, {});
  EXPECT_TRUE(FlightReplay(Host::of(LargeReader{}), nullptr).run(*reader, load).is_equal());
  auto again = FlightReader::open(bytes, {});
  const FlightReplayed lost = FlightReplay(Host::of(LargeReader{}), nullptr).run(*again, {});
  EXPECT_EQ(lost.text,
            "step 2 of node 1 (Done, 0.000 s after its start) differs: /data/large has no longer "
            "the bytes that were loaded then");
}

}  // namespace
}  // namespace fl::sim
