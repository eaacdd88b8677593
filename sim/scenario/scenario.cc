#include "sim/scenario/scenario.h"

#include "sim/scenario/grammar.h"
#include "sim/scenario/read_parts.h"
#include "sim/scenario/references.h"
#include "sim/scenario/variants.h"
#include "sim/scenario/yaml.h"

namespace fl::sim {

namespace {

constexpr std::size_t kLinesMax = 1'000;

/// A line of the grammar. A line that YAML took for a map (its colon was not in quotes) says so.
std::optional<std::string> line_of(const YamlNode& node, Mistakes& mistakes) {
  if (node.kind == YamlKind::scalar) return node.text;
  mistakes.add(node.place, node.kind == YamlKind::map
                               ? "put the whole line in quotes: it contains a colon"
                               : "expected a line of text");
  return std::nullopt;
}

template <class T>
void read_lines(Keys& keys, std::string_view key, Read<T> (*parse)(std::string_view, Place),
                std::vector<T>& into, Mistakes& mistakes) {
  const YamlNode* list = keys.find(key);
  if (list == nullptr || list->kind == YamlKind::null) return;
  if (list->kind != YamlKind::sequence) {
    mistakes.add(list->place, "expected a list of lines");
    return;
  }
  if (list->size() > kLinesMax) mistakes.add(list->place, "more than 1,000 lines");
  for (const YamlNode& item : list->items) {
    const auto line = line_of(item, mistakes);
    if (!line || mistakes.first()) return;
    auto read = parse(*line, item.text_place());
    if (!read) return mistakes.add(read.error());
    into.push_back(std::move(*read));
  }
}

void read_top(Keys& keys, Scenario& scenario, Mistakes& mistakes) {
  static_cast<void>(keys.find("variants"));
  keys.need("title");
  scenario.title = keys.translated("title").value_or(Translated{});
  scenario.question = keys.translated("question").value_or(Translated{});
  if (const auto seed = keys.quantity("seed", Unit::none, 0))
    scenario.seed = static_cast<std::uint64_t>(*seed);
  keys.set("run", Unit::time, scenario.run_ns);
  scenario.epoch_ms = keys.quantity("epoch_ms", Unit::none, 0);
  scenario.front_door = keys.texts("front_door");
  read_cluster(keys, scenario.cluster, mistakes);
  read_hardware(keys, scenario.hardware, mistakes);
  read_topics(keys, scenario.topics, mistakes);
  read_workload(keys, scenario, mistakes);
  if (const YamlNode* switches = keys.find("switches"))
    read_switches(*switches, scenario.cluster.switches, mistakes);
  read_lines<TimelineEntry>(keys, "timeline", parse_timeline_entry, scenario.timeline, mistakes);
  read_lines<Expectation>(keys, "expect", parse_expectation, scenario.expect, mistakes);
  keys.done();
}

}  // namespace

namespace {

Read<Scenario> scenario_of(const YamlNode& root) {
  Mistakes mistakes;
  Scenario scenario;
  Keys keys(root, "a scenario", mistakes);
  if (!mistakes.first()) scenario.variants = read_variants(root, mistakes);
  if (!mistakes.first()) read_top(keys, scenario, mistakes);
  if (!mistakes.first()) check_references(scenario, mistakes);
  if (const auto& first = mistakes.first()) return std::unexpected(*first);
  return scenario;
}

}  // namespace

Read<Scenario> parse_scenario(std::string_view text, std::string_view variant) {
  const auto root = parse_yaml(text);
  if (!root) return std::unexpected(root.error());
  auto scenario = scenario_of(*root);
  if (!scenario) return scenario;
  std::vector<std::string_view> known;
  for (const VariantName& one : scenario->variants) {
    auto changed = scenario_of(with_variant(*root, one.name));
    if (!changed) return changed;
    if (one.name == variant) {
      changed->variant = variant;
      return changed;
    }
    known.push_back(one.name);
  }
  if (!variant.empty())
    return mistake(root->place, known.empty()
                                    ? "the scenario has no variants"
                                    : unknown_name("variant", std::string(variant), known));
  return scenario;
}

}  // namespace fl::sim
