// What a request costs the broker node alone: Produce and Fetch through step(), bytes in and
// effects out, with no driver around it. Disk operations are answered at once, nothing is stored.
#include "tests/core/broker/requests.h"

#include <benchmark/benchmark.h>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fl::broker {
namespace {

/// A broker with one topic and one connection, as a test's bench has set it up; from then on it is
/// stepped here.
class Stepper {
 public:
  Stepper() {
    Bench bench;
    conn_ = bench.connect();
    FL_ASSERT(create_topic(bench, conn_, "orders") == wire::ErrorCode::none);
    FL_ASSERT(bench.call<wire::ProduceResponse>(
        conn_, produce_of("orders", batch_of({std::string(1'000, 'x')})), 9));
    // The bench answered with the file's size, from which the next answers go on.
    for (const auto& [path, bytes] : bench.files.files)
      if (path.ends_with("orders-0/00000000000000000000.log"))
        file_bytes_ = static_cast<std::int64_t>(bytes->size());
    now_ = bench.now;
    wall_ = bench.wall;
    broker_ = bench.broker();
  }

  template <class M>
  Slice frame(const M& message, std::int16_t version) const {
    const auto parts =
        wire::encode_request({.correlation_id = 7, .client_id = "bench"}, message, version);
    ByteVector bytes;
    for (const Part& part : parts.value()) {
      const auto& slice = std::get<Slice>(part);
      bytes.insert(bytes.end(), slice.span().begin(), slice.span().end());
    }
    return Slice(std::move(bytes));
  }

  /// Gives the bytes to the broker and answers its disk until nothing is open. Returns the steps.
  std::int64_t ask(const Slice& bytes) {
    sent_ = 0;
    std::int64_t steps = 1;
    step(Received{.conn = conn_, .bytes = bytes});
    for (; !done_.empty(); ++steps) {
      const Done done = std::move(done_.front());
      done_.pop_front();
      step(done);
    }
    return steps;
  }

  /// Responses since the last ask().
  std::int64_t sent() const { return sent_; }

 private:
  void step(const Input& input) {
    now_ = now_ + 1'000;
    effects_.clear();
    causes_.clear();
    Context context{.self = NodeId(1),
                    .incarnation = 1,
                    .now = now_,
                    .wall = wall_,
                    .draw = draw_,
                    .effects = effects_,
                    .causes = causes_};
    broker_.step(context, input);
    for (const Effect& effect : effects_)
      take(effect);
  }

  void take(const Effect& effect) {
    if (std::holds_alternative<Send>(effect)) ++sent_;
    if (const auto* append = std::get_if<Append>(&effect)) {
      for (const Part& part : append->parts)
        file_bytes_ += static_cast<std::int64_t>(std::get<Slice>(part).size());
      done_.push_back(Done{.op = append->op, .value = file_bytes_});
    }
    if (const auto* sync = std::get_if<Sync>(&effect)) done_.push_back(Done{.op = sync->op});
    if (const auto* work = std::get_if<Work>(&effect))
      done_.push_back(Done{.op = work->op, .bytes = work->job->run()});
  }

  Broker broker_;
  ConnId conn_;
  Draw draw_{42};
  Instant now_;
  Timestamp wall_;
  std::vector<Effect> effects_;
  std::vector<StepId> causes_;
  std::deque<Done> done_;
  std::int64_t file_bytes_ = 0;
  std::int64_t sent_ = 0;
};

void ask_again_and_again(benchmark::State& state, Stepper& stepper, const Slice& request) {
  std::int64_t steps = 0;
  for (auto _ : state) {
    steps += stepper.ask(request);
    if (stepper.sent() != 1) return state.SkipWithError("not answered");
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["steps"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
}

/// Argument: bytes of the request's one record. A segment never fills: see the iterations.
void produce(benchmark::State& state) {
  Stepper stepper;
  const std::string value(static_cast<std::size_t>(state.range(0)), 'x');
  ask_again_and_again(state, stepper, stepper.frame(produce_of("orders", batch_of({value})), 9));
}

BENCHMARK(produce)->Arg(100)->Arg(1'000)->Iterations(100'000);

/// Of one batch of 1,000 bytes at the log's begin, sessionless.
void fetch(benchmark::State& state) {
  Stepper stepper;
  ask_again_and_again(state, stepper, stepper.frame(fetch_of("orders", Offset(0)), 12));
}

BENCHMARK(fetch);

}  // namespace
}  // namespace fl::broker
