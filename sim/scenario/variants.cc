#include "sim/scenario/variants.h"

#include "core/base/assert.h"

namespace fl::sim {

namespace {

constexpr std::string_view kKey = "variants";
constexpr std::size_t kVariantsMax = 100;

const YamlNode* find(const YamlNode& map, std::string_view key) {
  if (map.kind != YamlKind::map) return nullptr;
  for (std::size_t i = 0; i < map.size(); ++i)
    if (map.key(i).text == key) return &map.value(i);
  return nullptr;
}

/// REQUIRES: no deeper than a parsed text may be.
void lay_over(YamlNode& base, const YamlNode& over) {
  if (base.kind != YamlKind::map || over.kind != YamlKind::map) {
    base = over;
    return;
  }
  for (std::size_t i = 0; i < over.size(); ++i) {
    std::size_t at = 0;
    while (at < base.size() && base.key(at).text != over.key(i).text)
      ++at;
    if (at < base.size()) {
      lay_over(base.items[2 * at + 1], over.value(i));
    } else {
      base.items.push_back(over.key(i));
      base.items.push_back(over.value(i));
    }
  }
}

}  // namespace

std::vector<VariantName> read_variants(const YamlNode& root, Mistakes& mistakes) {
  std::vector<VariantName> names;
  const YamlNode* variants = find(root, kKey);
  if (variants == nullptr || variants->kind == YamlKind::null) return names;
  if (variants->kind != YamlKind::map || variants->size() > kVariantsMax) {
    mistakes.add(variants->place, "expected variants by name, at most 100");
    return names;
  }
  for (std::size_t i = 0; i < variants->size(); ++i) {
    const YamlNode& variant = variants->value(i);
    const YamlNode& name = variants->key(i);
    if (variant.kind != YamlKind::map || find(variant, "title") == nullptr)
      mistakes.add(name.place, "variant '" + name.text + "' needs a title, and what it changes");
    if (find(variant, kKey) != nullptr)
      mistakes.add(name.place, "a variant has no variants of its own");
    if (mistakes.first()) return names;
    Keys keys(variant, "a variant", mistakes);
    names.push_back({.name = name.text, .title = keys.translated("title").value_or(Translated{})});
  }
  return names;
}

YamlNode with_variant(const YamlNode& root, std::string_view variant) {
  const YamlNode* variants = find(root, kKey);
  const YamlNode* over = variants != nullptr ? find(*variants, variant) : nullptr;
  FL_ASSERT(over != nullptr);
  YamlNode merged = root;
  lay_over(merged, *over);
  return merged;
}

}  // namespace fl::sim
