// Every conversation of golden/behaviour whose requests are served, over TCP with a broker process:
// one per profile, so that cases follow each other as they would on a broker that lives for long.
#include "tests/behaviour/driver/suite.h"
#include "tests/behaviour/socket/broker_process.h"
#include "tests/behaviour/socket/socket_transport.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

namespace fl::behaviour {
namespace {

/// The broker of a profile; a new one if the last died.
BrokerProcess& broker_of(const std::string& profile) {
  static std::map<std::string, std::unique_ptr<BrokerProcess>> brokers;
  std::unique_ptr<BrokerProcess>& broker = brokers[profile];
  if (broker == nullptr || !broker->is_running())
    broker = std::make_unique<BrokerProcess>(properties_of(profile));
  return *broker;
}

/// 'r' and five letters or digits, another one for each case.
std::string next_run() {
  static int count = 0;
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string run = "r00000";
  int rest = ++count;
  for (std::size_t at = run.size() - 1; rest > 0; --at, rest /= 36)
    run[at] = kDigits[static_cast<std::size_t>(rest % 36)];
  return run;
}

class OverASocket : public testing::TestWithParam<std::string> {};

TEST_P(OverASocket, AnswersAsKafkaDid) {
  BrokerProcess& broker = broker_of(load_case(GetParam()).profile);
  SocketTransport transport(broker.port());
  const std::string wrong = verdict(GetParam(), transport, next_run());
  EXPECT_TRUE(wrong.empty()) << wrong;
  EXPECT_TRUE(broker.is_running());
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  return test_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(Default, OverASocket, testing::ValuesIn(served_cases("default")), name_of);
INSTANTIATE_TEST_SUITE_P(Strict, OverASocket, testing::ValuesIn(served_cases("strict")), name_of);

}  // namespace
}  // namespace fl::behaviour
