// The rules for conditions: what can be measured, and how it is compared.
#include "sim/scenario/parser.h"
#include "sim/scenario/vocabulary.h"

#include <array>

namespace fl::sim {

namespace {

constexpr std::size_t kListItemsMax = 64;

struct RelationMark {
  std::string_view mark;
  Relation relation;
};

constexpr std::array<RelationMark, 6> kRelations{{
    {"=", Relation::equal},
    {"!=", Relation::unequal},
    {"<", Relation::less},
    {"<=", Relation::at_most},
    {">", Relation::more},
    {">=", Relation::at_least},
}};

bool is_measure(std::string_view word) {
  for (const MeasureWord& known : measure_words())
    if (known.word == word) return true;
  return false;
}

}  // namespace

Read<Condition> LineParser::condition() {
  const std::size_t first = next_;
  Condition condition;
  auto left = measure();
  if (!left) return std::unexpected(left.error());
  condition.left = std::move(*left);
  auto how = relation();
  if (!how) return std::unexpected(how.error());
  condition.relation = *how;
  if (*how != Relation::changes) {
    if (peek().kind == TokenKind::word && is_measure(peek().text)) {
      const Place place = peek().place;
      auto right = measure();
      if (!right) return std::unexpected(right.error());
      if (word_of(right->sort).unit != word_of(condition.left.sort).unit)
        return mistake(place, "these two measures have different units");
      condition.right_measure = std::move(*right);
    } else {
      auto right = right_side(word_of(condition.left.sort).unit);
      if (!right) return std::unexpected(right.error());
      condition.right = std::move(*right);
    }
  }
  condition.text = text_since(first);
  return condition;
}

Read<Relation> LineParser::relation() {
  if (accept_word("changes")) return Relation::changes;
  for (const RelationMark& known : kRelations)
    if (accept_mark(known.mark)) return known.relation;
  return expected("'changes' or one of = != < <= > >=");
}

Read<Measure> LineParser::measure() {
  Measure measure{.place = peek().place};
  const MeasureWord* word = nullptr;
  std::vector<std::string_view> known;
  for (const MeasureWord& one : measure_words()) {
    known.push_back(one.word);
    if (is_word(one.word)) word = &one;
  }
  if (word == nullptr) return unknown("measure", known);
  take();
  measure.sort = word->sort;
  if (auto open = expect_mark("("); !open) return std::unexpected(open.error());
  measure.place = peek().place;
  if (auto read = argument(measure); !read) return std::unexpected(read.error());
  if (auto close = expect_mark(")"); !close) return std::unexpected(close.error());
  return measure;
}

Read<void> LineParser::argument(Measure& measure) {
  switch (word_of(measure.sort).argument) {
    case MeasureArgument::replica: {
      auto read = partition();
      if (!read) return std::unexpected(read.error());
      measure.partition = std::move(*read);
      if (!accept_mark(",")) return {};
      auto replica = id("broker");
      if (!replica) return std::unexpected(replica.error());
      measure.replica = *replica;
      return {};
    }
    case MeasureArgument::partition: {
      auto read = partition();
      if (!read) return std::unexpected(read.error());
      measure.partition = std::move(*read);
      return {};
    }
    case MeasureArgument::node: {
      auto read = node();
      if (!read) return std::unexpected(read.error());
      measure.node = std::move(*read);
      return {};
    }
    case MeasureArgument::producer:
    case MeasureArgument::consumer:
    case MeasureArgument::kind: {
      auto read = name("a name");
      if (!read) return std::unexpected(read.error());
      measure.name = std::move(*read);
      return {};
    }
  }
  return {};
}

Read<std::vector<std::int64_t>> LineParser::right_side(Unit unit) {
  std::vector<std::int64_t> values;
  if (!accept_mark("[")) {
    auto one = quantity(unit);
    if (!one) return std::unexpected(one.error());
    values.push_back(*one);
    return values;
  }
  if (accept_mark("]")) return values;
  do {
    if (values.size() == kListItemsMax) return mistake(peek().place, "more than 64 items");
    auto one = quantity(unit);
    if (!one) return std::unexpected(one.error());
    values.push_back(*one);
  } while (accept_mark(","));
  if (auto close = expect_mark("]"); !close) return std::unexpected(close.error());
  return values;
}

}  // namespace fl::sim
