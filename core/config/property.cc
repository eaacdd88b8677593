#include "core/config/property.h"

#include "core/base/nearest_name.h"
#include "core/config/table/broker_a_to_f.h"
#include "core/config/table/broker_g_to_k.h"
#include "core/config/table/broker_l.h"
#include "core/config/table/broker_m_to_r.h"
#include "core/config/table/broker_s_to_z.h"
#include "core/config/table/group.h"
#include "core/config/table/topic.h"

#include <algorithm>
#include <vector>

namespace fl::config {

namespace {

template <std::size_t... Sizes>
consteval auto joined(const std::array<Row, Sizes>&... pieces) {
  std::array<Property, (Sizes + ...)> all{};
  std::size_t at = 0;
  const auto append = [&all, &at](const auto& piece) {
    for (const Row& row : piece)
      all[at++] = row;
  };
  (append(pieces), ...);
  return all;
}

constexpr auto kBrokerRows = joined(kBrokerAToF, kBrokerGToK, kBrokerL, kBrokerMToR, kBrokerSToZ);
constexpr auto kTopicProperties = joined(kTopicRows);
constexpr auto kGroupProperties = joined(kGroupRows);
constexpr auto kClientMetricsProperties = joined(kClientMetricsRows);

constexpr bool is_sorted_by_name(std::span<const Property> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (!(rows[i - 1].name < rows[i].name)) return false;
  return true;
}

static_assert(is_sorted_by_name(kBrokerRows));
static_assert(is_sorted_by_name(kTopicProperties));
static_assert(is_sorted_by_name(kGroupProperties));
static_assert(is_sorted_by_name(kClientMetricsProperties));

}  // namespace

std::span<const Property> properties(Scope scope) {
  switch (scope) {
    case Scope::broker:
      return kBrokerRows;
    case Scope::topic:
      return kTopicProperties;
    case Scope::group:
      return kGroupProperties;
    case Scope::client_metrics:
      return kClientMetricsProperties;
  }
  return {};
}

const Property* find_property(Scope scope, std::string_view name, Release release) {
  const auto rows = properties(scope);
  const auto found = std::ranges::lower_bound(rows, name, {}, &Property::name);
  if (found == rows.end() || found->name != name || !found->in(release).exists) return nullptr;
  return &*found;
}

std::optional<std::string_view> nearest_property(Scope scope, std::string_view name,
                                                 Release release) {
  // No name of the table is half as long: what is longer is no typing mistake.
  constexpr std::size_t kLengthMax = 128;
  if (name.size() > kLengthMax) return std::nullopt;
  std::vector<std::string_view> names;
  for (const Property& property : properties(scope))
    if (property.in(release).exists && !property.internal) names.push_back(property.name);
  return nearest_name(name, names);
}

std::string_view kafka_name(ValueType type) {
  switch (type) {
    case ValueType::boolean:
      return "BOOLEAN";
    case ValueType::string:
      return "STRING";
    case ValueType::int32:
      return "INT";
    case ValueType::int16:
      return "SHORT";
    case ValueType::int64:
      return "LONG";
    case ValueType::float64:
      return "DOUBLE";
    case ValueType::list:
      return "LIST";
    case ValueType::class_name:
      return "CLASS";
    case ValueType::password:
      return "PASSWORD";
  }
  return "";
}

std::string_view kafka_name(Importance importance) {
  switch (importance) {
    case Importance::high:
      return "HIGH";
    case Importance::medium:
      return "MEDIUM";
    case Importance::low:
      return "LOW";
  }
  return "";
}

std::string_view kafka_name(UpdateMode update) {
  switch (update) {
    case UpdateMode::read_only:
      return "read-only";
    case UpdateMode::per_broker:
      return "per-broker";
    case UpdateMode::cluster_wide:
      return "cluster-wide";
  }
  return "";
}

std::string_view name_of(Release release) {
  switch (release) {
    case Release::v3_2:
      return "3.2";
    case Release::v3_9:
      return "3.9";
    case Release::v4_3:
      return "4.3";
  }
  return "";
}

std::optional<Release> release_from(std::string_view text) {
  for (const Release release : {Release::v3_2, Release::v3_9, Release::v4_3})
    if (text == name_of(release)) return release;
  return std::nullopt;
}

}  // namespace fl::config
