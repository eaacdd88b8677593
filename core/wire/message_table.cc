#include "core/wire/message_table.h"

#include "core/wire/header.h"
#include "core/wire/messages/allocate_producer_ids.h"
#include "core/wire/messages/alter_client_quotas.h"
#include "core/wire/messages/alter_configs.h"
#include "core/wire/messages/alter_partition.h"
#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/api_versions.h"
#include "core/wire/messages/assign_replicas_to_dirs.h"
#include "core/wire/messages/begin_quorum_epoch.h"
#include "core/wire/messages/broker_heartbeat.h"
#include "core/wire/messages/broker_records.h"
#include "core/wire/messages/broker_registration.h"
#include "core/wire/messages/client_quota_record.h"
#include "core/wire/messages/control_records.h"
#include "core/wire/messages/controller_registration.h"
#include "core/wire/messages/create_partitions.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/delete_records.h"
#include "core/wire/messages/delete_topics.h"
#include "core/wire/messages/describe_client_quotas.h"
#include "core/wire/messages/describe_cluster.h"
#include "core/wire/messages/describe_configs.h"
#include "core/wire/messages/describe_producers.h"
#include "core/wire/messages/describe_quorum.h"
#include "core/wire/messages/describe_topic_partitions.h"
#include "core/wire/messages/elect_leaders.h"
#include "core/wire/messages/end_quorum_epoch.h"
#include "core/wire/messages/envelope.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/fetch_snapshot.h"
#include "core/wire/messages/find_coordinator.h"
#include "core/wire/messages/incremental_alter_configs.h"
#include "core/wire/messages/init_producer_id.h"
#include "core/wire/messages/list_config_resources.h"
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/list_partition_reassignments.h"
#include "core/wire/messages/metadata.h"
#include "core/wire/messages/metadata_records.h"
#include "core/wire/messages/metadata_transaction_records.h"
#include "core/wire/messages/offset_for_leader_epoch.h"
#include "core/wire/messages/produce.h"
#include "core/wire/messages/raft_voters.h"
#include "core/wire/messages/security_records.h"
#include "core/wire/messages/unregister_broker.h"
#include "core/wire/messages/update_features.h"
#include "core/wire/messages/vote.h"

#include <array>

