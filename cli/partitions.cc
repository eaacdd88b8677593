#include "cli/partitions.h"

#include "core/base/nearest_name.h"
#include "core/wire/messages/metadata.h"

#include <algorithm>
#include <chrono>
#include <thread>

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

}  // namespace

std::expected<std::vector<PartitionIndex>, std::string> partitions_of(KafkaClient& client,
                                                                      const std::string& topic,
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
    if (found.error_code == wire::ErrorCode::none) {
      std::vector<PartitionIndex> partitions;
      for (const auto& partition : found.partitions)
        partitions.push_back(partition.partition_index);
      std::sort(partitions.begin(), partitions.end());
      return partitions;
    }
    if (!wire::info_of(found.error_code).retriable)
      return std::unexpected("topic '" + topic +
                             "': " + std::string(wire::message_of(found.error_code)));
    if (!may_create) return std::unexpected(unknown_topic(client, topic));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return std::unexpected("topic '" + topic + "' is still not there");
}

}  // namespace fl::cli
