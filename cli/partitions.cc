#include "cli/partitions.h"

#include "core/base/nearest_name.h"
#include "core/wire/messages/metadata.h"

#include <chrono>
#include <thread>
#include <utility>
#include <vector>

namespace fl::cli {

namespace {

constexpr std::int16_t kMetadataVersion = 9;
constexpr int kTriesMax = 50;

std::string unknown_topic(KafkaClient& client, const std::string& topic) {
  wire::MetadataRequest all;
  all.topics.reset();
  all.allow_auto_topic_creation = false;
  const auto metadata = client.call<wire::MetadataResponse>(all, kMetadataVersion);
  std::vector<std::string_view> names;
  if (metadata)
    for (const auto& known : metadata->topics)
      if (known.name) names.push_back(*known.name);
  const auto nearest = nearest_name(topic, names);
  return "topic '" + topic + "' is not there" +
         (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : "");
}

Leaders read_leaders(const wire::MetadataResponse& metadata) {
  Leaders leaders;
  for (const auto& partition : metadata.topics[0].partitions) {
    std::string& address = leaders[partition.partition_index];
    for (const auto& broker : metadata.brokers)
      if (broker.node_id == partition.leader_id)
        address = broker.host + ":" + std::to_string(broker.port);
  }
  return leaders;
}

}  // namespace

std::expected<Leaders, std::string> leaders_of(KafkaClient& client, const std::string& topic,
                                               bool may_create) {
  wire::MetadataRequest request;
  request.allow_auto_topic_creation = may_create;
  request.topics->emplace_back().name = topic;
  for (int i = 0; i < kTriesMax; ++i) {
    const auto metadata = client.call<wire::MetadataResponse>(request, kMetadataVersion);
    if (!metadata) return std::unexpected(metadata.error());
    if (metadata->topics.size() != 1)
      return std::unexpected("the broker answered for other topics than was asked");
    const auto& found = metadata->topics[0];
    if (found.error_code == wire::ErrorCode::none) return read_leaders(*metadata);
    if (!wire::info_of(found.error_code).retriable)
      return std::unexpected("topic '" + topic +
                             "': " + std::string(wire::message_of(found.error_code)));
    if (!may_create) return std::unexpected(unknown_topic(client, topic));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return std::unexpected("topic '" + topic + "' is still not there");
}

LeaderClients::LeaderClients(KafkaClient known) {
  std::string address = known.bootstrap();
  clients_.emplace(std::move(address), std::move(known));
}

std::expected<KafkaClient*, std::string> LeaderClients::at(const std::string& address) {
  if (address.empty()) return std::unexpected("the partition has no leader now");
  const auto found = clients_.find(address);
  if (found != clients_.end()) return &found->second;
  auto client = KafkaClient::connect(address);
  if (!client) return std::unexpected(client.error());
  return &clients_.emplace(address, *std::move(client)).first->second;
}

}  // namespace fl::cli
