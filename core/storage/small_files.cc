#include "core/storage/small_files.h"

#include "core/storage/lines.h"

#include <array>
#include <cstdio>

namespace fl::storage {
namespace {

constexpr std::size_t kDirectoryNameMax = 255;
constexpr std::size_t kBaseOffsetDigits = 20;

std::string padded(std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

/// "Sat Nov 21 02:50:15 UTC 2026", as java.util.Date prints it in UTC.
std::string java_date(Timestamp at) {
  constexpr std::array<std::string_view, 7> kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t kDaySeconds = 86400;
  const std::int64_t seconds = at.value < 0 ? 0 : at.value / 1000;
  const std::int64_t days = seconds / kDaySeconds;
  const std::int64_t of_day = seconds % kDaySeconds;
  // Days since 1 March of year 0, in eras of 400 years.
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = shifted / 146097;
  const std::int64_t day_of_era = shifted % 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * march_month + 2) / 5 + 1;
  const std::int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  std::string text(kDays[static_cast<std::size_t>(days % 7)]);
  text.append(" ").append(kMonths[static_cast<std::size_t>(month - 1)]);
  text.append(" ").append(padded(day, 2)).append(" ").append(padded(of_day / 3600, 2));
  text.append(":").append(padded(of_day / 60 % 60, 2)).append(":").append(padded(of_day % 60, 2));
  return text.append(" UTC ").append(std::to_string(year));
}

/// java.util.Properties puts a backslash before these in values.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == ':' || c == '=' || c == '#' || c == '!') text.push_back('\\');
    text.push_back(c);
  }
  return text;
}

std::string unescaped(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value.push_back(text[i]);
  }
  return value;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

/// The value behind `"key":` in a flat JSON object of numbers.
std::optional<std::int64_t> number_of(std::string_view json, std::string_view key) {
  const std::string quoted = "\"" + std::string(key) + "\"";
  std::size_t at = json.find(quoted);
  if (at == std::string_view::npos) return std::nullopt;
  at = json.find(':', at + quoted.size());
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = trimmed(json.substr(at + 1));
  return parse_number<std::int64_t>(trimmed(rest.substr(0, rest.find_first_of(",}"))));
}

}  // namespace

std::string format_offset_checkpoint(const OffsetCheckpoint& entries) {
  std::string text = "0\n" + std::to_string(entries.size()) + "\n";
  for (const auto& [partition, offset] : entries) {
    text.append(partition.topic).append(" ").append(std::to_string(partition.partition.value));
    text.append(" ").append(std::to_string(offset.value)).append("\n");
  }
  return text;
}

std::expected<OffsetCheckpoint, std::string> parse_offset_checkpoint(std::string_view text) {
  OffsetCheckpoint entries;
  if (text.empty()) return entries;
  Pieces lines(text, '\n');
  if (lines.next() != "0") return std::unexpected("unrecognized version of the checkpoint file");
  const auto count = parse_number<std::int64_t>(lines.next().value_or(""));
  if (!count || *count < 0) return std::unexpected("malformed count in the checkpoint file");
  std::int64_t seen = 0;
  while (const auto line = lines.next()) {
    Pieces words(*line, ' ');
    const auto topic = words.next();
    const auto partition = parse_number<std::int32_t>(words.next().value_or(""));
    const auto offset = parse_number<std::int64_t>(words.next().value_or(""));
    if (!topic || topic->empty() || !partition || !offset || !words.is_at_end())
      return std::unexpected("malformed line in the checkpoint file: " + std::string(*line));
    entries[{std::string(*topic), PartitionIndex(*partition)}] = Offset(*offset);
    ++seen;
  }
  if (seen != *count)
    return std::unexpected("expected " + std::to_string(*count) + " entries but found " +
                           std::to_string(seen));
  return entries;
}

std::string format_partition_metadata(const Uuid& topic_id) {
  return "version: 0\ntopic_id: " + topic_id.to_text();
}

std::expected<Uuid, std::string> parse_partition_metadata(std::string_view text) {
  Pieces lines(text, '\n');
  if (trimmed(lines.next().value_or("")) != "version: 0")
    return std::unexpected("unrecognized version of partition.metadata");
  constexpr std::string_view kKey = "topic_id:";
  const std::string_view line = trimmed(lines.next().value_or(""));
  if (!line.starts_with(kKey)) return std::unexpected("malformed line in partition.metadata");
  const auto id = Uuid::from_text(trimmed(line.substr(kKey.size())));
  if (!id || id->is_zero()) return std::unexpected("invalid topic id in partition.metadata");
  return *id;
}

