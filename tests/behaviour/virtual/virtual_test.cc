// Every conversation of golden/behaviour whose requests are served, driven into the node on a
// virtual clock, each with a broker of its own.
#include "tests/behaviour/driver/player.h"
#include "tests/behaviour/virtual/bench_transport.h"

#include <gtest/gtest.h>

#include <cctype>

namespace fl::behaviour {
namespace {

class OnTheVirtualClock : public testing::TestWithParam<std::string> {};

TEST_P(OnTheVirtualClock, AnswersAsKafkaDid) {
  const Case played = load_case(GetParam());
  BenchTransport transport(properties_of(played.profile));
  const auto difference = play(played, transport, "rabc12");
  EXPECT_FALSE(difference.has_value()) << played.name << "\n  " << *difference;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name;
  for (const char c : info.param.substr(0, info.param.size() - 5))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Default, OnTheVirtualClock, testing::ValuesIn(served_cases("default")),
                         test_name);
INSTANTIATE_TEST_SUITE_P(Strict, OnTheVirtualClock, testing::ValuesIn(served_cases("strict")),
                         test_name);

}  // namespace
}  // namespace fl::behaviour
