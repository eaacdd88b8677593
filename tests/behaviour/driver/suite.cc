// See suite.h.
#include "tests/behaviour/driver/suite.h"

#include "tests/golden/departures.h"

#include <cctype>

namespace fl::behaviour {

std::string verdict(const std::string& path, Transport& transport, const std::string& run) {
  const Case played = load_case(path);
  const auto difference = play(played, transport, run);
  const auto departure = golden::departure("behaviour/" + path, played.name);
  if (!departure) return difference ? played.name + "\n  " + *difference : "";
  if (!difference) return played.name + "\n  no longer differs from Kafka";
  if (difference->find(departure->ours) != std::string::npos) return "";
  return played.name + "\n  " + *difference + "\n  instead of: " + departure->ours;
}

std::string test_name(const std::string& path) {
  std::string name;
  for (const char c : path.substr(0, path.rfind('.')))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

}  // namespace fl::behaviour
