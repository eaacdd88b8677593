// The story of a run as it is kept: events in shared append-only chunks, each packed by its
// description. A checkpoint of the world keeps the length only.
#pragma once
#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/chunked.h"
#include "core/describe/pack.h"
#include "core/node/story.h"

#include <cstdint>
#include <vector>

namespace fl::sim {

/// One event. `payload` is the event struct, packed.
struct StoredEvent {
  StepId step;
  NodeId node;
  Instant at;      ///< the world's time, not the node's own clock
  Timestamp wall;  ///< the node's wall clock
  const EventKind* kind = nullptr;
  Slice payload;
  Decision because;

  /// The event, if it is an E; a default-constructed E otherwise. REQUIRES: is<E>().
  template <class E>
  E as() const {
    E event{};
    Reader reader(payload);
    FL_ASSERT(unpack(reader, event));
    return event;
  }

  template <class E>
  bool is() const {
    return kind == &event_kind<E>;
  }
};

/// A step and its causes: the origin of its input, and the rows that it completed.
struct StepRecord {
  Instant at;  ///< the world's time when it began
  NodeId node;
  StepId origin{-1};         ///< -1 for an action or the start
  std::uint8_t input = 0;    ///< which alternative of Input it took
  std::vector<StepId> rows;  ///< other steps whose rows it completed
};

class StoryLog {
 public:
  std::size_t size() const { return events_.size(); }

  const StoredEvent& operator[](std::size_t index) const { return events_[index]; }

  void add(StoredEvent event) { events_.push_back(std::move(event)); }

  /// The record of the next step: steps are numbered from 1.
  void add_step(StepRecord record) { steps_.push_back(std::move(record)); }

  std::int64_t steps() const { return static_cast<std::int64_t>(steps_.size()); }

  /// REQUIRES: 1 <= step <= steps().
  const StepRecord& step(StepId step) const {
    return steps_[static_cast<std::size_t>(step.value - 1)];
  }

 private:
  Chunked<StoredEvent> events_;
  Chunked<StepRecord> steps_;
};

}  // namespace fl::sim
