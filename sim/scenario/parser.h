// The recursive descent under grammar.h: one function per rule of docs/grammar.md.
#pragma once
#include "sim/scenario/lexer.h"
#include "sim/scenario/script.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

class LineParser {
 public:
  /// REQUIRES: `tokens` end with one of kind end and are the tokens of `line`.
  LineParser(std::string_view line, std::vector<Token> tokens)
      : line_(line), tokens_(std::move(tokens)) {}

  Read<TimelineEntry> timeline_entry();
  Read<ActionLine> action();
  Read<Condition> condition();
  Read<Expectation> expectation();
  /// An error if anything stands behind what was read.
  Read<void> end();

 private:
  Read<std::vector<ActionLine>> choices();
  Read<void> detail(ActionLine& action);
  Read<void> kind_word(ActionLine& action);
  Read<void> election(ActionLine& action);
  Read<void> reassignment(ActionLine& action);
  Read<void> setting(ActionLine& action);
  Read<void> clauses(ActionLine& action);
  Read<Translated> translated(const Token& braces);
  Read<Target> target();
  Read<Target> link();
  Read<Target> message();
  Read<NodeSelector> node();
  Read<void> other_end(Target& target);
  Read<std::int32_t> id(std::string_view what);
  Read<Measure> measure();
  Read<void> argument(Measure& measure);
  Read<TopicPartition> partition();
  Read<std::vector<std::int64_t>> right_side(Unit unit);
  Read<std::int64_t> quantity(Unit unit);
  Read<Relation> relation();
  Read<std::string> name(std::string_view what);
  Read<void> between(TimelineEntry& entry);

  const Token& peek() const { return tokens_[next_]; }

  const Token& take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }

  bool is_mark(std::string_view mark) const {
    return peek().kind == TokenKind::mark && peek().text == mark;
  }

  bool is_word(std::string_view word) const {
    return peek().kind == TokenKind::word && peek().text == word;
  }

  bool accept_mark(std::string_view mark);
  bool accept_word(std::string_view word);
  Read<void> expect_mark(std::string_view mark);
  Read<void> expect_word(std::string_view word);
  std::unexpected<Mistake> expected(std::string_view what) const;
  std::unexpected<Mistake> unknown(std::string_view what,
                                   std::span<const std::string_view> known) const;
  std::unexpected<Mistake> unknown_check() const;
  /// The line from the token at index `first` up to the next one, without spaces at the end.
  std::string text_since(std::size_t first) const;

  std::string_view line_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

}  // namespace fl::sim
