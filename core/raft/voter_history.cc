// How control records are folded. See voter_history.h.
#include "core/raft/voter_history.h"

#include <variant>

namespace fl::raft {

bool VoterHistory::take_one(Offset at, const ControlRecord& control) {
  if (const auto* voters = std::get_if<wire::VotersRecord>(&control)) {
    VoterSet next = VoterSet::from_record(*voters);
    const auto* before = voters_.last();
    // Those that a directory was formatted with nobody promised to be the same everywhere.
    if (before != nullptr && before->first >= Offset(0) &&
        !before->second.has_overlapping_majority(next))
      return false;
    voters_.add(at, std::move(next));
  } else if (const auto* version = std::get_if<wire::KRaftVersionRecord>(&control)) {
    kraft_versions_.add(at, version->kraft_version);
  }
  return true;
}

bool VoterHistory::take(Offset base, std::span<const ControlRecord> controls) {
  for (const ControlRecord& control : controls) {
    if (!take_one(base, control)) return false;
    base = base + 1;
  }
  return true;
}

void VoterHistory::take_snapshot(Offset end, const std::optional<wire::KRaftVersionRecord>& version,
                                 const std::optional<wire::VotersRecord>& voters) {
  voters_.clear();
  kraft_versions_.clear();
  if (version) kraft_versions_.add(end - 1, version->kraft_version);
  if (voters) voters_.add(end - 1, VoterSet::from_record(*voters));
}

void VoterHistory::truncate_new(Offset end) {
  voters_.truncate_new(end);
  kraft_versions_.truncate_new(end);
}

void VoterHistory::truncate_old(Offset start) {
  voters_.truncate_old(start);
  kraft_versions_.truncate_old(start);
}

const VoterSet& VoterHistory::voters() const {
  const auto* last = voters_.last();
  return last == nullptr ? configured_ : last->second;
}

std::optional<Offset> VoterHistory::voters_offset() const {
  const auto* last = voters_.last();
  return last == nullptr ? std::nullopt : std::optional(last->first);
}

std::int16_t VoterHistory::kraft_version() const {
  const auto* last = kraft_versions_.last();
  return last == nullptr ? std::int16_t{0} : last->second;
}

std::int16_t VoterHistory::kraft_version_at(Offset at) const {
  const std::int16_t* value = kraft_versions_.value_at(at);
  return value == nullptr ? std::int16_t{0} : *value;
}

}  // namespace fl::raft
