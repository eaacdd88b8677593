#include "core/broker/handlers/table.h"

#include "core/broker/handler.h"
#include "core/broker/handlers/alter_configs.h"
#include "core/broker/handlers/api_versions.h"
#include "core/broker/handlers/client_quotas.h"
#include "core/broker/handlers/cluster.h"
#include "core/broker/handlers/create_partitions.h"
#include "core/broker/handlers/create_topics.h"
#include "core/broker/handlers/delete_records.h"
#include "core/broker/handlers/delete_topics.h"
#include "core/broker/handlers/describe_cluster.h"
#include "core/broker/handlers/describe_configs.h"
#include "core/broker/handlers/describe_producers.h"
#include "core/broker/handlers/describe_topic_partitions.h"
#include "core/broker/handlers/elect_leaders.h"
#include "core/broker/handlers/envelope.h"
#include "core/broker/handlers/fetch.h"
#include "core/broker/handlers/find_coordinator.h"
#include "core/broker/handlers/incremental_alter_configs.h"
#include "core/broker/handlers/init_producer_id.h"
#include "core/broker/handlers/list_config_resources.h"
#include "core/broker/handlers/list_offsets.h"
#include "core/broker/handlers/metadata.h"
#include "core/broker/handlers/offset_for_leader_epoch.h"
#include "core/broker/handlers/produce.h"
#include "core/broker/handlers/quorum.h"
#include "core/broker/handlers/reassignments.h"
#include "core/broker/handlers/unregister_broker.h"
#include "core/broker/handlers/update_features.h"
#include "core/wire/codec.h"

#include <array>
#include <cstddef>

namespace fl::broker {

namespace {

template <class M>
void decode_and_handle(Server& server, Context& context, const Request& request,
                       const Slice& body) {
  const auto message = wire::decode<M>(body, request.version, {.trailing_allowed = true});
  if (!message) {
    refuse(server, context, request, "the request body cannot be read");
    return;
  }
  handle(server, context, request, *message);
}

template <class M>
constexpr Handler row() {
  return {.api = M::kApi, .call = &decode_and_handle<M>};
}

constexpr std::array kHandlers{
    row<wire::ProduceRequest>(),
    row<wire::VoteRequest>(),
    row<wire::BeginQuorumEpochRequest>(),
    row<wire::EndQuorumEpochRequest>(),
    row<wire::FetchSnapshotRequest>(),
    row<wire::DescribeQuorumRequest>(),
    row<wire::AddRaftVoterRequest>(),
    row<wire::RemoveRaftVoterRequest>(),
    row<wire::UpdateRaftVoterRequest>(),
    row<wire::EnvelopeRequest>(),
    row<wire::BrokerRegistrationRequest>(),
    row<wire::BrokerHeartbeatRequest>(),
    row<wire::AlterPartitionRequest>(),
    row<wire::AllocateProducerIdsRequest>(),
    row<wire::ControllerRegistrationRequest>(),
    row<wire::AssignReplicasToDirsRequest>(),
    row<wire::UnregisterBrokerRequest>(),
    row<wire::UpdateFeaturesRequest>(),
    row<wire::FetchRequest>(),
    row<wire::ListOffsetsRequest>(),
    row<wire::MetadataRequest>(),
    row<wire::FindCoordinatorRequest>(),
    row<wire::ApiVersionsRequest>(),
    row<wire::CreateTopicsRequest>(),
    row<wire::DeleteTopicsRequest>(),
    row<wire::DeleteRecordsRequest>(),
    row<wire::InitProducerIdRequest>(),
    row<wire::OffsetForLeaderEpochRequest>(),
    row<wire::DescribeConfigsRequest>(),
    row<wire::AlterConfigsRequest>(),
    row<wire::CreatePartitionsRequest>(),
    row<wire::ElectLeadersRequest>(),
    row<wire::IncrementalAlterConfigsRequest>(),
    row<wire::AlterPartitionReassignmentsRequest>(),
    row<wire::ListPartitionReassignmentsRequest>(),
    row<wire::DescribeClientQuotasRequest>(),
    row<wire::AlterClientQuotasRequest>(),
    row<wire::ListConfigResourcesRequest>(),
    row<wire::DescribeClusterRequest>(),
    row<wire::DescribeProducersRequest>(),
    row<wire::DescribeTopicPartitionsRequest>(),
};

constexpr std::size_t kKeys = 128;

/// By api key, for finding a handler without a search.
constexpr std::array<const Handler*, kKeys> by_key() {
  std::array<const Handler*, kKeys> table{};
  for (const Handler& handler : kHandlers)
    table[static_cast<std::size_t>(handler.api)] = &handler;
  return table;
}

constexpr std::array<const Handler*, kKeys> kByKey = by_key();

}  // namespace

const Handler* find_handler(wire::ApiKey api) {
  const auto key = static_cast<std::int16_t>(api);
  if (key < 0 || static_cast<std::size_t>(key) >= kKeys) return nullptr;
  return kByKey[static_cast<std::size_t>(key)];
}

}  // namespace fl::broker
