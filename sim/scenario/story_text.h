// The story of a run as lines for people: when, who, what, and why. What repeats many times a
// second (records acknowledged, consumed, sent again) is summed up until something else happens.
#pragma once
#include "core/describe/packed_text.h"
#include "sim/scenario/run.h"
#include "sim/scenario/texts.h"
#include "sim/story_log.h"
#include "sim/world.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

class StoryText {
 public:
  StoryText(Language language, bool is_detailed) : language_(language), is_detailed_(is_detailed) {}

  void told(const World& world, const StoredEvent& event);

  /// A line of the run itself: an action, a note.
  void line(Instant at, std::string_view who, std::string_view text);

  /// Writes what was summed up.
  void flush();

  std::vector<std::string> take();

 private:
  /// Repetitions of one kind by one node for one topic.
  struct Sum {
    Instant first;
    Instant last;
    std::int64_t count = 0;
    std::int64_t last_offset = -1;
    std::int64_t first_number = -1;  ///< of the producer's records
    std::int64_t last_number = -1;
    std::string error;
    std::string why;  ///< of the last one
    std::string who;
    std::string topic;
    std::set<std::string> partitions;
    const EventText* text = nullptr;

    void note_numbers(std::string_view list);
  };

  void add(Instant at, std::string_view who, std::string_view text);
  void sum_up(const World& world, const StoredEvent& event, const EventText& text,
              const std::vector<PackedField>& fields);
  bool is_repeated(const World& world, const StoredEvent& event);
  bool is_worth_a_line(const StoredEvent& event, const std::vector<PackedField>& fields) const;
  std::string because(const Decision& decision) const;

  Language language_;
  bool is_detailed_;
  std::vector<std::string> lines_;
  std::map<std::string, Sum> sums_;
  /// Who told of committed metadata first: the node and its incarnation, by kind and event.
  std::map<std::pair<std::string_view, std::string>, std::pair<NodeId, std::int32_t>> committed_;
};

/// "12.345s" with three decimals.
std::string clock_text(Instant at);

/// The event's text in words, or its fields.
std::string event_line(const StoredEvent& event, Language language);

}  // namespace fl::sim
