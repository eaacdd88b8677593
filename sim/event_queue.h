// The queue of a world's events in a total order: time, then creation. No container or compiler decides.
#pragma once
#include "core/node/input.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fl::sim {

/// An input that waits until its node is free; `cause` is its origin.
struct QueuedInput {
  Input input;
  StepId cause;
};

/// An input reaches a node, unless that incarnation is gone.
struct InputArrival {
  NodeId node;
  std::int32_t incarnation = 0;
  Input input;
  StepId cause;
};

/// A node that was busy may take its next input.
struct NodeFree {
  NodeId node;
  std::int32_t incarnation = 0;
};

struct TimerDue {
  NodeId node;
  std::int32_t incarnation = 0;
  TimerId timer;
  std::int64_t generation = 0;
  StepId cause;
};

struct DiskDue {
  NodeId node;
  std::int32_t incarnation = 0;
  std::int64_t ticket = 0;
};

/// A dialled connection reaches the other side.
struct DialArrival {
  std::int64_t connection = 0;
  NodeId to;
  ListenerId listener;
  std::string peer;
  StepId cause;
};

struct SegmentArrival {
  std::int64_t connection = 0;
  int stream = 0;
  Slice bytes;
  StepId cause;
};

struct EndArrival {
  std::int64_t connection = 0;
  int stream = 0;
  bool is_reset = false;
  StepId cause;
};

/// A partition or stall ended: what was held goes on.
struct LinkFree {
  NodeId from;
  NodeId to;
};

using Event = std::variant<InputArrival, NodeFree, TimerDue, DiskDue, DialArrival, SegmentArrival, EndArrival, LinkFree>;

struct ScheduledEvent {
  Instant at;
  std::int64_t sequence = 0;
  Event event;
};

class EventQueue {
 public:
  bool empty() const { return heap_.empty(); }

  std::size_t size() const { return heap_.size(); }

  Instant next_at() const { return heap_.front().at; }

  void push(Instant at, Event event) {
    heap_.push_back({at, ++last_sequence_, std::move(event)});
    std::push_heap(heap_.begin(), heap_.end(), is_later);
  }

  /// REQUIRES: not empty.
  ScheduledEvent pop() {
    std::pop_heap(heap_.begin(), heap_.end(), is_later);
    ScheduledEvent event = std::move(heap_.back());
    heap_.pop_back();
    return event;
  }

 private:
  static bool is_later(const ScheduledEvent& a, const ScheduledEvent& b) {
    return a.at != b.at ? a.at > b.at : a.sequence > b.sequence;
  }

  std::vector<ScheduledEvent> heap_;
  std::int64_t last_sequence_ = 0;
};

}  // namespace fl::sim
