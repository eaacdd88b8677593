#include "sim/scenario/keys.h"

#include <algorithm>
#include <array>

namespace fl::sim {

std::optional<std::string> scalar_text(const YamlNode& node, Mistakes& mistakes) {
  if (node.kind == YamlKind::scalar) return node.text;
  mistakes.add(node.place, "expected a single value");
  return std::nullopt;
}

std::optional<std::int64_t> scalar_quantity(const YamlNode& node, Unit unit, Mistakes& mistakes) {
  const auto text = scalar_text(node, mistakes);
  if (!text) return std::nullopt;
  const auto read = parse_quantity(*text);
  if (!read) {
    mistakes.add(node.text_place(), read.error() + "; expected " + std::string(describe(unit)));
    return std::nullopt;
  }
  // Kafka's own numbers of milliseconds and bytes are never meant: a bare 0 is fine in any unit.
  if (read->unit != unit && !(read->unit == Unit::none && read->value == 0)) {
    mistakes.add(node.text_place(), "expected " + std::string(describe(unit)));
    return std::nullopt;
  }
  return read->value;
}

Keys::Keys(const YamlNode& node, std::string_view what, Mistakes& mistakes)
    : node_(node), what_(what), mistakes_(mistakes) {
  if (node.kind != YamlKind::map && node.kind != YamlKind::null)
    mistakes.add(node.place, "expected keys and values: " + std::string(what));
}

const YamlNode* Keys::find(std::string_view key) {
  known_.push_back(key);
  if (node_.kind != YamlKind::map) return nullptr;
  for (std::size_t i = 0; i < node_.size(); ++i)
    if (node_.key(i).text == key) return &node_.value(i);
  return nullptr;
}

const YamlNode* Keys::need(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr)
    mistakes_.add(node_.place, std::string(what_) + " needs the key '" + std::string(key) + "'");
  return value;
}

std::optional<std::string> Keys::text(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr) return std::nullopt;
  return scalar_text(*value, mistakes_);
}

std::optional<std::int64_t> Keys::quantity(std::string_view key, Unit unit, std::int64_t min) {
  const YamlNode* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto number = scalar_quantity(*value, unit, mistakes_);
  if (number && *number < min) {
    mistakes_.add(value->text_place(), min == 1 ? "must be more than 0" : "must not be negative");
    return std::nullopt;
  }
  return number;
}

void Keys::set(std::string_view key, Unit unit, std::int32_t& into, std::int64_t min) {
  const auto value = quantity(key, unit, min);
  if (!value) return;
  if (*value > INT32_MAX) {
    mistakes_.add(find(key)->text_place(), "the number is too large");
    return;
  }
  into = static_cast<std::int32_t>(*value);
}

std::optional<bool> Keys::boolean(std::string_view key) {
  constexpr std::array<std::string_view, 2> kWords{"false", "true"};
  const auto index = one_of(key, kWords);
  if (!index) return std::nullopt;
  return *index == 1;
}

std::optional<std::size_t> Keys::one_of(std::string_view key,
                                        std::span<const std::string_view> words) {
  const YamlNode* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto text = scalar_text(*value, mistakes_);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found == words.end()) {
    mistakes_.add(value->text_place(), unknown_name("value", *text, words));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - words.begin());
}

std::optional<Translated> Keys::translated(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == YamlKind::scalar) return Translated{.en = value->text};
  Keys keys(*value, key, mistakes_);
  Translated texts;
  if (const YamlNode* en = keys.need("en")) texts.en = scalar_text(*en, mistakes_).value_or("");
  texts.zh = keys.text("zh").value_or("");
  keys.done();
  return texts;
}

std::vector<std::string> Keys::texts(std::string_view key) {
  std::vector<std::string> all;
  const YamlNode* value = find(key);
  if (value == nullptr) return all;
  if (value->kind == YamlKind::scalar) return {value->text};
  if (value->kind != YamlKind::sequence) {
    mistakes_.add(value->place, "expected a list");
    return all;
  }
  for (const YamlNode& item : value->items)
    all.push_back(scalar_text(item, mistakes_).value_or(""));
  return all;
}

void Keys::done() {
  if (node_.kind != YamlKind::map) return;
  for (std::size_t i = 0; i < node_.size(); ++i) {
    const YamlNode& key = node_.key(i);
    if (std::find(known_.begin(), known_.end(), key.text) != known_.end()) continue;
    mistakes_.add(key.text_place(),
                  unknown_name("key", key.text, known_) + " in " + std::string(what_));
  }
}

}  // namespace fl::sim
