#include "core/storage/leader_epochs.h"

#include "core/storage/lines.h"

#include <algorithm>

namespace fl::storage {

bool LeaderEpochs::assign(LeaderEpoch epoch, Offset start) {
  if (epoch.value < 0 || start.value < 0) return false;
  if (!entries_.empty()) {
    const EpochStart& last = entries_.back();
    if (last.epoch == epoch && start >= last.start) return false;
  }
  while (!entries_.empty() && (entries_.back().epoch >= epoch || entries_.back().start >= start))
    entries_.pop_back();
  entries_.push_back({epoch, start});
  return true;
}

std::optional<EpochEnd> LeaderEpochs::end_for(LeaderEpoch asked, Offset log_end) const {
  if (asked.value < 0 || entries_.empty()) return std::nullopt;
  if (asked == entries_.back().epoch) return EpochEnd{asked, log_end};
  const auto higher = std::find_if(entries_.begin(), entries_.end(),
                                   [asked](const EpochStart& e) { return e.epoch > asked; });
  if (higher == entries_.end()) return std::nullopt;
  if (higher == entries_.begin()) return EpochEnd{asked, higher->start};
  return EpochEnd{(higher - 1)->epoch, higher->start};
}

std::optional<LeaderEpoch> LeaderEpochs::epoch_at(Offset offset) const {
  const auto after = std::find_if(entries_.begin(), entries_.end(),
                                  [offset](const EpochStart& e) { return e.start > offset; });
  if (after == entries_.begin()) return std::nullopt;
  return (after - 1)->epoch;
}

std::optional<LeaderEpoch> LeaderEpochs::latest() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.back().epoch;
}

bool LeaderEpochs::truncate_from_end(Offset end) {
  const std::size_t before = entries_.size();
  while (!entries_.empty() && entries_.back().start >= end)
    entries_.pop_back();
  return entries_.size() != before;
}

bool LeaderEpochs::truncate_from_start(Offset start) {
  const auto after = std::find_if(entries_.begin(), entries_.end(),
                                  [start](const EpochStart& e) { return e.start > start; });
  if (after == entries_.begin()) return false;
  const EpochStart kept{(after - 1)->epoch, start};
  if (after - 1 == entries_.begin() && *(after - 1) == kept) return false;
  entries_.erase(entries_.begin(), after);
  entries_.insert(entries_.begin(), kept);
  return true;
}

std::string format_leader_epochs(const LeaderEpochs& epochs) {
  std::string text = "0\n" + std::to_string(epochs.entries().size()) + "\n";
  for (const EpochStart& entry : epochs.entries()) {
    text.append(std::to_string(entry.epoch.value)).append(" ");
    text.append(std::to_string(entry.start.value)).append("\n");
  }
  return text;
}

std::expected<LeaderEpochs, std::string> parse_leader_epochs(std::string_view text) {
  LeaderEpochs epochs;
  if (text.empty()) return epochs;
  Pieces lines(text, '\n');
  if (lines.next() != "0")
    return std::unexpected("unrecognized version of leader-epoch-checkpoint");
  const auto count = parse_number<std::int64_t>(lines.next().value_or(""));
  if (!count || *count < 0) return std::unexpected("malformed count in leader-epoch-checkpoint");
  std::int64_t seen = 0;
  while (const auto line = lines.next()) {
    Pieces words(*line, ' ');
    const auto epoch = parse_number<std::int32_t>(words.next().value_or(""));
    const auto start = parse_number<std::int64_t>(words.next().value_or(""));
    if (!epoch || !start || !words.is_at_end())
      return std::unexpected("malformed line in leader-epoch-checkpoint: " + std::string(*line));
    epochs.assign(LeaderEpoch(*epoch), Offset(*start));
    ++seen;
  }
  if (seen != *count)
    return std::unexpected("expected " + std::to_string(*count) + " entries but found " +
                           std::to_string(seen));
  return epochs;
}

}  // namespace fl::storage
