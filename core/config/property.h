// The one table of configuration properties, by release: every broker and topic property that
// Apache Kafka knows, with type, default, valid values, importance, how it may change at run time,
// and a column for each release that can be advertised. Everything that speaks of a property
// (parsing, DescribeConfigs, AlterConfigs, the reference page) reads this table.
// Source: KafkaConfig, LogConfig (TopicConfig), DynamicBrokerConfig, ServerTopicConfigSynonyms.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fl::config {

/// A release of Apache Kafka whose properties and defaults the table knows.
enum class Release : std::uint8_t { v3_2, v3_9, v4_3 };
inline constexpr std::size_t kReleases = 3;

/// Kafka's ConfigDef.Type.
enum class ValueType : std::uint8_t {
  boolean,
  string,
  int32,
  int16,
  int64,
  float64,
  list,
  class_name,
  password
};

enum class Importance : std::uint8_t { high, medium, low };

/// How a broker property may change while the broker runs; topic properties always may.
enum class UpdateMode : std::uint8_t { read_only, per_broker, cluster_wide };

enum class Scope : std::uint8_t { broker, topic, group, client_metrics };

/// A broker property that a topic's or group's property falls back to; its value is multiplied by
/// `factor` to become that property's (hours to milliseconds).
struct Synonym {
  std::string_view name;
  std::int64_t factor = 1;
};

inline constexpr std::size_t kSynonymsMax = 3;

/// What one release says of a property.
struct Column {
  bool exists = false;
  ValueType type = ValueType::string;
  /// The default as text, lists joined by commas; nothing where it is null.
  std::optional<std::string_view> standard;
};

/// A row of the table. The builder functions at the end exist for the table's own files.
struct Property {
  std::string_view name;
  /// Valid values as Kafka prints them ("[1,...]", "[compact, delete]"); "" where all are. The text
  /// is also the rule that values are checked by (`check_value`).
  std::string_view valid = {};
  Importance importance = Importance::medium;
  UpdateMode update = UpdateMode::read_only;
  bool required = false;  ///< there is no default
  bool internal = false;  ///< left out of DescribeConfigs and documents
  bool sensitive = false;
  /// Topic and group properties: where the value comes from if it is not set, the first that is
  /// set wins.
  std::array<Synonym, kSynonymsMax> synonyms{};
  std::string_view doc = {};
  std::array<Column, kReleases> columns{};

  constexpr const Column& in(Release release) const {
    return columns[static_cast<std::size_t>(release)];
  }

  constexpr std::span<const Synonym> falls_back_to() const {
    std::size_t count = 0;
    while (count < kSynonymsMax && !synonyms[count].name.empty())
      ++count;
    return {synonyms.data(), count};
  }
};

/// All properties of the scope, sorted by name, including those that only older releases have.
std::span<const Property> properties(Scope scope);

/// The property, if this release has it.
const Property* find_property(Scope scope, std::string_view name, Release release = Release::v4_3);

/// The known name of this release closest to a mistyped one.
std::optional<std::string_view> nearest_property(Scope scope, std::string_view name,
                                                 Release release = Release::v4_3);

/// "BOOLEAN", "INT", … as Kafka names the type.
std::string_view kafka_name(ValueType type);
/// "HIGH", "MEDIUM", "LOW".
std::string_view kafka_name(Importance importance);
/// "read-only", "per-broker", "cluster-wide".
std::string_view kafka_name(UpdateMode update);
/// "3.2", "3.9", "4.3".
std::string_view name_of(Release release);
std::optional<Release> release_from(std::string_view text);

}  // namespace fl::config
