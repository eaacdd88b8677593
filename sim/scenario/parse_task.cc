// The rules for what the operator is asked for: elections, reassignments, properties.
#include "core/config/property.h"
#include "core/config/value.h"
#include "sim/scenario/parser.h"
#include "sim/scenario/property_value.h"
#include "sim/scenario/vocabulary.h"

#include <algorithm>
#include <array>

namespace fl::sim {

namespace {

constexpr std::size_t kReplicasMax = 1'000;

}  // namespace

/// elect [preferred | unclean] orders-0
Read<void> LineParser::election(ActionLine& action) {
  action.task.kind = accept_word("unclean") ? TaskKind::elect_unclean : TaskKind::elect_preferred;
  if (action.task.kind == TaskKind::elect_preferred) accept_word("preferred");
  auto read = partition();
  if (!read) return std::unexpected(read.error());
  action.task.topic = read->topic;
  action.task.partition = read->partition;
  return {};
}

/// reassign orders-0 to [2, 3, 4] | reassign orders-0 back
Read<void> LineParser::reassignment(ActionLine& action) {
  auto read = partition();
  if (!read) return std::unexpected(read.error());
  action.task.topic = read->topic;
  action.task.partition = read->partition;
  action.task.kind = TaskKind::cancel_reassign;
  if (accept_word("back")) return {};
  if (!is_word("to")) return expected("'to [2, 3, 4]', or 'back'");
  take();
  action.task.kind = TaskKind::reassign;
  if (auto open = expect_mark("["); !open) return open;
  do {
    const Place place = peek().place;
    auto replica = id("broker");
    if (!replica) return std::unexpected(replica.error());
    if (std::ranges::find(action.task.replicas, BrokerId(*replica)) != action.task.replicas.end())
      return mistake(place, "broker " + std::to_string(*replica) + " stands in this list twice");
    if (action.task.replicas.size() == kReplicasMax) return mistake(place, "too many replicas");
    action.task.replicas.emplace_back(*replica);
  } while (accept_mark(","));
  return expect_mark("]");
}

/// set topic orders min.insync.replicas = 1 | set brokers log.retention.ms = 10s
Read<void> LineParser::setting(ActionLine& action) {
  constexpr std::array<std::string_view, 3> kResources{"topic", "broker", "brokers"};
  OperatorTask& task = action.task;
  task.kind = TaskKind::set_broker_config;
  if (accept_word("topic")) {
    task.kind = TaskKind::set_topic_config;
    auto read = name("the name of a topic");
    if (!read) return std::unexpected(read.error());
    task.topic = std::move(*read);
  } else if (accept_word("broker")) {
    if (auto open = expect_mark("("); !open) return open;
    auto read = id("broker");
    if (!read) return std::unexpected(read.error());
    task.topic = std::to_string(*read);
    if (auto close = expect_mark(")"); !close) return close;
  } else if (!accept_word("brokers")) {
    return unknown("resource", kResources);
  }
  const auto scope =
      task.kind == TaskKind::set_topic_config ? config::Scope::topic : config::Scope::broker;
  const Place name_place = peek().place;
  auto property_name = name("a property");
  if (!property_name) return std::unexpected(property_name.error());
  const config::Property* property = config::find_property(scope, *property_name);
  if (property == nullptr)
    return mistake(name_place, unknown_name("property", *property_name, property_names(scope)));
  if (auto equals = expect_mark("="); !equals) return equals;
  const Token token = take();
  if (token.kind == TokenKind::end || token.kind == TokenKind::mark)
    return mistake(token.place, "expected a value");
  const auto value = config::check_value(*property, plain_value(*property_name, token.text));
  if (!value) return mistake(token.place, value.error());
  task.property = std::move(*property_name);
  task.value = value->value_or("");
  return {};
}

}  // namespace fl::sim
