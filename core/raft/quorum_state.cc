#include "core/raft/quorum_state.h"

#include "core/describe/json.h"

namespace fl::raft {

namespace {

struct StoredVoter {
  std::int32_t voter_id = -1;

  bool operator==(const StoredVoter&) const = default;

  static consteval auto fields() {
    return field_list(field<&StoredVoter::voter_id>("VoterId", since(0)));
  }
};

struct StoredState {
  std::string cluster_id;
  std::int32_t leader_id = -1;
  std::int32_t leader_epoch = 0;
  std::int32_t voted_id = -1;
  std::int64_t applied_offset = 0;
  std::vector<StoredVoter> current_voters;
  std::int16_t data_version = 0;

  static consteval auto fields() {
    using S = StoredState;
    return field_list(
        field<&S::cluster_id>("ClusterId", since(0)), field<&S::leader_id>("LeaderId", since(0)),
        field<&S::leader_epoch>("LeaderEpoch", since(0)), field<&S::voted_id>("VotedId", since(0)),
        field<&S::applied_offset>("AppliedOffset", since(0)),
        field<&S::current_voters>("CurrentVoters", since(0)),
        field<&S::data_version>("data_version", since(0)));
  }
};

/// data_version 1.
struct StoredVote {
  std::int32_t leader_id = -1;
  std::int32_t leader_epoch = 0;
  std::int32_t voted_id = -1;
  Uuid voted_directory_id;
  std::int16_t data_version = 1;

  static consteval auto fields() {
    using S = StoredVote;
    return field_list(field<&S::leader_id>("LeaderId", since(0)),
                      field<&S::leader_epoch>("LeaderEpoch", since(0)),
                      field<&S::voted_id>("VotedId", since(0)),
                      field<&S::voted_directory_id>("VotedDirectoryId", since(0)),
                      field<&S::data_version>("data_version", since(0)));
  }
};

std::unexpected<std::string> unknown_form() {
  return std::unexpected(std::string("quorum-state is not of a form that is known"));
}

std::expected<ElectionState, std::string> parse_vote(std::string_view text) {
  const auto stored = from_json<StoredVote>(text);
  if (!stored) return std::unexpected("quorum-state cannot be read: " + stored.error());
  if (stored->leader_epoch < 0 || stored->data_version != 1) return unknown_form();
  return ElectionState{
      .epoch = LeaderEpoch(stored->leader_epoch),
      .leader = NodeId(stored->leader_id),
      .voted = {.id = NodeId(stored->voted_id), .directory = stored->voted_directory_id}};
}

}  // namespace

std::string format_quorum_state(const ElectionState& state, std::int16_t kraft_version,
                                const VoterSet& voters) {
  if (kraft_version >= 1)
    return to_json(StoredVote{.leader_id = state.leader.value,
                              .leader_epoch = state.epoch.value,
                              .voted_id = state.voted.id.value,
                              .voted_directory_id = state.voted.directory});
  StoredState stored{.leader_id = state.leader.value,
                     .leader_epoch = state.epoch.value,
                     .voted_id = state.voted.id.value};
  for (const Voter& voter : voters.all())
    stored.current_voters.push_back({.voter_id = voter.id.value});
  return to_json(stored);
}

std::expected<ElectionState, std::string> parse_quorum_state(std::string_view text) {
  // Only version 1 names the directory of the vote.
  if (text.find("\"votedDirectoryId\"") != std::string_view::npos) return parse_vote(text);
  const auto stored = from_json<StoredState>(text);
  if (!stored) return std::unexpected("quorum-state cannot be read: " + stored.error());
  if (stored->leader_epoch < 0 || stored->data_version != 0) return unknown_form();
  return ElectionState{.epoch = LeaderEpoch(stored->leader_epoch),
                       .leader = NodeId(stored->leader_id),
                       .voted = {.id = NodeId(stored->voted_id), .directory = {}}};
}

}  // namespace fl::raft
