// ClientQuotaRecord of the metadata log: one limit of a user, client id or address (KIP-546).
#pragma once
#include "core/describe/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Sets or removes one limit of one entity.
struct ClientQuotaRecord {
  static constexpr std::string_view kName = "ClientQuotaRecord";
  static constexpr std::int16_t kRecordKey = 14;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct EntityData {
    std::string entity_type;
    std::optional<std::string> entity_name = "";  ///< null: the default of this kind
    UnknownTags unknown_tags;

    bool operator==(const EntityData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&EntityData::entity_type>("EntityType", since(0)),
          field<&EntityData::entity_name>("EntityName", since(0), {.nullable = since(0)}));
    }
  };

  std::vector<EntityData> entity;
  std::string key;
  double value = 0;
  bool remove = false;  ///< the value is then ignored
  UnknownTags unknown_tags;

  bool operator==(const ClientQuotaRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&ClientQuotaRecord::entity>("Entity", since(0)),
                      field<&ClientQuotaRecord::key>("Key", since(0)),
                      field<&ClientQuotaRecord::value>("Value", since(0)),
                      field<&ClientQuotaRecord::remove>("Remove", since(0)));
  }
};

}  // namespace fl::wire
