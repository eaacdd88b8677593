// Which topic a node means by a name. Each node tells of its own accord that a topic came or went,
// some later than others, and again when it reads the metadata log after a boot: so a topic that is
// deleted and made anew under the same name begins anew for each node when that node says so.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/base/uuid.h"
#include "sim/story_log.h"

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace fl::sim {

/// A partition of one topic among those that had its name.
struct TopicIdPartition {
  Uuid topic_id;
  TopicPartition name;

  friend auto operator<=>(const TopicIdPartition&, const TopicIdPartition&) = default;
};

class TopicIds {
 public:
  /// The name of a topic, if the node says that the one which it knew by that name is gone.
  std::optional<std::string> told(const StoredEvent& event);

  /// The id is nil before the node told of the topic.
  TopicIdPartition of(NodeId node, TopicPartition partition) const;

 private:
  std::map<std::pair<NodeId, std::string>, Uuid> ids_;
};

}  // namespace fl::sim
