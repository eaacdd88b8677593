// The list of cases in which we do not follow Kafka on purpose: departures.yaml. A test that meets
// such a case holds that ours differs in just the way that is written there.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::golden {

struct Departure {
  std::string file;   ///< golden file, "records/cases.jsonl"
  std::string name;   ///< of the case in it; "" for all
  std::string place;  ///< which of its answers; "" for all
  std::string ours;   ///< what we do instead, in words that the test understands
  std::string reason;
};

/// All departures of one golden file, in the order of the list.
std::vector<Departure> departures(std::string_view file);

/// The departure of one answer, or nothing: then Kafka is followed.
std::optional<Departure> departure(std::string_view file, std::string_view name,
                                   std::string_view place = "");

}  // namespace fl::golden
