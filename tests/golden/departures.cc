// Reads departures.yaml. See departures.h.
#include "tests/golden/departures.h"

#include <stdexcept>
#include <yaml-cpp/yaml.h>

namespace fl::golden {
namespace {

std::vector<std::string> names_of(const YAML::Node& node) {
  if (!node) return {""};
  if (node.IsScalar()) return {node.as<std::string>()};
  return node.as<std::vector<std::string>>();
}

std::vector<Departure> load() {
  std::vector<Departure> all;
  const std::string path = std::string(FAULTLINE_GOLDEN_PACKS) + "/departures.yaml";
  for (const YAML::Node& entry : YAML::LoadFile(path)) {
    const auto reason = entry["reason"].as<std::string>();
    if (reason.empty()) throw std::runtime_error("a departure without a reason");
    for (const std::string& name : names_of(entry["case"])) {
      for (const std::string& place : names_of(entry["place"]))
        all.push_back({.file = entry["file"].as<std::string>(),
                       .name = name,
                       .place = place,
                       .ours = entry["ours"].as<std::string>(),
                       .reason = reason});
    }
  }
  return all;
}

const std::vector<Departure>& all_departures() {
  static const std::vector<Departure> kAll = load();
  return kAll;
}

}  // namespace

std::vector<Departure> departures(std::string_view file) {
  std::vector<Departure> found;
  for (const Departure& each : all_departures()) {
    if (each.file == file) found.push_back(each);
  }
  return found;
}

std::optional<Departure> departure(std::string_view file, std::string_view name,
                                   std::string_view place) {
  for (const Departure& each : all_departures()) {
    if (each.file == file && (each.name.empty() || each.name == name) &&
        (each.place.empty() || each.place == place))
      return each;
  }
  return std::nullopt;
}

}  // namespace fl::golden
