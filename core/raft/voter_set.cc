// Sets of voters and the record that holds one. See voter_set.h.
#include "core/raft/voter_set.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

bool is_same_replica(const ReplicaKey& voter, const ReplicaKey& replica) {
  return voter.id == replica.id &&
         (voter.directory == Uuid() || voter.directory == replica.directory);
}

std::string text_of(const ReplicaKey& key) {
  return "ReplicaKey(id=" + std::to_string(key.id.value) + ", directoryId=" +
         (key.directory == Uuid() ? std::string("<undefined>") : key.directory.to_text()) + ")";
}

VoterSet::VoterSet(std::vector<Voter> voters) : voters_(std::move(voters)) {
  // Ids are told once each.
  std::ranges::sort(voters_, {}, &Voter::id);
}

const Voter* VoterSet::find(NodeId id) const {
  const auto at = std::ranges::find(voters_, id, &Voter::id);
  return at == voters_.end() ? nullptr : &*at;
}

bool VoterSet::is_voter(const ReplicaKey& replica) const {
  const Voter* voter = find(replica.id);
  return voter != nullptr && is_same_replica(voter->key(), replica);
}

bool VoterSet::is_only_voter(const ReplicaKey& replica) const {
  return voters_.size() == 1 && is_voter(replica);
}

std::optional<VoterSet> VoterSet::with(const Voter& voter) const {
  if (find(voter.id) != nullptr) return std::nullopt;
  std::vector<Voter> voters = voters_;
  voters.push_back(voter);
  return VoterSet(std::move(voters));
}

std::optional<VoterSet> VoterSet::without(const ReplicaKey& voter) const {
  const Voter* found = find(voter.id);
  if (found == nullptr || found->key() != voter || voters_.size() == 1) return std::nullopt;
  std::vector<Voter> voters = voters_;
  std::erase_if(voters, [&](const Voter& other) { return other.id == voter.id; });
  return VoterSet(std::move(voters));
}

std::optional<VoterSet> VoterSet::updated(const Voter& voter) const {
  if (!is_voter(voter.key())) return std::nullopt;
  std::vector<Voter> voters = voters_;
  *std::ranges::find(voters, voter.id, &Voter::id) = voter;
  return VoterSet(std::move(voters));
}

VoterSet VoterSet::with_known(const Voter& voter) const {
  VoterSet known = *this;
  const auto at = std::ranges::find(known.voters_, voter.id, &Voter::id);
  if (at != known.voters_.end()) *at = voter;
  return known;
}

bool VoterSet::needs_update(const Voter& voter) const {
  return is_voter(voter.key()) && *find(voter.id) != voter;
}

bool VoterSet::has_overlapping_majority(const VoterSet& other) const {
  const auto lacks = [](const VoterSet& from, const VoterSet& those) {
    return std::ranges::count_if(those.voters_, [&](const Voter& voter) {
      const Voter* found = from.find(voter.id);
      return found == nullptr || found->key() != voter.key();
    });
  };
  return lacks(*this, other) <= 1 && lacks(other, *this) <= 1;
}

std::string VoterSet::keys_text() const {
  std::string text = "[";
  for (const Voter& voter : voters_)
    text += (text.size() == 1 ? "" : ", ") + text_of(voter.key());
  return text + "]";
}

wire::VotersRecord VoterSet::to_record() const {
  wire::VotersRecord record;
  for (const Voter& voter : voters_) {
    auto& noted = record.voters.emplace_back();
    noted.voter_id = BrokerId(voter.id.value);
    noted.voter_directory_id = voter.directory;
    for (const Endpoint& endpoint : voter.endpoints)
      noted.endpoints.push_back(
          {.name = endpoint.listener, .host = endpoint.host, .port = endpoint.port});
    noted.kraft_version_feature = {.min_supported_version = voter.kraft_version_min,
                                   .max_supported_version = voter.kraft_version_max};
  }
  return record;
}

VoterSet VoterSet::from_record(const wire::VotersRecord& record) {
  std::vector<Voter> voters;
  for (const auto& noted : record.voters) {
    Voter& voter = voters.emplace_back();
    voter.id = NodeId(noted.voter_id.value);
    voter.directory = noted.voter_directory_id;
    for (const auto& endpoint : noted.endpoints)
      voter.endpoints.push_back(
          {.listener = endpoint.name, .host = endpoint.host, .port = endpoint.port});
    voter.kraft_version_min = noted.kraft_version_feature.min_supported_version;
    voter.kraft_version_max = noted.kraft_version_feature.max_supported_version;
  }
  return VoterSet(std::move(voters));
}

}  // namespace fl::raft