namespace fl::wire {

namespace {

template <class M>
std::shared_ptr<void> made() {
  return std::make_shared<M>();
}

template <class M>
consteval std::int16_t key_of() {
  if constexpr (requires { M::kApi; }) return static_cast<std::int16_t>(M::kApi);
  if constexpr (requires { M::kRecordKey; }) return M::kRecordKey;
  return -1;
}

template <class M>
constexpr Message row(MessageRole role) {
  return {kMessageInfo<M>, role, key_of<M>(), &made<M>};
}

template <class Request, class Response>
constexpr std::array<Message, 2> pair() {
  static_assert(Request::kApi == Response::kApi);
  static_assert(Request::kVersions == Response::kVersions);
  return {row<Request>(MessageRole::request), row<Response>(MessageRole::response)};
}

constexpr auto kPairs = std::to_array<std::array<Message, 2>>({
    pair<ProduceRequest, ProduceResponse>(),
    pair<FetchRequest, FetchResponse>(),
    pair<ListOffsetsRequest, ListOffsetsResponse>(),
    pair<MetadataRequest, MetadataResponse>(),
    pair<FindCoordinatorRequest, FindCoordinatorResponse>(),
    pair<ApiVersionsRequest, ApiVersionsResponse>(),
    pair<CreateTopicsRequest, CreateTopicsResponse>(),
    pair<DeleteTopicsRequest, DeleteTopicsResponse>(),
    pair<DeleteRecordsRequest, DeleteRecordsResponse>(),
    pair<InitProducerIdRequest, InitProducerIdResponse>(),
    pair<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(),
    pair<DescribeConfigsRequest, DescribeConfigsResponse>(),
    pair<AlterConfigsRequest, AlterConfigsResponse>(),
    pair<CreatePartitionsRequest, CreatePartitionsResponse>(),
    pair<ElectLeadersRequest, ElectLeadersResponse>(),
    pair<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(),
    pair<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(),
    pair<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(),
    pair<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(),
    pair<AlterClientQuotasRequest, AlterClientQuotasResponse>(),
    pair<VoteRequest, VoteResponse>(),
    pair<BeginQuorumEpochRequest, BeginQuorumEpochResponse>(),
    pair<EndQuorumEpochRequest, EndQuorumEpochResponse>(),
    pair<DescribeQuorumRequest, DescribeQuorumResponse>(),
    pair<AlterPartitionRequest, AlterPartitionResponse>(),
    pair<UpdateFeaturesRequest, UpdateFeaturesResponse>(),
    pair<EnvelopeRequest, EnvelopeResponse>(),
    pair<FetchSnapshotRequest, FetchSnapshotResponse>(),
    pair<DescribeClusterRequest, DescribeClusterResponse>(),
    pair<DescribeProducersRequest, DescribeProducersResponse>(),
    pair<BrokerRegistrationRequest, BrokerRegistrationResponse>(),
    pair<BrokerHeartbeatRequest, BrokerHeartbeatResponse>(),
    pair<UnregisterBrokerRequest, UnregisterBrokerResponse>(),
    pair<AllocateProducerIdsRequest, AllocateProducerIdsResponse>(),
    pair<ControllerRegistrationRequest, ControllerRegistrationResponse>(),
    pair<AssignReplicasToDirsRequest, AssignReplicasToDirsResponse>(),
    pair<ListConfigResourcesRequest, ListConfigResourcesResponse>(),
    pair<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(),
    pair<AddRaftVoterRequest, AddRaftVoterResponse>(),
    pair<RemoveRaftVoterRequest, RemoveRaftVoterResponse>(),
    pair<UpdateRaftVoterRequest, UpdateRaftVoterResponse>(),
});

constexpr auto kOthers = std::to_array<Message>({
    row<RegisterBrokerRecord>(MessageRole::record),
    row<UnregisterBrokerRecord>(MessageRole::record),
    row<TopicRecord>(MessageRole::record),
    row<PartitionRecord>(MessageRole::record),
    row<ConfigRecord>(MessageRole::record),
    row<PartitionChangeRecord>(MessageRole::record),
    row<FenceBrokerRecord>(MessageRole::record),
    row<UnfenceBrokerRecord>(MessageRole::record),
    row<RemoveTopicRecord>(MessageRole::record),
    row<DelegationTokenRecord>(MessageRole::record),
    row<UserScramCredentialRecord>(MessageRole::record),
    row<FeatureLevelRecord>(MessageRole::record),
    row<ClientQuotaRecord>(MessageRole::record),
    row<ProducerIdsRecord>(MessageRole::record),
    row<BrokerRegistrationChangeRecord>(MessageRole::record),
    row<AccessControlEntryRecord>(MessageRole::record),
    row<RemoveAccessControlEntryRecord>(MessageRole::record),
    row<NoOpRecord>(MessageRole::record),
    row<RemoveUserScramCredentialRecord>(MessageRole::record),
    row<BeginTransactionRecord>(MessageRole::record),
    row<EndTransactionRecord>(MessageRole::record),
    row<AbortTransactionRecord>(MessageRole::record),
    row<RemoveDelegationTokenRecord>(MessageRole::record),
    row<RegisterControllerRecord>(MessageRole::record),
    row<ClearElrRecord>(MessageRole::record),
    row<LeaderChangeMessage>(MessageRole::control),
    row<SnapshotHeaderRecord>(MessageRole::control),
    row<SnapshotFooterRecord>(MessageRole::control),
    row<KRaftVersionRecord>(MessageRole::control),
    row<VotersRecord>(MessageRole::control),
    row<RequestHeader>(MessageRole::header),
    row<ResponseHeader>(MessageRole::header),
});

constexpr auto kMessages = [] {
  std::array<Message, kPairs.size() * 2 + kOthers.size()> all{};
  std::size_t count = 0;
  for (const auto& both : kPairs)
    for (const Message& message : both)
      all[count++] = message;
  for (const Message& message : kOthers)
    all[count++] = message;
  return all;
}();

const Message* find(MessageRole role, std::int16_t key) {
  for (const Message& message : kMessages)
    if (message.role == role && message.key == key) return &message;
  return nullptr;
}

}  // namespace

std::span<const Message> message_table() {
  return kMessages;
}

const Message* find_request(ApiKey key) {
  return find(MessageRole::request, static_cast<std::int16_t>(key));
}

const Message* find_response(ApiKey key) {
  return find(MessageRole::response, static_cast<std::int16_t>(key));
}

const Message* find_record(std::int16_t key) {
  return find(MessageRole::record, key);
}

const Message* find_message(std::string_view name) {
  for (const Message& message : kMessages)
    if (message.info.name == name) return &message;
  return nullptr;
}

}  // namespace fl::wire
