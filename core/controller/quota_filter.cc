#include "core/controller/quota_filter.h"

#include "core/controller/quota_entity.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fl::controller {

namespace {

using metadata::QuotaEntity;
using metadata::QuotaValues;
using wire::ErrorCode;
using Filter = wire::DescribeClientQuotasRequest;
using Described = wire::DescribeClientQuotasResponse;

ApiError invalid(std::string text) {
  return {ErrorCode::invalid_request, std::move(text)};
}

/// A filter, looked at once for all entities.
struct Wanted {
  QuotaEntity exact;
  std::set<std::string> any;
  bool is_strict = false;

  bool names_kind(std::string_view kind) const {
    return has_kind(exact, kind) || any.contains(std::string(kind));
  }

  bool fits(const QuotaEntity& entity) const {
    if (is_strict && entity.size() != exact.size() + any.size()) return false;
    for (const auto& [kind, name] : exact) {
      const auto found = entity.find(kind);
      if (found == entity.end() || found->second != name) return false;
    }
    return std::ranges::all_of(any,
                               [&](const std::string& kind) { return has_kind(entity, kind); });
  }
};

ApiError add_component(const Filter::ComponentData& component, Wanted& wanted) {
  constexpr std::int8_t kExact = 0;
  constexpr std::int8_t kDefault = 1;
  constexpr std::int8_t kSpecified = 2;
  const std::string& kind = component.entity_type;
  if (kind.empty()) return invalid("Invalid empty entity type.");
  if (wanted.names_kind(kind))
    return invalid("Entity type " + kind + " cannot appear more than once in the filter.");
  if (!is_quota_kind(kind))
    return {ErrorCode::unsupported_version, "Unsupported entity type " + kind};
  const bool has_name = component.match.has_value();
  switch (component.match_type) {
    case kExact:
      if (!has_name)
        return invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.");
      wanted.exact.emplace(kind, component.match);
      return {};
    case kDefault:
      if (has_name)
        return invalid("Request specified MATCH_TYPE_DEFAULT, but also specified a match string.");
      wanted.exact.emplace(kind, std::nullopt);
      return {};
    case kSpecified:
      if (has_name)
        return invalid(
            "Request specified MATCH_TYPE_SPECIFIED, but also specified a match string.");
      wanted.any.insert(kind);
      return {};
    default:
      return invalid("Unknown match type " + std::to_string(component.match_type));
  }
}

ApiError read_filter(const Filter& filter, Wanted& wanted) {
  wanted.is_strict = filter.strict;
  for (const Filter::ComponentData& component : filter.components)
    if (ApiError error = add_component(component, wanted); error.is_failure()) return error;
  if (wanted.names_kind(kQuotaIp) &&
      (wanted.names_kind(kQuotaUser) || wanted.names_kind(kQuotaClientId)))
    return invalid(
        "Invalid entity filter component combination. IP filter component should not be used with "
        "user or clientId filter component.");
  return {};
}

}  // namespace

Described describe_client_quotas(const metadata::Image& image, const Filter& request) {
  Described response;
  Wanted wanted;
  if (ApiError error = read_filter(request, wanted); error.is_failure()) {
    response.error_code = error.code;
    response.error_message = bounded_text(std::move(error.message));
    response.entries.reset();
    return response;
  }
  image.quotas.for_each([&](const QuotaEntity& entity, const QuotaValues& values) {
    if (!wanted.fits(entity)) return;
    Described::EntryData& described = response.entries->emplace_back();
    described.entity = parts_of<Described::EntityData>(entity);
    for (const auto& [name, value] : values) {
      auto& limit = described.values.emplace_back();
      limit.key = name;
      limit.value = value;
    }
  });
  return response;
}

}  // namespace fl::controller