std::string format_meta_properties(const MetaPropertiesFile& meta, Timestamp written) {
  // The order is that of java.util.Properties' hash table for these keys.
  std::string text = "#\n#" + java_date(written) + "\n";
  text.append("node.id=").append(std::to_string(meta.node_id)).append("\n");
  if (meta.directory_id)
    text.append("directory.id=").append(meta.directory_id->to_text()).append("\n");
  return text.append("version=1\ncluster.id=").append(escaped(meta.cluster_id)).append("\n");
}

std::expected<MetaPropertiesFile, std::string> parse_meta_properties(std::string_view text) {
  MetaPropertiesFile meta;
  std::string version;
  Pieces lines(text, '\n');
  while (const auto raw = lines.next()) {
    const std::string_view line = trimmed(*raw);
    if (line.empty() || line.front() == '#' || line.front() == '!') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
      return std::unexpected("malformed line in meta.properties: " + std::string(line));
    const std::string_view key = trimmed(line.substr(0, equals));
    const std::string value = unescaped(trimmed(line.substr(equals + 1)));
    if (key == "version") version = value;
    if (key == "cluster.id") meta.cluster_id = value;
    if (key == "node.id" || key == "broker.id") {
      const auto id = parse_number<std::int32_t>(value);
      if (!id) return std::unexpected("malformed node id in meta.properties: " + value);
      meta.node_id = *id;
    }
    if (key == "directory.id") {
      meta.directory_id = Uuid::from_text(value);
      if (!meta.directory_id)
        return std::unexpected("malformed directory.id in meta.properties: " + value);
    }
  }
  if (version != "0" && version != "1")
    return std::unexpected("unknown version of meta.properties: " + version);
  return meta;
}

std::string format_clean_shutdown(BrokerEpoch epoch) {
  return "{\"version\":0,\"brokerEpoch\":" + std::to_string(epoch.value) + "}";
}

std::optional<BrokerEpoch> parse_clean_shutdown(std::string_view text) {
  if (number_of(text, "version") != 0) return std::nullopt;
  const auto epoch = number_of(text, "brokerEpoch");
  if (!epoch) return std::nullopt;
  return BrokerEpoch(*epoch);
}

std::string segment_file_name(Offset base, std::string_view suffix) {
  return padded(base.value, kBaseOffsetDigits).append(suffix);
}

std::optional<SegmentFileName> parse_segment_file_name(std::string_view name) {
  if (name.size() <= kBaseOffsetDigits || name[kBaseOffsetDigits] != '.') return std::nullopt;
  const auto base = parse_number<std::int64_t>(name.substr(0, kBaseOffsetDigits));
  if (!base || *base < 0) return std::nullopt;
  return SegmentFileName{Offset(*base), std::string(name.substr(kBaseOffsetDigits))};
}

std::optional<PartitionDirectory> parse_directory_name(std::string_view name) {
  PartitionDirectory directory;
  const auto strip = [&name, &directory](std::string_view suffix, DirectoryKind kind) {
    if (!name.ends_with(suffix)) return;
    // "topic-partition.<32 hex>" remains.
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot != 33 + suffix.size()) return;
    name = name.substr(0, dot);
    directory.kind = kind;
  };
  strip("-delete", DirectoryKind::deleted);
  if (directory.kind == DirectoryKind::live) strip("-stray", DirectoryKind::stray);
  if (directory.kind == DirectoryKind::live) strip("-future", DirectoryKind::future);
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const auto partition = parse_number<std::int32_t>(name.substr(dash + 1));
  if (!partition || *partition < 0) return std::nullopt;
  directory.partition = {std::string(name.substr(0, dash)), PartitionIndex(*partition)};
  return directory;
}

std::string deleted_directory_name(const TopicPartition& partition, const Uuid& unique) {
  const auto part = [](std::uint64_t word) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4)
      text.push_back(kDigits[word >> shift & 15]);
    return text;
  };
  const std::string suffix = "-" + std::to_string(partition.partition.value) + "." +
                             part(unique.high) + part(unique.low) + "-delete";
  return partition.topic.substr(0, kDirectoryNameMax - suffix.size()) + suffix;
}

}  // namespace fl::storage
