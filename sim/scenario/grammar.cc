#include "sim/scenario/grammar.h"

#include "sim/scenario/parser.h"

namespace fl::sim {

namespace {

/// The whole line by one rule.
template <class T>
Read<T> parse(std::string_view line, Place place, Read<T> (LineParser::*rule)()) {
  auto tokens = tokens_of(line, place);
  if (!tokens) return std::unexpected(tokens.error());
  LineParser parser(line, std::move(*tokens));
  auto read = (parser.*rule)();
  if (!read) return read;
  if (auto end = parser.end(); !end) return std::unexpected(end.error());
  return read;
}

}  // namespace

Read<ActionLine> parse_action(std::string_view line, Place place) {
  return parse(line, place, &LineParser::action);
}

Read<Condition> parse_condition(std::string_view line, Place place) {
  return parse(line, place, &LineParser::condition);
}

Read<TimelineEntry> parse_timeline_entry(std::string_view line, Place place) {
  return parse(line, place, &LineParser::timeline_entry);
}

Read<Expectation> parse_expectation(std::string_view line, Place place) {
  return parse(line, place, &LineParser::expectation);
}

}  // namespace fl::sim
