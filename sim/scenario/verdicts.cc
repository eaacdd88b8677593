#include "sim/scenario/verdicts.h"

#include "sim/scenario/texts.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace fl::sim {

namespace {

std::string hash_text(std::uint64_t hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4)
    text[i] = kDigits[hash & 15];
  return text;
}

std::string acks_text(std::int16_t acks) {
  return acks == -1 ? "all" : std::to_string(acks);
}

/// Columns a text takes on a terminal: a Chinese character takes two.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    columns += byte >= 0xE0 ? 2 : 1;
    i += byte >= 0xF0 ? 4u : byte >= 0xE0 ? 3u : byte >= 0xC0 ? 2u : 1u;
  }
  return columns;
}

std::string cell(std::string_view text, std::size_t columns, bool is_right) {
  const std::size_t used = columns_of(text);
  const std::string blanks(used < columns ? columns - used : 0, ' ');
  return is_right ? blanks + std::string(text) : std::string(text) + blanks;
}

void add_title(std::vector<std::string>& lines, std::string_view title) {
  lines.emplace_back("");
  lines.emplace_back(title);
}

void add_verdicts(std::vector<std::string>& lines, const std::vector<Verdict>& verdicts,
                  Language language) {
  std::size_t width = 0;
  for (const Verdict& verdict : verdicts)
    width = std::max(width, columns_of(verdict.name));
  for (const Verdict& verdict : verdicts) {
    const std::string_view key = verdict.holds         ? "holds"
                                 : verdict.is_expected ? "violated-as-expected"
                                                       : "violated";
    const std::string_view word = sentence(key, language);
    std::string line = "  " + cell(verdict.name, width, false) + "  " + cell(word, 9, false);
    if (!verdict.text.empty()) line += " " + verdict.text;
    while (line.ends_with(' '))
      line.pop_back();
    lines.push_back(std::move(line));
  }
}

/// The checks that broke, and how many did not.
void add_checks(std::vector<std::string>& lines, const std::vector<Verdict>& checks,
                Language language) {
  if (checks.empty()) return;
  add_title(lines, sentence("checks-title", language));
  std::vector<Verdict> broken;
  std::ranges::copy_if(checks, std::back_inserter(broken),
                       [](const Verdict& check) { return !check.holds; });
  add_verdicts(lines, broken, language);
  const std::string count = std::to_string(checks.size() - broken.size());
  const std::string_view key = broken.empty() ? "checks-hold" : "other-checks-hold";
  lines.push_back("  " + filled(sentence(key, language), {{"count", count}}));
}

void add_expectations(std::vector<std::string>& lines, const std::vector<Verdict>& expectations,
                      Language language) {
  if (expectations.empty()) return;
  add_title(lines, sentence("expectations-title", language));
  add_verdicts(lines, expectations, language);
}

void add_outcomes(std::vector<std::string>& lines, const std::vector<Outcome>& outcomes,
                  Language language) {
  if (outcomes.empty()) return;
  lines.emplace_back(sentence("outcome-title", language));
  const auto row = [](const std::array<std::string, 7>& cells, const std::string& why) {
    std::string line = "  " + cell(cells[0], 12, false);
    for (std::size_t i = 1; i < cells.size(); ++i)
      line += cell(cells[i], 10, true);
    return why.empty() ? line : line + "  " + why;
  };
  const auto head = [language](std::string_view key) {
    return std::string(sentence(key, language));
  };
  lines.push_back(row(
      {head("column-producer"), head("column-sent"), head("column-acked"), head("column-failed"),
       head("column-survived"), head("column-lost"), head("column-duplicated")},
      ""));
  for (const Outcome& one : outcomes)
    lines.push_back(row({one.producer, std::to_string(one.sent), std::to_string(one.acknowledged),
                         std::to_string(one.failed), std::to_string(one.survived),
                         std::to_string(one.lost), std::to_string(one.duplicated)},
                        one.why));
}

}  // namespace

Verdict verdict_of(const Check& check, Language language) {
  Verdict verdict{.name = std::string(check.name()), .holds = check.violations().empty()};
  if (verdict.holds) return verdict;
  const Violation& first = check.violations().front();
  verdict.at = first.at;
  verdict.text = first.text;
  const std::size_t more = check.violations().size() - 1;
  if (more > 0)
    verdict.text +=
        "; " + filled(sentence("check-more", language), {{"count", std::to_string(more)}});
  return verdict;
}

Outcome outcome_of(const std::string& producer, const ProducerFate& fate, Language language) {
  Outcome outcome{.producer = producer,
                  .sent = fate.sent,
                  .acknowledged = fate.acknowledged,
                  .failed = fate.failed,
                  .survived = fate.survived,
                  .lost = static_cast<std::int64_t>(fate.lost.size()),
                  .duplicated = fate.duplicated};
  outcome.lost_allowed = outcome.lost - fate.lost_for(LossReason::unexplained);
  std::vector<std::string> why;
  for (const LossReason reason : loss_reasons()) {
    const std::int64_t count = fate.lost_for(reason);
    if (count == 0) continue;
    why.push_back(
        filled(sentence("lost-" + std::string(name_of(reason)), language),
               {{"count", std::to_string(count)}, {"acks", acks_text(fate.lost.front().acks)}}));
  }
  if (why.empty())
    why.emplace_back(sentence(fate.acknowledged > 0 ? "all-survived" : "nothing-acked", language));
  if (fate.duplicated > 0)
    why.push_back(
        filled(sentence("duplicated", language), {{"count", std::to_string(fate.duplicated)}}));
  for (const std::string& one : why)
    outcome.why += (outcome.why.empty() ? "" : "; ") + one;
  return outcome;
}

std::vector<std::string> summary(const RunResult& result, Language language) {
  std::vector<std::string> lines;
  add_outcomes(lines, result.outcomes, language);
  add_checks(lines, result.checks, language);
  add_expectations(lines, result.expectations, language);
  lines.emplace_back("");
  if (result.broken)
    lines.push_back(filled(sentence("broken", language), {{"what", *result.broken}}));
  const bool is_judged = !result.expectations.empty();
  const std::string_view key = result.holds()
                                   ? (is_judged ? "all-hold" : "all-checks-hold")
                                   : (is_judged ? "not-all-hold" : "not-all-checks-hold");
  lines.emplace_back(sentence(key, language));
  lines.push_back(
      filled(sentence("steps-and-hash", language),
             {{"steps", std::to_string(result.steps)}, {"hash", hash_text(result.hash)}}));
  return lines;
}

}  // namespace fl::sim
