#include "sim/scenario/parser.h"

#include "sim/scenario/vocabulary.h"

namespace fl::sim {

namespace {
constexpr std::size_t kChoicesMax = 16;
constexpr std::array<std::string_view, 3> kTriggers{"at", "when", "between"};
constexpr std::array<std::string_view, 6> kExpectations{"never",      "always",  "sometimes",
                                                        "eventually", "finally", "violates"};
}  // namespace

// ---- Tokens ------------------------------------------------------------------------------------

bool LineParser::accept_mark(std::string_view mark) {
  if (!is_mark(mark)) return false;
  take();
  return true;
}

bool LineParser::accept_word(std::string_view word) {
  if (!is_word(word)) return false;
  take();
  return true;
}

Read<void> LineParser::expect_mark(std::string_view mark) {
  if (accept_mark(mark)) return {};
  return expected("'" + std::string(mark) + "'");
}

Read<void> LineParser::expect_word(std::string_view word) {
  if (accept_word(word)) return {};
  return expected("'" + std::string(word) + "'");
}

std::unexpected<Mistake> LineParser::expected(std::string_view what) const {
  const std::string got =
      peek().kind == TokenKind::end ? "the end of the line" : "'" + peek().text + "'";
  return mistake(peek().place, "expected " + std::string(what) + ", got " + got);
}

std::unexpected<Mistake> LineParser::unknown(std::string_view what,
                                             std::span<const std::string_view> known) const {
  if (peek().kind != TokenKind::word) return expected(what);
  return mistake(peek().place, unknown_name(what, peek().text, known));
}

std::string LineParser::text_since(std::size_t first) const {
  std::string_view text = line_.substr(tokens_[first].at, tokens_[next_].at - tokens_[first].at);
  while (text.ends_with(' ') || text.ends_with('\t'))
    text.remove_suffix(1);
  return std::string(text);
}

Read<void> LineParser::end() {
  if (peek().kind == TokenKind::end) return {};
  return mistake(peek().place, "'" + peek().text + "' is more than was expected here");
}

Read<std::string> LineParser::name(std::string_view what) {
  if (peek().kind != TokenKind::word && peek().kind != TokenKind::quantity) return expected(what);
  return take().text;
}

Read<std::int64_t> LineParser::quantity(Unit unit) {
  if (peek().kind != TokenKind::quantity) return expected(describe(unit));
  const auto read = parse_quantity(peek().text);
  if (!read) return mistake(peek().place, read.error());
  const bool fits = read->unit == unit || (unit == Unit::times && read->unit == Unit::none);
  if (!fits) return expected(describe(unit));
  take();
  return read->value;
}

// ---- Timeline ----------------------------------------------------------------------------------

Read<TimelineEntry> LineParser::timeline_entry() {
  TimelineEntry entry{.place = peek().place, .text = std::string(line_)};
  if (accept_word("at")) {
    auto at = quantity(Unit::time);
    if (!at) return std::unexpected(at.error());
    if (*at < 0) return mistake(entry.place, "the time is before the start");
    entry.trigger = AtTime{*at};
  } else if (accept_word("when")) {
    auto when = condition();
    if (!when) return std::unexpected(when.error());
    entry.trigger = WhenTrue{std::move(*when)};
  } else if (accept_word("between")) {
    if (auto read = between(entry); !read) return std::unexpected(read.error());
  } else {
    return unknown("trigger", kTriggers);
  }
  if (auto colon = expect_mark(":"); !colon) return std::unexpected(colon.error());
  auto actions = choices();
  if (!actions) return std::unexpected(actions.error());
  entry.actions = std::move(*actions);
  return entry;
}

Read<void> LineParser::between(TimelineEntry& entry) {
  Between between;
  auto from = quantity(Unit::time);
  if (!from) return std::unexpected(from.error());
  if (auto dots = expect_mark(".."); !dots) return dots;
  const Place to_place = peek().place;
  auto to = quantity(Unit::time);
  if (!to) return std::unexpected(to.error());
  if (*from < 0 || *to <= *from) return mistake(to_place, "the span ends before it begins");
  if (auto every = expect_word("every"); !every) return every;
  between.is_about = accept_mark("~");
  const Place every_place = peek().place;
  auto every = quantity(Unit::time);
  if (!every) return std::unexpected(every.error());
  if (*every <= 0) return mistake(every_place, "the gap must be longer than nothing");
  between.from_ns = *from;
  between.to_ns = *to;
  between.every_ns = *every;
  entry.trigger = between;
  return {};
}

Read<std::vector<ActionLine>> LineParser::choices() {
  std::vector<ActionLine> actions;
  const bool is_one_of = accept_word("one");
  if (is_one_of) {
    if (auto of = expect_word("of"); !of) return std::unexpected(of.error());
    if (auto open = expect_mark("("); !open) return std::unexpected(open.error());
  }
  do {
    if (actions.size() == kChoicesMax) return mistake(peek().place, "more than 16 choices");
    auto one = action();
    if (!one) return std::unexpected(one.error());
    actions.push_back(std::move(*one));
  } while (is_one_of && accept_mark("|"));
  if (is_one_of)
    if (auto close = expect_mark(")"); !close) return std::unexpected(close.error());
  return actions;
}

// ---- Expectations ------------------------------------------------------------------------------

std::unexpected<Mistake> LineParser::unknown_check() const {
  std::vector<std::string_view> known;
  for (const CheckWord& check : check_words())
    known.push_back(check.word);
  return unknown("check", known);
}

Read<Expectation> LineParser::expectation() {
  Expectation expectation{.place = peek().place, .text = std::string(line_)};
  if (accept_word("never")) {
    expectation.sort = ExpectSort::never;
    for (const CheckWord& check : check_words())
      if (is_word(check.word)) {
        expectation.sort = ExpectSort::never_check;
        expectation.check = take().text;
        return expectation;
      }
    if (peek().kind == TokenKind::word && peek().text.find('-') != std::string::npos)
      return unknown_check();
  } else if (accept_word("violates")) {
    expectation.sort = ExpectSort::violates_check;
    for (const CheckWord& check : check_words())
      if (is_word(check.word)) expectation.check = take().text;
    if (expectation.check.empty()) return unknown_check();
    return expectation;
  } else if (accept_word("always")) {
    expectation.sort = ExpectSort::always;
  } else if (accept_word("sometimes")) {
    expectation.sort = ExpectSort::sometimes;
  } else if (accept_word("eventually")) {
    expectation.sort = ExpectSort::eventually;
  } else if (accept_word("finally")) {
    expectation.sort = ExpectSort::finally;
  } else {
    return unknown("expectation", kExpectations);
  }
  auto holds = condition();
  if (!holds) return std::unexpected(holds.error());
  expectation.condition = std::move(*holds);
  if (expectation.sort == ExpectSort::eventually && accept_word("within")) {
    auto within = quantity(Unit::time);
    if (!within) return std::unexpected(within.error());
    expectation.within_ns = *within;
  }
  return expectation;
}

}  // namespace fl::sim
