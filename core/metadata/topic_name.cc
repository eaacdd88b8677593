#include "core/metadata/topic_name.h"

#include <algorithm>

namespace fl::metadata {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

}  // namespace

std::optional<std::string> invalid_topic_name(std::string_view name) {
  const std::string prefix = "Topic name is invalid: ";
  if (name.empty()) return prefix + "the empty string is not allowed";
  if (name == "." || name == "..") return prefix + "'" + std::string(name) + "' is not allowed";
  if (name.size() > kTopicNameLengthMax)
    return prefix + "the length of '" + std::string(name) +
           "' is longer than the max allowed length " + std::to_string(kTopicNameLengthMax);
  if (!std::ranges::all_of(name, is_name_character))
    return prefix + "'" + std::string(name) +
           "' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'";
  return std::nullopt;
}

bool has_collision_characters(std::string_view name) {
  return name.find_first_of("._") != name.npos;
}

std::string unified_topic_name(std::string_view name) {
  std::string unified(name);
  std::ranges::replace(unified, '.', '_');
  return unified;
}

bool is_internal_topic(std::string_view name) {
  return name == "__consumer_offsets" || name == "__transaction_state" ||
         name == "__share_group_state";
}

}  // namespace fl::metadata
