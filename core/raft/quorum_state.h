// The text of `quorum-state`.   Source: QuorumStateData (data_version 0: static voters),
// FileQuorumStateStore; golden/metadata of Apache Kafka 4.3.1.
#pragma once
#include "core/raft/store.h"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fl::raft {

std::string format_quorum_state(const ElectionState& state,
                                const std::vector<std::int32_t>& voters);

/// On error: what is wrong, in a sentence.
std::expected<ElectionState, std::string> parse_quorum_state(std::string_view text);

}  // namespace fl::raft
