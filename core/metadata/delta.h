// What a run of records changed in an image: whom it concerns is told after the records were
// applied.   Source: MetadataDelta, TopicsDelta.
#pragma once
#include "core/metadata/image.h"
#include "core/metadata/record.h"

#include <expected>
#include <set>
#include <string>
#include <vector>

namespace fl::metadata {

struct DeletedTopic {
  Uuid id;
  std::string name;
  std::int32_t partitions = 0;

  friend bool operator==(const DeletedTopic&, const DeletedTopic&) = default;
};

struct Delta {
  /// Partitions that are new, of new topics and of grown ones.
  std::set<TopicPartition> created;
  /// Partitions whose leader, ISR, replicas or epochs changed.
  std::set<TopicPartition> changed;
  /// A topic that was deleted and made anew is here with its old id, and in `created`.
  std::vector<DeletedTopic> deleted_topics;
  std::set<ConfigResource> configs;
  std::set<std::string> features;
  /// Registered, changed or unregistered.
  std::set<BrokerId> brokers;
  std::set<BrokerId> controllers;
  std::set<QuotaEntity> quotas;
  bool has_new_producer_ids = false;
  bool has_new_security = false;  ///< ACLs, SCRAM credentials, delegation tokens

  bool empty() const {
    return created.empty() && changed.empty() && deleted_topics.empty() && configs.empty() &&
           features.empty() && brokers.empty() && controllers.empty() && quotas.empty() &&
           !has_new_producer_ids && !has_new_security;
  }
};

/// What an open transaction would make of the image, and whom it would concern.
struct StagedTransaction {
  std::string name;
  Image image;
  Delta delta;
};

/// Applies one record, which moves `image.end` by one, and notes what it changed. On error (a
/// record that contradicts the image, as only a damaged log holds): what is wrong, and the image is
/// as before. Records between BeginTransactionRecord and EndTransactionRecord take effect, and are
/// in `delta`, with the latter; AbortTransactionRecord drops them.   Source: MetadataBatchLoader.
std::expected<void, std::string> apply(Image& image, Delta& delta, const Record& record);

/// The partition after the change, as apply() makes it.   Source: PartitionRegistration.merge.
PartitionImage merged(const PartitionImage& partition, const wire::PartitionChangeRecord& record);

}  // namespace fl::metadata
