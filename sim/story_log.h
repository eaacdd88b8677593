// The story of a run as it is kept: events in shared append-only chunks, each packed by its description. A
// checkpoint of the world keeps the length only.
#pragma once
#include "core/base/bytes.h"
#include "core/base/chunked.h"
#include "core/describe/pack.h"
#include "core/node/story.h"

#include <string>
#include <vector>

namespace fl::sim {

/// One event. `payload` is the event struct, packed.
struct StoredEvent {
  StepId step;
  NodeId node;
  Instant at;       ///< the world's time, not the node's own clock
  Timestamp wall;   ///< the node's wall clock
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

/// What caused a step: the origin of its input, and the rows that it completed.
struct StepCauses {
  StepId step;
  StepId origin;  ///< -1 for an action or the start
  std::vector<StepId> rows;
};

class StoryLog {
 public:
  std::size_t size() const { return events_.size(); }

  const StoredEvent& operator[](std::size_t index) const { return events_[index]; }

  void add(StoredEvent event) { events_.push_back(std::move(event)); }

  void add_causes(StepCauses causes) { causes_.push_back(std::move(causes)); }

  /// The causes of a step that told something, or nullptr.
  const StepCauses* causes_of(StepId step) const {
    const std::size_t at = causes_.partition_point([step](const StepCauses& c) { return c.step >= step; });
    return at < causes_.size() && causes_[at].step == step ? &causes_[at] : nullptr;
  }

  void truncate(std::size_t size) { events_.truncate(size); }

 private:
  Chunked<StoredEvent> events_;
  Chunked<StepCauses> causes_;
};

}  // namespace fl::sim
