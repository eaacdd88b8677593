// How each record changes the image: one overload per record, grouped in topics_part.cc,
// cluster_part.cc and settings_part.cc. Only delta.cc calls them.
#pragma once
#include "core/metadata/delta.h"
#include "core/metadata/image.h"
#include "core/metadata/record.h"

#include <expected>
#include <string>
#include <utility>

namespace fl::metadata {

using Applied = std::expected<void, std::string>;

/// What a record changes. On error nothing was changed.
struct Target {
  Image& image;
  Delta& delta;
};

inline Applied wrong(std::string text) {
  return std::unexpected(std::move(text));
}

Applied apply_to(Target target, const wire::TopicRecord& record);
Applied apply_to(Target target, const wire::PartitionRecord& record);
Applied apply_to(Target target, const wire::PartitionChangeRecord& record);
Applied apply_to(Target target, const wire::RemoveTopicRecord& record);
Applied apply_to(Target target, const wire::ClearElrRecord& record);

Applied apply_to(Target target, const wire::RegisterBrokerRecord& record);
Applied apply_to(Target target, const wire::UnregisterBrokerRecord& record);
Applied apply_to(Target target, const wire::BrokerRegistrationChangeRecord& record);
Applied apply_to(Target target, const wire::FenceBrokerRecord& record);
Applied apply_to(Target target, const wire::UnfenceBrokerRecord& record);
Applied apply_to(Target target, const wire::RegisterControllerRecord& record);

Applied apply_to(Target target, const wire::ConfigRecord& record);
Applied apply_to(Target target, const wire::ProducerIdsRecord& record);
Applied apply_to(Target target, const wire::FeatureLevelRecord& record);
Applied apply_to(Target target, const wire::ClientQuotaRecord& record);
Applied apply_to(Target target, const wire::UserScramCredentialRecord& record);
Applied apply_to(Target target, const wire::RemoveUserScramCredentialRecord& record);
Applied apply_to(Target target, const wire::AccessControlEntryRecord& record);
Applied apply_to(Target target, const wire::RemoveAccessControlEntryRecord& record);
Applied apply_to(Target target, const wire::DelegationTokenRecord& record);
Applied apply_to(Target target, const wire::RemoveDelegationTokenRecord& record);

/// The partitions of a deleted topic need nobody's attention any more.
void forget_partitions(Delta& delta, const std::string& topic, std::int32_t partitions);

}  // namespace fl::metadata
