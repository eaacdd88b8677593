// The text of `quorum-state`: data_version 0 where voters are static, 1 where kraft.version is 1.
// Source: QuorumStateData, FileQuorumStateStore; golden/metadata of Apache Kafka 4.3.1.
#pragma once
#include "core/raft/store.h"
#include "core/raft/voter_set.h"

#include <expected>
#include <string>
#include <string_view>

namespace fl::raft {

/// The form is that of the kraft.version that is in force. `voters` are told where they are static.
std::string format_quorum_state(const ElectionState& state, std::int16_t kraft_version,
                                const VoterSet& voters);

/// On error: what is wrong, in a sentence.
std::expected<ElectionState, std::string> parse_quorum_state(std::string_view text);

}  // namespace fl::raft
