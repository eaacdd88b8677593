// Configurations, features, producer ids, quotas, and who may do what.   Source:
// ConfigurationsDelta, FeaturesDelta, ProducerIdsDelta, ClientQuotasDelta, AclsDelta, ScramDelta,
// DelegationTokenDelta.
#include "core/metadata/parts.h"

#include <utility>

namespace fl::metadata {

namespace {

QuotaEntity entity_of(const wire::ClientQuotaRecord& record) {
  QuotaEntity entity;
  for (const auto& part : record.entity)
    entity.insert_or_assign(part.entity_type, part.entity_name);
  return entity;
}

}  // namespace

Applied apply_to(Target target, const wire::ConfigRecord& record) {
  const ConfigResource resource{.type = static_cast<ResourceType>(record.resource_type),
                                .name = record.resource_name};
  auto& configs = target.image.configs;
  target.delta.configs.insert(resource);
  ConfigValues* values = configs.mutate(resource);
  if (!record.value) {
    if (values == nullptr) return {};
    values->erase(record.name);
    if (values->empty()) configs.erase(resource);
    return {};
  }
  if (values == nullptr) values = &configs.put(resource, {});
  values->insert_or_assign(record.name, *record.value);
  return {};
}

Applied apply_to(Target target, const wire::ProducerIdsRecord& record) {
  if (record.next_producer_id < target.image.next_producer_id)
    return wrong("the next producer id went back to " +
                 std::to_string(record.next_producer_id.value));
  target.image.next_producer_id = record.next_producer_id;
  target.delta.has_new_producer_ids = true;
  return {};
}

Applied apply_to(Target target, const wire::FeatureLevelRecord& record) {
  target.delta.features.insert(record.name);
  if (record.feature_level == 0)
    target.image.features.erase(record.name);
  else
    target.image.features.put(record.name, record.feature_level);
  return {};
}

Applied apply_to(Target target, const wire::ClientQuotaRecord& record) {
  const QuotaEntity entity = entity_of(record);
  auto& quotas = target.image.quotas;
  target.delta.quotas.insert(entity);
  QuotaValues* values = quotas.mutate(entity);
  if (record.remove) {
    if (values == nullptr) return {};
    values->erase(record.key);
    if (values->empty()) quotas.erase(entity);
    return {};
  }
  if (values == nullptr) values = &quotas.put(entity, {});
  values->insert_or_assign(record.key, record.value);
  return {};
}

Applied apply_to(Target target, const wire::UserScramCredentialRecord& record) {
  // The keys are slices of the log's bytes: a copy does not pin those.
  wire::UserScramCredentialRecord mine = record;
  mine.salt = Slice::copied(record.salt);
  mine.stored_key = Slice::copied(record.stored_key);
  mine.server_key = Slice::copied(record.server_key);
  target.image.scram_credentials.put({.mechanism = record.mechanism, .name = record.name},
                                     std::move(mine));
  target.delta.has_new_security = true;
  return {};
}

Applied apply_to(Target target, const wire::RemoveUserScramCredentialRecord& record) {
  target.image.scram_credentials.erase({.mechanism = record.mechanism, .name = record.name});
  target.delta.has_new_security = true;
  return {};
}

Applied apply_to(Target target, const wire::AccessControlEntryRecord& record) {
  target.image.acls.put(record.id, record);
  target.delta.has_new_security = true;
  return {};
}

Applied apply_to(Target target, const wire::RemoveAccessControlEntryRecord& record) {
  if (!target.image.acls.erase(record.id)) return wrong("no ACL with id " + record.id.to_text());
  target.delta.has_new_security = true;
  return {};
}

Applied apply_to(Target target, const wire::DelegationTokenRecord& record) {
  target.image.delegation_tokens.put(record.token_id, record);
  target.delta.has_new_security = true;
  return {};
}

Applied apply_to(Target target, const wire::RemoveDelegationTokenRecord& record) {
  target.image.delegation_tokens.erase(record.token_id);
  target.delta.has_new_security = true;
  return {};
}

}  // namespace fl::metadata
