// What is going to happen, in one total order: by time, then by creation. Two runs that create the
// same events in the same order process them in the same order, on every compiler.
#pragma once
#include "core/base/ids.h"
#include "core/node/input.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace fl::sim {

enum class Happening : std::uint8_t {
  input,       ///< `input` reaches `node`, if `incarnation` still runs
  node_wake,   ///< the node has finished a step and may take the next input of its inbox
  timer_wake,  ///< the earliest timer of the node may be due
  disk_wake,   ///< the earliest disk operation of the node may be complete
  arrival,     ///< the next segment of a stream (`connection`, `side` = receiver) arrives
  dial,        ///< an attempt to open `connection` reaches the listener
  accepted,    ///< the answer to a dial reaches the dialler; `side` is its ConnectError
};

/// One event. Which members matter, `kind` says.
struct Event {
  Instant at;
  std::uint64_t order = 0;  ///< given by the queue
  Happening kind = Happening::input;
  std::uint8_t side = 0;
  NodeId node;
  std::int32_t incarnation = 0;
  std::int64_t connection = 0;
  StepId origin{-1};  ///< the step that caused it; -1 for an action or the start
  std::shared_ptr<const Input> input;
};

class EventQueue {
 public:
  void push(Event event) {
    event.order = next_order_++;
    heap_.push_back(std::move(event));
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  /// An input that reaches a node at `at`.
  void push_input(Instant at, NodeId node, std::int32_t incarnation, Input input, StepId origin) {
    push({.at = at,
          .kind = Happening::input,
          .node = node,
          .incarnation = incarnation,
          .origin = origin,
          .input = std::make_shared<const Input>(std::move(input))});
  }

  bool empty() const { return heap_.empty(); }

  std::size_t size() const { return heap_.size(); }

  /// REQUIRES: !empty().
  const Event& top() const { return heap_.front(); }

  /// REQUIRES: !empty().
  Event pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Event event = std::move(heap_.back());
    heap_.pop_back();
    return event;
  }

 private:
  static bool later(const Event& a, const Event& b) {
    return a.at != b.at ? a.at > b.at : a.order > b.order;
  }

  std::vector<Event> heap_;
  std::uint64_t next_order_ = 0;
};

}  // namespace fl::sim
