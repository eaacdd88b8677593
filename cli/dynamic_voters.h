// The first voters of a quorum as `faultline storage format` is told them:
// "id@host:port:directory-id,…".   Source: DynamicVoters, DynamicVoter, KIP-853.
#pragma once
#include "core/raft/voter_set.h"

#include <expected>
#include <string>
#include <string_view>

namespace fl::cli {

/// `listener` is the one by which all are reached. On error: what is wrong, in Kafka's words.
std::expected<raft::VoterSet, std::string> parse_dynamic_voters(std::string_view text,
                                                                const std::string& listener);

}  // namespace fl::cli
