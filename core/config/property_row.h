// How the table's own files write a row: `row(name, type, default)` and what to add to it. Only the
// table includes this.
#pragma once
#include "core/config/property.h"

namespace fl::config {

/// A null default in a row.
inline constexpr const char* kNull = nullptr;

/// A Property under construction; every function returns the row with one thing added.
struct Row : Property {
  consteval Row checked(std::string_view rule) const {
    Row row = *this;
    row.valid = rule;
    return row;
  }

  consteval Row needed() const {
    Row row = *this;
    row.required = true;
    return row;
  }

  consteval Row high() const {
    Row row = *this;
    row.importance = Importance::high;
    return row;
  }

  consteval Row low() const {
    Row row = *this;
    row.importance = Importance::low;
    return row;
  }

  consteval Row per_broker() const {
    Row row = *this;
    row.update = UpdateMode::per_broker;
    return row;
  }

  consteval Row cluster_wide() const {
    Row row = *this;
    row.update = UpdateMode::cluster_wide;
    return row;
  }

  consteval Row hidden() const {
    Row row = *this;
    row.internal = true;
    return row;
  }

  consteval Row secret() const {
    Row row = *this;
    row.sensitive = true;
    return row;
  }

  /// Falls back to this broker property, after those named before.
  consteval Row from(std::string_view broker_property, std::int64_t factor = 1) const {
    Row row = *this;
    std::size_t at = 0;
    while (!row.synonyms[at].name.empty())
      ++at;
    row.synonyms[at] = {broker_property, factor};
    return row;
  }

  /// Older releases do not have it.
  consteval Row since(Release first) const {
    Row row = *this;
    for (std::size_t i = 0; i < static_cast<std::size_t>(first); ++i)
      row.columns[i] = {};
    return row;
  }

  /// Newer releases do not have it.
  consteval Row until(Release last) const {
    Row row = *this;
    for (std::size_t i = static_cast<std::size_t>(last) + 1; i < kReleases; ++i)
      row.columns[i] = {};
    return row;
  }

  /// That release has another type or default.
  consteval Row was(Release release, ValueType type, const char* standard) const {
    Row row = *this;
    row.columns[static_cast<std::size_t>(release)] = column(type, standard);
    return row;
  }

  consteval Row about(std::string_view text) const {
    Row row = *this;
    row.doc = text;
    return row;
  }

  static consteval Column column(ValueType type, const char* standard) {
    Column made{.exists = true, .type = type, .standard = {}};
    if (standard != nullptr) made.standard = standard;
    return made;
  }
};

consteval Row row(std::string_view name, ValueType type, const char* standard) {
  Row made;
  made.name = name;
  made.columns.fill(Row::column(type, standard));
  return made;
}

using enum ValueType;

}  // namespace fl::config
