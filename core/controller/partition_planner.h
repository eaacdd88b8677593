// Plans changes of partitions one after the other: finds who may lead, decides, keeps the records
// and tells why. Every change of a partition goes through here.
// Source: ReplicationControlManager.generateLeaderAndIsrUpdates.
#pragma once
#include "core/controller/cluster_view.h"
#include "core/controller/decided.h"
#include "core/controller/partition_change.h"

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fl::controller {

inline constexpr BrokerId kNoBroker{-1};

/// A broker whose standing changes with the decision, so that the image still shows the old one.
struct Standing {
  BrokerId leaves = kNoBroker;      ///< leaves ISRs and leads nothing
  BrokerId returns = kNoBroker;     ///< may lead, though it is fenced still
  BrokerId is_unclean = kNoBroker;  ///< stopped uncleanly: leaves ISRs and ELRs, leads nothing
};

struct PartitionPlace {
  const metadata::TopicImage& topic;
  PartitionIndex index;
  const metadata::PartitionImage& partition;
};

class PartitionPlanner {
 public:
  /// What is planned goes into `records` and `stories`. `cause` is a literal: what made the
  /// controller look.
  PartitionPlanner(const View& view, metadata::RecordList& records, Stories& stories,
                   std::string_view cause)
      : view_(view), records_(records), stories_(stories), cause_(cause) {}

  void set_cause(std::string_view cause) { cause_ = cause; }

  /// Plans that the partition becomes the target, as far as Kafka's rules let it. Returns the
  /// partition with the record applied; nothing if no record is needed.
  std::optional<metadata::PartitionImage> change(const PartitionPlace& place,
                                                 PartitionTarget target,
                                                 const Standing& standing = {});

  /// For every partition that `concerns` says yes to: takes the broker out of the ISR and elects,
  /// in the order of topics and partitions.
  template <std::predicate<const metadata::PartitionImage&> Concerns>
  void update_all(const Standing& standing, Concerns&& concerns) {
    view_.image.topics.for_each([&](const std::string&, const metadata::TopicImage& topic) {
      topic.partitions.for_each(
          [&](const PartitionIndex& index, const metadata::PartitionImage& partition) {
            if (concerns(partition)) update({topic, index, partition}, standing);
          });
    });
  }

  void update(const PartitionPlace& place, const Standing& standing);

 private:
  const PartitionRules& rules_for(const metadata::TopicImage& topic);
  std::vector<BrokerId> acceptable(const metadata::PartitionImage& partition,
                                   const PartitionTarget& target, const Standing& standing) const;
  void tell(const PartitionPlace& place, const metadata::PartitionImage& after,
            ElectionResult election, const PartitionRules& rules);

  const View& view_;
  metadata::RecordList& records_;
  Stories& stories_;
  std::string_view cause_;
  std::string rules_topic_;  ///< whose rules are kept
  PartitionRules rules_;
  bool allows_unclean_ = false;
};

/// Whether any partition is led by the broker.
bool leads_any(const metadata::Image& image, BrokerId broker);

}  // namespace fl::controller
