// Every conversation of golden/behaviour whose requests are served, driven into the node on a
// virtual clock, each with a broker of its own.
#include "tests/behaviour/driver/suite.h"
#include "tests/behaviour/virtual/bench_transport.h"

#include <gtest/gtest.h>

namespace fl::behaviour {
namespace {

class OnTheVirtualClock : public testing::TestWithParam<std::string> {};

TEST_P(OnTheVirtualClock, AnswersAsKafkaDid) {
  BenchTransport transport(properties_of(load_case(GetParam()).profile));
  const std::string wrong = verdict(GetParam(), transport, "rabc12");
  EXPECT_TRUE(wrong.empty()) << wrong;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  return test_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(Default, OnTheVirtualClock, testing::ValuesIn(served_cases("default")),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Strict, OnTheVirtualClock, testing::ValuesIn(served_cases("strict")),
                         name_of);

}  // namespace
}  // namespace fl::behaviour
