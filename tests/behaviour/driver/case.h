// One recorded conversation with Apache Kafka: golden/behaviour/<subject>/<case>.json. Its README
// says how a case is to be read.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fl::behaviour {

using Json = nlohmann::json;

struct Case {
  std::string path;     ///< "fetch/a-case.json"
  std::string name;     ///< a sentence
  std::string profile;  ///< "default" or "strict": which settings the broker has
  std::vector<Json> setup;
  std::vector<Json> steps;
};

Case load_case(const std::string& path);

/// Paths of all cases of the profile whose requests are all served here.
std::vector<std::string> served_cases(std::string_view profile);

/// Broker properties of the profile that differ from the defaults.
std::vector<std::string> properties_of(std::string_view profile);

}  // namespace fl::behaviour
