// What roles ask of the other properties, in Kafka's words (KafkaConfig.validateValues of 4.3).
#include "core/config/roles.h"

#include <gtest/gtest.h>

namespace fl::config {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> problems(Lines lines) {
  lines.insert(lines.begin(), {"node.id", "1"});
  const auto parsed = parse(lines);
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().front());
  return parsed ? problems_of_roles(parsed->config) : parsed.error();
}

const std::string kVoters = "1@a:9093,2@b:9093";
const std::string kOthers = "2@b:9093,3@c:9093";

TEST(Roles, ThoseOfAWorkingClusterAreRight) {
  EXPECT_EQ(problems({{"process.roles", "broker,controller"},
                      {"listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"},
                      {"controller.listener.names", "CONTROLLER"},
                      {"controller.quorum.voters", kVoters}}),
            std::vector<std::string>{});
  EXPECT_EQ(problems({{"process.roles", "broker"},
                      {"listeners", "PLAINTEXT://:9092"},
                      {"controller.listener.names", "CONTROLLER"},
                      {"controller.quorum.voters", kOthers}}),
            std::vector<std::string>{});
  EXPECT_EQ(problems({{"process.roles", "controller"},
                      {"listeners", "CONTROLLER://:9093"},
                      {"controller.listener.names", "CONTROLLER"},
                      {"controller.quorum.voters", kVoters}}),
            std::vector<std::string>{});
}

TEST(Roles, ANodeOfBothMayBeAlone) {
  EXPECT_EQ(problems({{"process.roles", "broker,controller"}, {"listeners", "PLAINTEXT://:9092"}}),
            std::vector<std::string>{});
}

TEST(Roles, OneAloneMustNameTheQuorum) {
  const std::string text =
      "If using process.roles, either controller.quorum.bootstrap.servers must contain the set of "
      "bootstrap controllers or controller.quorum.voters must contain a parseable set of "
      "controllers.";
  EXPECT_EQ(problems({{"process.roles", "broker"},
                      {"listeners", "PLAINTEXT://:9092"},
                      {"controller.listener.names", "CONTROLLER"}}),
            std::vector{text});
  EXPECT_EQ(problems({{"process.roles", "controller"},
                      {"listeners", "CONTROLLER://:9093"},
                      {"controller.listener.names", "CONTROLLER"}}),
            std::vector{text});
}

TEST(Roles, ABrokerMustKnowTheControllersListenerAndNotHaveIt) {
  EXPECT_EQ(problems({{"process.roles", "broker"},
                      {"listeners", "PLAINTEXT://:9092"},
                      {"controller.quorum.voters", kOthers}}),
            std::vector<std::string>{"controller.listener.names must contain at least one value "
                                     "when running KRaft with just the broker role"});
  EXPECT_EQ(
      problems({{"process.roles", "broker"},
                {"listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"},
                {"controller.listener.names", "CONTROLLER"},
                {"controller.quorum.voters", kOthers}}),
      std::vector<std::string>{"controller.listener.names must not contain a value appearing in "
                               "the 'listeners' configuration when running KRaft with just the "
                               "broker role"});
}

TEST(Roles, AControllerHasControllersListenersOnly) {
  EXPECT_EQ(problems({{"process.roles", "controller"},
                      {"listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"},
                      {"controller.listener.names", "CONTROLLER"},
                      {"controller.quorum.voters", kVoters}}),
            std::vector<std::string>{
                "The listeners config must only contain KRaft controller listeners from "
                "controller.listener.names when process.roles=controller"});
}

TEST(Roles, AControllerHasEachOfItsListeners) {
  EXPECT_EQ(problems({{"process.roles", "broker,controller"},
                      {"listeners", "PLAINTEXT://:9092"},
                      {"controller.listener.names", "CONTROLLER"},
                      {"controller.quorum.voters", kVoters}}),
            std::vector<std::string>{
                "controller.listener.names must contain at least one value appearing in the "
                "'listeners' configuration when running the KRaft controller role"});
  EXPECT_EQ(problems({{"process.roles", "broker,controller"},
                      {"listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"},
                      {"controller.listener.names", "CONTROLLER,OTHER"},
                      {"controller.quorum.voters", kVoters}}),
            std::vector<std::string>{
                "controller.listener.names must only contain values appearing in the 'listeners' "
                "configuration when running the KRaft controller role"});
}

TEST(Roles, ABrokerHasAListenerForClients) {
  EXPECT_EQ(problems({{"process.roles", "broker,controller"},
                      {"listeners", "CONTROLLER://:9093"},
                      {"controller.listener.names", "CONTROLLER"},
                      {"controller.quorum.voters", kVoters}}),
            std::vector<std::string>{
                "There must be at least one broker advertised listener. Perhaps all listeners "
                "appear in controller.listener.names?"});
}

}  // namespace
}  // namespace fl::config
