// The action grammar: one line each for what happens in a scenario, when, and what must hold. Small
// and strict; a mistake says its column and the nearest right spelling. The command line, the
// visualizer and the control port read the same lines. docs/grammar.md has it as EBNF; the verbs,
// measures and checks it knows are the tables of vocabulary.h.
#pragma once
#include "sim/scenario/script.h"

#include <string_view>

namespace fl::sim {

/// "crash broker(1) power-loss".
Read<ActionLine> parse_action(std::string_view line, Place place = {});

/// "acked(p1) >= 100", "leader(orders-0) changes".
Read<Condition> parse_condition(std::string_view line, Place place = {});

/// "at 5s: throttle disk(3) to 5KB/s".
Read<TimelineEntry> parse_timeline_entry(std::string_view line, Place place = {});

/// "never acked-record-lost", "eventually isr(orders-0) = [1, 2, 3] within 60s".
Read<Expectation> parse_expectation(std::string_view line, Place place = {});

}  // namespace fl::sim
