// faultline topics: lists, describes, creates, grows and deletes topics of any Kafka broker.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/kafka_client.h"
#include "cli/terminal.h"
#include "core/base/nearest_name.h"
#include "core/describe/json.h"
#include "core/wire/messages/create_partitions.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/delete_topics.h"
#include "core/wire/messages/metadata.h"

#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

namespace fl::cli {

namespace {

constexpr std::int16_t kMetadataVersion = 12;
constexpr std::int16_t kCreateTopicsVersion = 7;
constexpr std::int16_t kDeleteTopicsVersion = 6;
constexpr std::int16_t kCreatePartitionsVersion = 3;
constexpr std::int32_t kTimeoutMs = 30'000;

struct TopicsOptions {
  std::string bootstrap = "127.0.0.1:9092";
  bool json = false;
  std::string topic;
  std::int32_t partitions = -1;
  std::int16_t replication_factor = -1;
  std::vector<std::string> configs;
};

using Metadata = wire::MetadataResponse;

std::expected<Metadata, std::string> metadata_of(KafkaClient& client, const std::string& topic) {
  wire::MetadataRequest request;
  request.allow_auto_topic_creation = false;
  request.topics.reset();
  const auto metadata = client.call<Metadata>(request, kMetadataVersion);
  if (!metadata || topic.empty()) return metadata;
  Metadata found = *metadata;
  std::erase_if(found.topics, [&](const auto& known) { return known.name != topic; });
  if (!found.topics.empty()) return found;
  std::vector<std::string_view> names;
  for (const auto& known : metadata->topics)
    if (known.name) names.push_back(*known.name);
  const auto nearest = nearest_name(topic, names);
  return std::unexpected("topic '" + topic + "' is not there" +
                         (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""));
}

std::string joined(const std::vector<BrokerId>& ids) {
  std::string out;
  for (BrokerId id : ids)
    out += (out.empty() ? "" : ", ") + std::to_string(id.value);
  return "[" + out + "]";
}

void print_described(const Metadata& metadata) {
  for (const auto& topic : metadata.topics) {
    fmt::print("{}  id {}  {} partitions\n", coloured(Colour::bold, topic.name.value_or("?")),
               topic.topic_id.to_text(), topic.partitions.size());
    for (const auto& partition : topic.partitions)
      fmt::print("  partition {}  leader {}  epoch {}  replicas {}  isr {}\n",
                 partition.partition_index.value, partition.leader_id.value,
                 partition.leader_epoch.value, joined(partition.replica_nodes),
                 joined(partition.isr_nodes));
  }
}

int list_or_describe(const TopicsOptions& options, bool describe) {
  auto client = KafkaClient::connect(options.bootstrap);
  if (!client) return complain(kExitUnavailable, client.error());
  const auto metadata = metadata_of(*client, options.topic);
  if (!metadata) return complain(kExitUnavailable, metadata.error());
  if (options.json) {
    fmt::print("{}\n", to_json(*metadata, kMetadataVersion));
  } else if (describe) {
    print_described(*metadata);
  } else {
    for (const auto& topic : metadata->topics)
      fmt::print("{}\n", topic.name.value_or("?"));
  }
  return kExitOk;
}

int refused(const std::string& topic, wire::ErrorCode code,
            const std::optional<std::string>& message) {
  return complain(kExitUnavailable,
                  fmt::format("topic '{}': {}: {}", topic, wire::name_of(code),
                              message.value_or(std::string(wire::message_of(code)))));
}

int create(const TopicsOptions& options) {
  wire::CreateTopicsRequest request;
  request.timeout_ms = kTimeoutMs;
  auto& topic = request.topics.emplace_back();
  topic.name = options.topic;
  topic.num_partitions = options.partitions;
  topic.replication_factor = options.replication_factor;
  for (const std::string& config : options.configs) {
    const std::size_t equals = config.find('=');
    if (equals == std::string::npos)
      return complain(kExitUsage, "--config wants NAME=VALUE, not '" + config + "'");
    auto& pair = topic.configs.emplace_back();
    pair.name = config.substr(0, equals);
    pair.value = config.substr(equals + 1);
  }
  auto client = KafkaClient::connect(options.bootstrap);
  if (!client) return complain(kExitUnavailable, client.error());
  const auto response = client->call<wire::CreateTopicsResponse>(request, kCreateTopicsVersion);
  if (!response) return complain(kExitUnavailable, response.error());
  for (const auto& result : response->topics) {
    if (result.error_code != wire::ErrorCode::none)
      return refused(result.name, result.error_code, result.error_message);
    if (!options.json)
      fmt::print("created {} with {} partitions, id {}\n", result.name, result.num_partitions,
                 result.topic_id.to_text());
  }
  if (options.json) fmt::print("{}\n", to_json(*response, kCreateTopicsVersion));
  return kExitOk;
}

int remove(const TopicsOptions& options) {
  wire::DeleteTopicsRequest request;
  request.timeout_ms = kTimeoutMs;
  request.topics.emplace_back().name = options.topic;
  auto client = KafkaClient::connect(options.bootstrap);
  if (!client) return complain(kExitUnavailable, client.error());
  const auto response = client->call<wire::DeleteTopicsResponse>(request, kDeleteTopicsVersion);
  if (!response) return complain(kExitUnavailable, response.error());
  for (const auto& result : response->responses)
    if (result.error_code != wire::ErrorCode::none)
      return refused(options.topic, result.error_code, result.error_message);
  if (!options.json) fmt::print("deleted {}\n", options.topic);
  if (options.json) fmt::print("{}\n", to_json(*response, kDeleteTopicsVersion));
  return kExitOk;
}

int grow(const TopicsOptions& options) {
  wire::CreatePartitionsRequest request;
  request.timeout_ms = kTimeoutMs;
  auto& topic = request.topics.emplace_back();
  topic.name = options.topic;
  topic.count = options.partitions;
  topic.assignments.reset();
  auto client = KafkaClient::connect(options.bootstrap);
  if (!client) return complain(kExitUnavailable, client.error());
  const auto response =
      client->call<wire::CreatePartitionsResponse>(request, kCreatePartitionsVersion);
  if (!response) return complain(kExitUnavailable, response.error());
  for (const auto& result : response->results)
    if (result.error_code != wire::ErrorCode::none)
      return refused(result.name, result.error_code, result.error_message);
  if (!options.json) fmt::print("{} has {} partitions now\n", options.topic, options.partitions);
  if (options.json) fmt::print("{}\n", to_json(*response, kCreatePartitionsVersion));
  return kExitOk;
}

}  // namespace

void add_topics(Commands& commands) {
  auto options = std::make_shared<TopicsOptions>();
  auto verb = std::make_shared<std::function<int()>>();
  CLI::App& app = commands.add(
      "topics", "List, describe, create, grow and delete topics.",
      {.example = "faultline topics create orders --partitions 3 --config min.insync.replicas=1",
       .exits = kClientExits},
      [verb] { return (*verb)(); });
  app.require_subcommand(1);
  app.add_option("-b,--bootstrap", options->bootstrap, "Brokers, as HOST:PORT,…")
      ->capture_default_str();
  app.add_flag("--json", options->json, "Print the broker's answer as JSON");
  app.fallthrough();

  const auto add = [&](const char* name, const char* what, std::function<int()> run) {
    CLI::App* sub = app.add_subcommand(name, what);
    sub->fallthrough();
    sub->callback([verb, run = std::move(run)] { *verb = run; });
    return sub;
  };
  add("list", "Names of all topics", [options] { return list_or_describe(*options, false); });
  CLI::App* described = add("describe", "Partitions, leaders, ISR",
                            [options] { return list_or_describe(*options, true); });
  described->add_option("TOPIC", options->topic, "Only this one");
  CLI::App* created = add("create", "Create a topic", [options] { return create(*options); });
  created->add_option("TOPIC", options->topic, "The new topic's name")->required();
  created->add_option("-p,--partitions", options->partitions,
                      "Number of partitions; the broker's default without");
  created->add_option("-r,--replication-factor", options->replication_factor,
                      "The broker's default without");
  created->add_option("-c,--config", options->configs, "NAME=VALUE, may be repeated");
  CLI::App* grown =
      add("grow", "Increase the number of partitions", [options] { return grow(*options); });
  grown->add_option("TOPIC", options->topic, "The topic that grows")->required();
  grown->add_option("-p,--partitions", options->partitions, "New total")->required();
  CLI::App* deleted = add("delete", "Delete a topic", [options] { return remove(*options); });
  deleted->add_option("TOPIC", options->topic, "The topic that goes, with its records")->required();
}

}  // namespace fl::cli
