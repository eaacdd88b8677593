#include "core/controller/assign_directories.h"

#include "core/controller/partition_planner.h"

#include <algorithm>
#include <set>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::AssignReplicasToDirsRequest;
using Response = wire::AssignReplicasToDirsResponse;
using wire::ErrorCode;

class Assigner {
 public:
  Assigner(const View& view, const Request& request)
      : view_(view),
        request_(request),
        planner_(view, decided_.records, decided_.stories, "directory-is-assigned") {}

  Decided<Response> decide() {
    decided_.response.error_code = check();
    if (decided_.response.error_code != ErrorCode::none) return std::move(decided_);
    for (const Request::DirectoryData& directory : request_.directories) {
      Response::DirectoryData& answers = decided_.response.directories.emplace_back();
      answers.id = directory.id;
      for (const Request::TopicData& topic : directory.topics) {
        Response::TopicData& answer = answers.topics.emplace_back();
        answer.topic_id = topic.topic_id;
        for (const Request::PartitionData& partition : topic.partitions) {
          auto& result = answer.partitions.emplace_back();
          result.partition_index = partition.partition_index;
          result.error_code = assign(directory.id, topic.topic_id, partition.partition_index);
        }
      }
    }
    leave_offline();
    return std::move(decided_);
  }

 private:
  ErrorCode check() const {
    if (!has(view_, MetadataLevel::v3_7_directories)) return ErrorCode::unsupported_version;
    return check_broker_epoch(view_.image, request_.broker_id, request_.broker_epoch).code;
  }

  ErrorCode assign(const Uuid& directory, const Uuid& topic_id, PartitionIndex index) {
    const metadata::TopicImage* const topic = view_.image.topic(topic_id);
    if (topic == nullptr) return ErrorCode::unknown_topic_id;
    const metadata::PartitionImage* const partition = topic->partitions.find(index);
    if (partition == nullptr) return ErrorCode::unknown_topic_or_partition;
    if (std::ranges::find(partition->replicas, request_.broker_id) == partition->replicas.end())
      return ErrorCode::not_leader_or_follower;
    PartitionTarget target = target_of(*partition);
    target.directories[request_.broker_id] = directory;
    planner_.change({*topic, index, *partition}, std::move(target));
    if (!view_.image.brokers.find(request_.broker_id)->has_directory(directory))
      offline_.insert({topic->name, index});
    return ErrorCode::none;
  }

  void leave_offline() {
    planner_.set_cause("directory-is-offline");
    for (const TopicPartition& place : offline_) {
      const metadata::TopicImage& topic = *view_.image.topic(place.topic);
      planner_.update({topic, place.partition, *topic.partitions.find(place.partition)},
                      {.leaves = request_.broker_id});
    }
  }

  const View& view_;
  const Request& request_;
  Decided<Response> decided_;
  PartitionPlanner planner_;
  std::set<TopicPartition> offline_;
};

}  // namespace

Decided<Response> decide_assign_replicas_to_dirs(const View& view, const Request& request) {
  return Assigner(view, request).decide();
}

}  // namespace fl::controller
