// What a step may look at. It is an argument of each step and never stored: a node that keeps no
// reference to the outside can be copied at any moment.
#pragma once
#include "core/base/draw.h"
#include "core/base/ids.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "core/node/story.h"

#include <concepts>
#include <utility>
#include <vector>

namespace fl {

struct Context {
  NodeId self;
  std::int32_t incarnation = 0;
  /// The start of the step on the node's monotonic clock.
  Instant now;
  /// The node's wall clock, which may be skewed and may jump.
  Timestamp wall;
  const Draw& draw;
  std::vector<Effect>& effects;
  StorySink* story = nullptr;
  StepId step{};
  /// Steps, besides the origin of the input, whose rows this step completed.
  std::vector<StepId>& causes;

  void emit(Effect effect) { effects.push_back(std::move(effect)); }

  /// Names an earlier step as a cause of this one: a row keeps the step that made it.
  void caused_by(StepId earlier) {
    if (earlier != step) causes.push_back(earlier);
  }

  /// Tells an event. `make` returns Telling<E>; it runs only if a reader wants that kind.
  template <class E, class Make>
  void tell(Make&& make) {
    if (story == nullptr || !story->wants(event_kind<E>)) return;
    const Telling<E> telling = std::forward<Make>(make)();
    story->told({.step = step,
                 .node = self,
                 .now = now,
                 .wall = wall,
                 .kind = event_kind<E>,
                 .event = &telling.event,
                 .because = telling.because});
  }
};

/// A node is a value with one function. Same state, same input, same context: same effects.
template <class N>
concept Node = std::copyable<N> && requires(N node, Context& context, const Input& input) {
  { node.step(context, input) } -> std::same_as<void>;
};

}  // namespace fl
