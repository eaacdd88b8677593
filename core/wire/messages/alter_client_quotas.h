// AlterClientQuotas (49): sets and removes limits of users, client ids and addresses (KIP-546).
#pragma once
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Per entity what to set or remove.
struct AlterClientQuotasRequest {
  static constexpr std::string_view kName = "AlterClientQuotasRequest";
  static constexpr ApiKey kApi = ApiKey::alter_client_quotas;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

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

  struct OpData {
    std::string key;
    double value = 0;
    bool remove = false;
    UnknownTags unknown_tags;

    bool operator==(const OpData&) const = default;

    static consteval auto fields() {
      return field_list(field<&OpData::key>("Key", since(0)),
                        field<&OpData::value>("Value", since(0)),
                        field<&OpData::remove>("Remove", since(0)));
    }
  };

  struct EntryData {
    std::vector<EntityData> entity;
    std::vector<OpData> ops;
    UnknownTags unknown_tags;

    bool operator==(const EntryData&) const = default;

    static consteval auto fields() {
      return field_list(field<&EntryData::entity>("Entity", since(0)),
                        field<&EntryData::ops>("Ops", since(0)));
    }
  };

  std::vector<EntryData> entries;
  bool validate_only = false;
  UnknownTags unknown_tags;

  bool operator==(const AlterClientQuotasRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&AlterClientQuotasRequest::entries>("Entries", since(0)),
                      field<&AlterClientQuotasRequest::validate_only>("ValidateOnly", since(0)));
  }
};

/// Per entity whether it was done.
struct AlterClientQuotasResponse {
  static constexpr std::string_view kName = "AlterClientQuotasResponse";
  static constexpr ApiKey kApi = ApiKey::alter_client_quotas;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

  struct EntityData {
    std::string entity_type;
    std::optional<std::string> entity_name = "";
    UnknownTags unknown_tags;

    bool operator==(const EntityData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&EntityData::entity_type>("EntityType", since(0)),
          field<&EntityData::entity_name>("EntityName", since(0), {.nullable = since(0)}));
    }
  };

  struct EntryData {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    std::vector<EntityData> entity;
    UnknownTags unknown_tags;

    bool operator==(const EntryData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&EntryData::error_code>("ErrorCode", since(0)),
          field<&EntryData::error_message>("ErrorMessage", since(0), {.nullable = since(0)}),
          field<&EntryData::entity>("Entity", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<EntryData> entries;
  UnknownTags unknown_tags;

  bool operator==(const AlterClientQuotasResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&AlterClientQuotasResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&AlterClientQuotasResponse::entries>("Entries", since(0)));
  }
};

}  // namespace fl::wire
