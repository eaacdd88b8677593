#include "sim/scenario/expectations.h"

#include "sim/scenario/story_text.h"
#include "sim/scenario/texts.h"
#include "sim/scenario/vocabulary.h"

namespace fl::sim {

namespace {

std::string value_text(const Measure& measure, const std::vector<std::int64_t>& value) {
  std::string text = to_text(measure) + " = ";
  if (is_list(measure.sort)) {
    text += "[";
    for (std::size_t i = 0; i < value.size(); ++i)
      text += (i > 0 ? ", " : "") + std::to_string(value[i]);
    return text + "]";
  }
  if (word_of(measure.sort).unit == Unit::time) return text + rounded_time_text(value.front());
  return text + std::to_string(value.front());
}

}  // namespace

std::string values_text(const World& world, const Measures& measures, const Condition& condition) {
  std::string text = value_text(condition.left, measures.value(world, condition.left));
  if (condition.right_measure)
    text += ", " +
            value_text(*condition.right_measure, measures.value(world, *condition.right_measure));
  return text;
}

bool ConditionWatch::look(const World& world, const Measures& measures,
                          const Condition& condition) {
  if (condition.relation != Relation::changes) return measures.holds(world, condition);
  auto now = measures.value(world, condition.left);
  const bool has_changed = last_ && *last_ != now;
  last_ = std::move(now);
  return has_changed;
}

void ExpectationWatch::look(const World& world, const Measures& measures, Instant last_action) {
  const ExpectSort sort = expectation_.sort;
  if (sort == ExpectSort::never_check || sort == ExpectSort::violates_check ||
      sort == ExpectSort::finally)
    return;
  const bool is_true = condition_.look(world, measures, expectation_.condition);
  if (is_true && !first_true_) first_true_ = world.now();
  if (!is_true && !first_false_) {
    first_false_ = world.now();
    value_when_false_ = values_text(world, measures, expectation_.condition);
  }
  if (sort != ExpectSort::eventually) return;
  // A new action begins the time anew.
  if (came_true_ && *came_true_ < last_action) came_true_.reset();
  const bool is_in_time =
      !expectation_.within_ns || world.now() <= last_action + *expectation_.within_ns;
  if (is_true && is_in_time && !came_true_) came_true_ = world.now();
}

Verdict ExpectationWatch::verdict(const World& world, const Measures& measures,
                                  Language language) const {
  Verdict verdict{.name = expectation_.text};
  const auto at_text = [](std::optional<Instant> at) { return at ? clock_text(*at) : ""; };
  switch (expectation_.sort) {
    case ExpectSort::never_check:
    case ExpectSort::violates_check:
      break;  // the check's own verdict says it
    case ExpectSort::never:
      verdict.holds = !first_true_;
      verdict.at = first_true_;
      if (first_true_)
        verdict.text = filled(sentence("never-but", language), {{"at", at_text(first_true_)}});
      break;
    case ExpectSort::always:
      verdict.holds = !first_false_;
      verdict.at = first_false_;
      if (first_false_)
        verdict.text = filled(sentence("always-but", language),
                              {{"at", at_text(first_false_)}, {"value", value_when_false_}});
      break;
    case ExpectSort::sometimes:
      verdict.holds = first_true_.has_value();
      verdict.at = first_true_;
      verdict.text = first_true_
                         ? filled(sentence("since", language), {{"at", at_text(first_true_)}})
                         : std::string(sentence("sometimes-not", language));
      break;
    case ExpectSort::eventually:
      verdict.holds = came_true_.has_value();
      verdict.at = came_true_;
      verdict.text =
          came_true_
              ? filled(sentence("since", language), {{"at", at_text(came_true_)}})
              : filled(sentence("eventually-not", language),
                       {{"within", time_text(expectation_.within_ns.value_or(world.now().value))}});
      break;
    case ExpectSort::finally:
      verdict.holds = measures.holds(world, expectation_.condition);
      verdict.text = filled(sentence("finally-not", language),
                            {{"value", values_text(world, measures, expectation_.condition)}});
      break;
  }
  return verdict;
}

}  // namespace fl::sim
