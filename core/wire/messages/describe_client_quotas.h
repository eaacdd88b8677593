// DescribeClientQuotas (48): the limits of users, client ids and addresses (KIP-546).
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

/// A filter.
struct DescribeClientQuotasRequest {
  static constexpr std::string_view kName = "DescribeClientQuotasRequest";
  static constexpr ApiKey kApi = ApiKey::describe_client_quotas;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

  struct ComponentData {
    std::string entity_type;
    std::int8_t match_type = 0;  ///< 0 the name, 1 the default, 2 any name
    std::optional<std::string> match = "";
    UnknownTags unknown_tags;

    bool operator==(const ComponentData&) const = default;

    static consteval auto fields() {
      return field_list(field<&ComponentData::entity_type>("EntityType", since(0)),
                        field<&ComponentData::match_type>("MatchType", since(0)),
                        field<&ComponentData::match>("Match", since(0), {.nullable = since(0)}));
    }
  };

  std::vector<ComponentData> components;
  bool strict = false;  ///< only entities of just these kinds
  UnknownTags unknown_tags;

  bool operator==(const DescribeClientQuotasRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeClientQuotasRequest::components>("Components", since(0)),
                      field<&DescribeClientQuotasRequest::strict>("Strict", since(0)));
  }
};

/// The entities that match; null on error.
struct DescribeClientQuotasResponse {
  static constexpr std::string_view kName = "DescribeClientQuotasResponse";
  static constexpr ApiKey kApi = ApiKey::describe_client_quotas;
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

  struct ValueData {
    std::string key;
    double value = 0;
    UnknownTags unknown_tags;

    bool operator==(const ValueData&) const = default;

    static consteval auto fields() {
      return field_list(field<&ValueData::key>("Key", since(0)),
                        field<&ValueData::value>("Value", since(0)));
    }
  };

  struct EntryData {
    std::vector<EntityData> entity;
    std::vector<ValueData> values;
    UnknownTags unknown_tags;

    bool operator==(const EntryData&) const = default;

    static consteval auto fields() {
      return field_list(field<&EntryData::entity>("Entity", since(0)),
                        field<&EntryData::values>("Values", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  std::optional<std::vector<EntryData>> entries = std::vector<EntryData>{};
  UnknownTags unknown_tags;

  bool operator==(const DescribeClientQuotasResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DescribeClientQuotasResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&DescribeClientQuotasResponse::error_code>("ErrorCode", since(0)),
        field<&DescribeClientQuotasResponse::error_message>("ErrorMessage", since(0),
                                                            {.nullable = since(0)}),
        field<&DescribeClientQuotasResponse::entries>("Entries", since(0), {.nullable = since(0)}));
  }
};

}  // namespace fl::wire
