#include "cli/dynamic_voters.h"

#include "core/config/value.h"

#include <utility>
#include <vector>

namespace fl::cli {

namespace {

using Wrong = std::unexpected<std::string>;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

/// Takes "host" or "[host]" from the front.
std::expected<std::string, std::string> take_host(std::string_view& text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos)
      return Wrong("Hostname began with left bracket, but no right bracket was found.");
    std::string host(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return host;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return Wrong("No colon following hostname could be found.");
  std::string host(text.substr(0, colon));
  text.remove_prefix(colon);
  return host;
}

std::expected<raft::Voter, std::string> parse_voter(std::string_view text,
                                                    const std::string& listener) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return Wrong("No @ found in dynamic voter string.");
  if (at == 0) return Wrong("Invalid @ at beginning of dynamic voter string.");
  const auto id = config::parse_int64(text.substr(0, at));
  if (!id || *id > INT32_MAX) return Wrong("Failed to parse node id in dynamic voter string.");
  if (*id < 0)
    return Wrong("Invalid negative node id " + std::to_string(*id) + " in dynamic voter string.");
  text.remove_prefix(at + 1);
  auto host = take_host(text);
  if (!host) return Wrong(host.error());
  if (!text.starts_with(':')) return Wrong("Port section must start with a colon.");
  text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return Wrong("No colon following port could be found.");
  const auto port = config::parse_int64(text.substr(0, colon));
  if (!port) return Wrong("Failed to parse port in dynamic voter string.");
  if (*port < 0 || *port > 65535)
    return Wrong("Invalid port " + std::to_string(*port) + " in dynamic voter string.");
  const auto directory = Uuid::from_text(text.substr(colon + 1));
  if (!directory) return Wrong("Failed to parse directory ID in dynamic voter string.");
  return raft::Voter{.id = NodeId(static_cast<std::int32_t>(*id)),
                     .directory = *directory,
                     .endpoints = {{.listener = listener,
                                    .host = *std::move(host),
                                    .port = static_cast<std::uint16_t>(*port)}},
                     .kraft_version_min = raft::kKraftVersionMin,
                     .kraft_version_max = raft::kKraftVersionMax};
}

}  // namespace

std::expected<raft::VoterSet, std::string> parse_dynamic_voters(std::string_view text,
                                                                const std::string& listener) {
  raft::VoterSet voters;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view one = trimmed(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    if (one.empty()) continue;
    const auto voter = parse_voter(one, listener);
    if (!voter) return Wrong(voter.error());
    auto more = voters.with(*voter);
    if (!more)
      return Wrong("Node id " + std::to_string(voter->id.value) + " was specified more than once.");
    voters = *std::move(more);
  }
  if (voters.empty()) return Wrong("No voters given.");
  return voters;
}

}  // namespace fl::cli
