// Whom a quota is for: a user, a client id, both together, or an address; each by name, or as the
// default of its kind.   Source: ClientQuotaEntity, KIP-546, KIP-612.
#pragma once
#include "core/metadata/image.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace fl::controller {

inline constexpr std::string_view kQuotaUser = "user";
inline constexpr std::string_view kQuotaClientId = "client-id";
inline constexpr std::string_view kQuotaIp = "ip";

/// In the order in which Kafka's answers have them.
inline constexpr std::array kQuotaKinds{kQuotaClientId, kQuotaUser, kQuotaIp};

inline bool is_quota_kind(std::string_view kind) {
  return std::ranges::find(kQuotaKinds, kind) != kQuotaKinds.end();
}

inline bool has_kind(const metadata::QuotaEntity& entity, std::string_view kind) {
  return entity.contains(std::string(kind));
}

/// The kinds in Kafka's order, then unknown ones.
inline std::vector<std::string> kinds_of(const metadata::QuotaEntity& entity) {
  std::vector<std::string> kinds;
  for (const std::string_view kind : kQuotaKinds)
    if (has_kind(entity, kind)) kinds.emplace_back(kind);
  for (const auto& [kind, name] : entity)
    if (!is_quota_kind(kind)) kinds.push_back(kind);
  return kinds;
}

/// The parts of an entity as a message has them.
template <class Part>
std::vector<Part> parts_of(const metadata::QuotaEntity& entity) {
  std::vector<Part> parts;
  for (const std::string& kind : kinds_of(entity)) {
    Part& part = parts.emplace_back();
    part.entity_type = kind;
    part.entity_name = entity.at(kind);
  }
  return parts;
}

}  // namespace fl::controller
