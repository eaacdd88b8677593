// Takes the keys of one YAML map in turn; what nobody took is an unknown key. The first mistake
// stays, so that a reader asks once at its end.
#pragma once
#include "core/node/input.h"
#include "sim/scenario/quantity.h"
#include "sim/scenario/script.h"
#include "sim/scenario/yaml.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

/// The first mistake of a text.
class Mistakes {
 public:
  void add(Place place, std::string message) {
    if (!first_) first_ = Mistake{place, std::move(message)};
  }

  void add(const Mistake& mistake) {
    if (!first_) first_ = mistake;
  }

  const std::optional<Mistake>& first() const { return first_; }

 private:
  std::optional<Mistake> first_;
};

class Keys {
 public:
  /// REQUIRES: `node` and `mistakes` outlive this.
  Keys(const YamlNode& node, std::string_view what, Mistakes& mistakes);

  /// The value of the key, or nullptr.
  const YamlNode* find(std::string_view key);
  /// The value of the key, or nullptr and a mistake.
  const YamlNode* need(std::string_view key);

  std::optional<std::string> text(std::string_view key);
  std::optional<std::int64_t> quantity(std::string_view key, Unit unit, std::int64_t min = 1);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Translated> translated(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  /// The index of the value among `words`.
  std::optional<std::size_t> one_of(std::string_view key, std::span<const std::string_view> words);

  void set(std::string_view key, Unit unit, std::int64_t& into, std::int64_t min = 1) {
    if (const auto value = quantity(key, unit, min)) into = *value;
  }

  void set(std::string_view key, Unit unit, std::int32_t& into, std::int64_t min = 1);

  void set(std::string_view key, Unit unit, std::optional<std::int64_t>& into,
           std::int64_t min = 1) {
    if (const auto value = quantity(key, unit, min)) into = value;
  }

  /// A mistake for the first key that was not taken.
  void done();

 private:
  const YamlNode& node_;
  std::string_view what_;
  Mistakes& mistakes_;
  std::vector<std::string_view> known_;
};

/// The scalar's text; nothing and a mistake for anything else.
std::optional<std::string> scalar_text(const YamlNode& node, Mistakes& mistakes);
std::optional<std::int64_t> scalar_quantity(const YamlNode& node, Unit unit, Mistakes& mistakes);

}  // namespace fl::sim
