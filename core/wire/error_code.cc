#include "core/wire/error_code.h"

#include <array>
#include <cstddef>

namespace fl::wire {

namespace {

constexpr std::int16_t kFirst = static_cast<std::int16_t>(ErrorCode::unknown_server_error);

constexpr auto kErrors = std::to_array<ErrorInfo>({
    {ErrorCode::unknown_server_error, "UNKNOWN_SERVER_ERROR",
     "The server experienced an unexpected error when processing the request.", false, false},
    {ErrorCode::none, "NONE", "NONE", false, false},
    {ErrorCode::offset_out_of_range, "OFFSET_OUT_OF_RANGE",
     "The requested offset is not within the range of offsets maintained by the server.", false,
     false},
    {ErrorCode::corrupt_message, "CORRUPT_MESSAGE",
     "This message has failed its CRC checksum, exceeds the valid size, has a null key for a "
     "compacted topic, or is otherwise corrupt.",
     true, false},
    {ErrorCode::unknown_topic_or_partition, "UNKNOWN_TOPIC_OR_PARTITION",
     "This server does not host this topic-partition.", true, true},
    {ErrorCode::invalid_fetch_size, "INVALID_FETCH_SIZE", "The requested fetch size is invalid.",
     false, false},
    {ErrorCode::leader_not_available, "LEADER_NOT_AVAILABLE",
     "There is no leader for this topic-partition as we are in the middle of a leadership "
     "election.",
     true, true},
    {ErrorCode::not_leader_or_follower, "NOT_LEADER_OR_FOLLOWER",
     "For requests intended only for the leader, this error indicates that the broker is not the "
     "current leader. For requests intended for any replica, this error indicates that the broker "
     "is not a replica of the topic partition.",
     true, true},
    {ErrorCode::request_timed_out, "REQUEST_TIMED_OUT", "The request timed out.", true, false},
    {ErrorCode::broker_not_available, "BROKER_NOT_AVAILABLE", "The broker is not available.", false,
     false},
    {ErrorCode::replica_not_available, "REPLICA_NOT_AVAILABLE",
     "The replica is not available for the requested topic-partition. Produce/Fetch requests and "
     "other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the "
     "broker is not a replica of the topic-partition.",
     true, true},
    {ErrorCode::message_too_large, "MESSAGE_TOO_LARGE",
     "The request included a message larger than the max message size the server will accept.",
     false, false},
    {ErrorCode::stale_controller_epoch, "STALE_CONTROLLER_EPOCH",
     "The controller moved to another broker.", false, false},
    {ErrorCode::offset_metadata_too_large, "OFFSET_METADATA_TOO_LARGE",
     "The metadata field of the offset request was too large.", false, false},
    {ErrorCode::network_exception, "NETWORK_EXCEPTION",
     "The server disconnected before a response was received.", true, true},
    {ErrorCode::coordinator_load_in_progress, "COORDINATOR_LOAD_IN_PROGRESS",
     "The coordinator is loading and hence can't process requests.", true, false},
    {ErrorCode::coordinator_not_available, "COORDINATOR_NOT_AVAILABLE",
     "The coordinator is not available.", true, false},
    {ErrorCode::not_coordinator, "NOT_COORDINATOR", "This is not the correct coordinator.", true,
     false},
    {ErrorCode::invalid_topic_exception, "INVALID_TOPIC_EXCEPTION",
     "The request attempted to perform an operation on an invalid topic.", false, false},
    {ErrorCode::record_list_too_large, "RECORD_LIST_TOO_LARGE",
     "The request included message batch larger than the configured segment size on the server.",
     false, false},
    {ErrorCode::not_enough_replicas, "NOT_ENOUGH_REPLICAS",
     "Messages are rejected since there are fewer in-sync replicas than required.", true, false},
    {ErrorCode::not_enough_replicas_after_append, "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
     "Messages are written to the log, but to fewer in-sync replicas than required.", true, false},
    {ErrorCode::invalid_required_acks, "INVALID_REQUIRED_ACKS",
     "Produce request specified an invalid value for required acks.", false, false},
    {ErrorCode::illegal_generation, "ILLEGAL_GENERATION",
     "Specified group generation id is not valid.", false, false},
    {ErrorCode::inconsistent_group_protocol, "INCONSISTENT_GROUP_PROTOCOL",
     "The group member's supported protocols are incompatible with those of existing members or "
     "first group member tried to join with empty protocol type or empty protocol list.",
     false, false},
    {ErrorCode::invalid_group_id, "INVALID_GROUP_ID", "The group id is invalid.", false, false},
    {ErrorCode::unknown_member_id, "UNKNOWN_MEMBER_ID",
     "The coordinator is not aware of this member.", false, false},
    {ErrorCode::invalid_session_timeout, "INVALID_SESSION_TIMEOUT",
     "The session timeout is not within the range allowed by the broker (as configured by "
     "group.min.session.timeout.ms and group.max.session.timeout.ms).",
     false, false},
    {ErrorCode::rebalance_in_progress, "REBALANCE_IN_PROGRESS",
     "The group is rebalancing, so a rejoin is needed.", false, false},
    {ErrorCode::invalid_commit_offset_size, "INVALID_COMMIT_OFFSET_SIZE",
     "The committing offset data size is not valid.", false, false},
    {ErrorCode::topic_authorization_failed, "TOPIC_AUTHORIZATION_FAILED",
     "Topic authorization failed.", false, false},
    {ErrorCode::group_authorization_failed, "GROUP_AUTHORIZATION_FAILED",
     "Group authorization failed.", false, false},
    {ErrorCode::cluster_authorization_failed, "CLUSTER_AUTHORIZATION_FAILED",
     "Cluster authorization failed.", false, false},
    {ErrorCode::invalid_timestamp, "INVALID_TIMESTAMP",
     "The timestamp of the message is out of acceptable range.", false, false},
    {ErrorCode::unsupported_sasl_mechanism, "UNSUPPORTED_SASL_MECHANISM",
     "The broker does not support the requested SASL mechanism.", false, false},
    {ErrorCode::illegal_sasl_state, "ILLEGAL_SASL_STATE",
     "Request is not valid given the current SASL state.", false, false},
    {ErrorCode::unsupported_version, "UNSUPPORTED_VERSION", "The version of API is not supported.",
     false, false},
    {ErrorCode::topic_already_exists, "TOPIC_ALREADY_EXISTS",
     "Topic with this name already exists.", false, false},
    {ErrorCode::invalid_partitions, "INVALID_PARTITIONS", "Number of partitions is below 1.", false,
     false},
    {ErrorCode::invalid_replication_factor, "INVALID_REPLICATION_FACTOR",
     "Replication factor is below 1 or larger than the number of available brokers.", false, false},
    {ErrorCode::invalid_replica_assignment, "INVALID_REPLICA_ASSIGNMENT",
     "Replica assignment is invalid.", false, false},
    {ErrorCode::invalid_config, "INVALID_CONFIG", "Configuration is invalid.", false, false},
    {ErrorCode::not_controller, "NOT_CONTROLLER",
     "This is not the correct controller for this cluster.", true, false},
    {ErrorCode::invalid_request, "INVALID_REQUEST",
     "This most likely occurs because of a request being malformed by the client library or the "
     "message was sent to an incompatible broker. See the broker logs for more details.",
     false, false},
    {ErrorCode::unsupported_for_message_format, "UNSUPPORTED_FOR_MESSAGE_FORMAT",
     "The message format version on the broker does not support the request.", false, false},
    {ErrorCode::policy_violation, "POLICY_VIOLATION",
     "Request parameters do not satisfy the configured policy.", false, false},
    {ErrorCode::out_of_order_sequence_number, "OUT_OF_ORDER_SEQUENCE_NUMBER",
     "The broker received an out of order sequence number.", false, false},
    {ErrorCode::duplicate_sequence_number, "DUPLICATE_SEQUENCE_NUMBER",
     "The broker received a duplicate sequence number.", false, false},
    {ErrorCode::invalid_producer_epoch, "INVALID_PRODUCER_EPOCH",
     "Producer attempted to produce with an old epoch.", false, false},
    {ErrorCode::invalid_txn_state, "INVALID_TXN_STATE",
     "The producer attempted a transactional operation in an invalid state.", false, false},
    {ErrorCode::invalid_producer_id_mapping, "INVALID_PRODUCER_ID_MAPPING",
     "The producer attempted to use a producer id which is not currently assigned to its "
     "transactional id.",
     false, false},
    {ErrorCode::invalid_transaction_timeout, "INVALID_TRANSACTION_TIMEOUT",
     "The transaction timeout is larger than the maximum value allowed by the broker (as "
     "configured by transaction.max.timeout.ms).",
     false, false},
    {ErrorCode::concurrent_transactions, "CONCURRENT_TRANSACTIONS",
     "The producer attempted to update a transaction while another concurrent operation on the "
     "same transaction was ongoing.",
     true, false},
    {ErrorCode::transaction_coordinator_fenced, "TRANSACTION_COORDINATOR_FENCED",
     "Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current "
     "coordinator for a given producer.",
     false, false},
    {ErrorCode::transactional_id_authorization_failed, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
     "Transactional Id authorization failed.", false, false},
    {ErrorCode::security_disabled, "SECURITY_DISABLED", "Security features are disabled.", false,
     false},
    {ErrorCode::operation_not_attempted, "OPERATION_NOT_ATTEMPTED",
     "The broker did not attempt to execute this operation. This may happen for batched RPCs where "
     "some operations in the batch failed, causing the broker to respond without trying the rest.",
     false, false},
    {ErrorCode::kafka_storage_error, "KAFKA_STORAGE_ERROR",
     "Disk error when trying to access log file on the disk.", true, true},
    {ErrorCode::log_dir_not_found, "LOG_DIR_NOT_FOUND",
     "The user-specified log directory is not found in the broker config.", false, false},
    {ErrorCode::sasl_authentication_failed, "SASL_AUTHENTICATION_FAILED",
     "SASL Authentication failed.", false, false},
    {ErrorCode::unknown_producer_id, "UNKNOWN_PRODUCER_ID",
     "This exception is raised by the broker if it could not locate the producer metadata "
     "associated with the producerId in question. This could happen if, for instance, the "
     "producer's records were deleted because their retention time had elapsed. Once the last "
     "records of the producerId are removed, the producer's metadata is removed from the broker, "
     "and future appends by the producer will return this exception.",
     false, false},
    {ErrorCode::reassignment_in_progress, "REASSIGNMENT_IN_PROGRESS",
     "A partition reassignment is in progress.", false, false},
    {ErrorCode::delegation_token_auth_disabled, "DELEGATION_TOKEN_AUTH_DISABLED",
     "Delegation Token feature is not enabled.", false, false},
    {ErrorCode::delegation_token_not_found, "DELEGATION_TOKEN_NOT_FOUND",
     "Delegation Token is not found on server.", false, false},
    {ErrorCode::delegation_token_owner_mismatch, "DELEGATION_TOKEN_OWNER_MISMATCH",
     "Specified Principal is not valid Owner/Renewer.", false, false},
    {ErrorCode::delegation_token_request_not_allowed, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED",
     "Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on delegation "
     "token authenticated channels.",
     false, false},
    {ErrorCode::delegation_token_authorization_failed, "DELEGATION_TOKEN_AUTHORIZATION_FAILED",
     "Delegation Token authorization failed.", false, false},
    {ErrorCode::delegation_token_expired, "DELEGATION_TOKEN_EXPIRED",
     "Delegation Token is expired.", false, false},
    {ErrorCode::invalid_principal_type, "INVALID_PRINCIPAL_TYPE",
     "Supplied principalType is not supported.", false, false},
    {ErrorCode::non_empty_group, "NON_EMPTY_GROUP", "The group is not empty.", false, false},
    {ErrorCode::group_id_not_found, "GROUP_ID_NOT_FOUND", "The group id does not exist.", false,
     false},
    {ErrorCode::fetch_session_id_not_found, "FETCH_SESSION_ID_NOT_FOUND",
     "The fetch session ID was not found.", true, false},
    {ErrorCode::invalid_fetch_session_epoch, "INVALID_FETCH_SESSION_EPOCH",
     "The fetch session epoch is invalid.", true, false},
    {ErrorCode::listener_not_found, "LISTENER_NOT_FOUND",
     "There is no listener on the leader broker that matches the listener on which metadata "
     "request was processed.",
     true, true},
    {ErrorCode::topic_deletion_disabled, "TOPIC_DELETION_DISABLED", "Topic deletion is disabled.",
     false, false},
    {ErrorCode::fenced_leader_epoch, "FENCED_LEADER_EPOCH",
     "The leader epoch in the request is older than the epoch on the broker.", true, true},
    {ErrorCode::unknown_leader_epoch, "UNKNOWN_LEADER_EPOCH",
     "The leader epoch in the request is newer than the epoch on the broker.", true, false},
    {ErrorCode::unsupported_compression_type, "UNSUPPORTED_COMPRESSION_TYPE",
     "The requesting client does not support the compression type of given partition.", false,
     false},
    {ErrorCode::stale_broker_epoch, "STALE_BROKER_EPOCH", "Broker epoch has changed.", false,
     false},
    {ErrorCode::offset_not_available, "OFFSET_NOT_AVAILABLE",
     "The leader high watermark has not caught up from a recent leader election so the offsets "
     "cannot be guaranteed to be monotonically increasing.",
     true, false},
    {ErrorCode::member_id_required, "MEMBER_ID_REQUIRED",
     "The group member needs to have a valid member id before actually entering a consumer group.",
     false, false},
    {ErrorCode::preferred_leader_not_available, "PREFERRED_LEADER_NOT_AVAILABLE",
     "The preferred leader was not available.", true, true},
    {ErrorCode::group_max_size_reached, "GROUP_MAX_SIZE_REACHED",
     "The group has reached its maximum size.", false, false},
    {ErrorCode::fenced_instance_id, "FENCED_INSTANCE_ID",
     "The broker rejected this static consumer since another consumer with the same "
     "group.instance.id has registered with a different member.id.",
     false, false},
    {ErrorCode::eligible_leaders_not_available, "ELIGIBLE_LEADERS_NOT_AVAILABLE",
     "Eligible topic partition leaders are not available.", true, true},
    {ErrorCode::election_not_needed, "ELECTION_NOT_NEEDED",
     "Leader election not needed for topic partition.", true, true},
    {ErrorCode::no_reassignment_in_progress, "NO_REASSIGNMENT_IN_PROGRESS",
     "No partition reassignment is in progress.", false, false},
    {ErrorCode::group_subscribed_to_topic, "GROUP_SUBSCRIBED_TO_TOPIC",
     "Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to "
     "it.",
     false, false},
    {ErrorCode::invalid_record, "INVALID_RECORD",
     "This record has failed the validation on broker and hence will be rejected.", false, false},
    {ErrorCode::unstable_offset_commit, "UNSTABLE_OFFSET_COMMIT",
     "There are unstable offsets that need to be cleared.", true, false},
    {ErrorCode::throttling_quota_exceeded, "THROTTLING_QUOTA_EXCEEDED",
     "The throttling quota has been exceeded.", true, false},
    {ErrorCode::producer_fenced, "PRODUCER_FENCED",
     "There is a newer producer with the same transactionalId which fences the current one.", false,
     false},
    {ErrorCode::resource_not_found, "RESOURCE_NOT_FOUND",
     "A request illegally referred to a resource that does not exist.", false, false},
    {ErrorCode::duplicate_resource, "DUPLICATE_RESOURCE",
     "A request illegally referred to the same resource twice.", false, false},
    {ErrorCode::unacceptable_credential, "UNACCEPTABLE_CREDENTIAL",
     "Requested credential would not meet criteria for acceptability.", false, false},
    {ErrorCode::inconsistent_voter_set, "INCONSISTENT_VOTER_SET",
     "Indicates that the either the sender or recipient of a voter-only request is not one of the "
     "expected voters.",
     false, false},
    {ErrorCode::invalid_update_version, "INVALID_UPDATE_VERSION",
     "The given update version was invalid.", false, false},
    {ErrorCode::feature_update_failed, "FEATURE_UPDATE_FAILED",
     "Unable to update finalized features due to an unexpected server error.", false, false},
    {ErrorCode::principal_deserialization_failure, "PRINCIPAL_DESERIALIZATION_FAILURE",
     "Request principal deserialization failed during forwarding. This indicates an internal error "
     "on the broker cluster security setup.",
     false, false},
    {ErrorCode::snapshot_not_found, "SNAPSHOT_NOT_FOUND", "Requested snapshot was not found.",
     false, false},
    {ErrorCode::position_out_of_range, "POSITION_OUT_OF_RANGE",
     "Requested position is not greater than or equal to zero, and less than the size of the "
     "snapshot.",
     false, false},
    {ErrorCode::unknown_topic_id, "UNKNOWN_TOPIC_ID", "This server does not host this topic ID.",
     true, true},
    {ErrorCode::duplicate_broker_registration, "DUPLICATE_BROKER_REGISTRATION",
     "This broker ID is already in use.", false, false},
    {ErrorCode::broker_id_not_registered, "BROKER_ID_NOT_REGISTERED",
     "The given broker ID was not registered.", false, false},
    {ErrorCode::inconsistent_topic_id, "INCONSISTENT_TOPIC_ID",
     "The log's topic ID did not match the topic ID in the request.", true, true},
    {ErrorCode::inconsistent_cluster_id, "INCONSISTENT_CLUSTER_ID",
     "The clusterId in the request does not match that found on the server.", false, false},
    {ErrorCode::transactional_id_not_found, "TRANSACTIONAL_ID_NOT_FOUND",
     "The transactionalId could not be found.", false, false},
    {ErrorCode::fetch_session_topic_id_error, "FETCH_SESSION_TOPIC_ID_ERROR",
     "The fetch session encountered inconsistent topic ID usage.", true, false},
    {ErrorCode::ineligible_replica, "INELIGIBLE_REPLICA",
     "The new ISR contains at least one ineligible replica.", false, false},
    {ErrorCode::new_leader_elected, "NEW_LEADER_ELECTED",
     "The AlterPartition request successfully updated the partition state but the leader has "
     "changed.",
     false, false},
    {ErrorCode::offset_moved_to_tiered_storage, "OFFSET_MOVED_TO_TIERED_STORAGE",
     "The requested offset is moved to tiered storage.", false, false},
    {ErrorCode::fenced_member_epoch, "FENCED_MEMBER_EPOCH",
     "The member epoch is fenced by the group coordinator. The member must abandon all its "
     "partitions and rejoin.",
     false, false},
    {ErrorCode::unreleased_instance_id, "UNRELEASED_INSTANCE_ID",
     "The instance ID is still used by another member in the consumer group. That member must "
     "leave first.",
     false, false},
    {ErrorCode::unsupported_assignor, "UNSUPPORTED_ASSIGNOR",
     "The assignor or its version range is not supported by the consumer group.", false, false},
    {ErrorCode::stale_member_epoch, "STALE_MEMBER_EPOCH",
     "The member epoch is stale. The member must retry after receiving its updated member epoch "
     "via the ConsumerGroupHeartbeat API.",
     false, false},
    {ErrorCode::mismatched_endpoint_type, "MISMATCHED_ENDPOINT_TYPE",
     "The request was sent to an endpoint of the wrong type.", false, false},
    {ErrorCode::unsupported_endpoint_type, "UNSUPPORTED_ENDPOINT_TYPE",
     "This endpoint type is not supported yet.", false, false},
    {ErrorCode::unknown_controller_id, "UNKNOWN_CONTROLLER_ID", "This controller ID is not known.",
     false, false},
    {ErrorCode::unknown_subscription_id, "UNKNOWN_SUBSCRIPTION_ID",
     "Client sent a push telemetry request with an invalid or outdated subscription ID.", false,
     false},
    {ErrorCode::telemetry_too_large, "TELEMETRY_TOO_LARGE",
     "Client sent a push telemetry request larger than the maximum size the broker will accept.",
     false, false},
    {ErrorCode::invalid_registration, "INVALID_REGISTRATION",
     "The controller has considered the broker registration to be invalid.", false, false},
    {ErrorCode::transaction_abortable, "TRANSACTION_ABORTABLE",
     "The server encountered an error with the transaction. The client can abort the transaction "
     "to continue using this transactional ID.",
     false, false},
    {ErrorCode::invalid_record_state, "INVALID_RECORD_STATE",
     "The record state is invalid. The acknowledgement of delivery could not be completed.", false,
     false},
    {ErrorCode::share_session_not_found, "SHARE_SESSION_NOT_FOUND",
     "The share session was not found.", true, false},
    {ErrorCode::invalid_share_session_epoch, "INVALID_SHARE_SESSION_EPOCH",
     "The share session epoch is invalid.", true, false},
    {ErrorCode::fenced_state_epoch, "FENCED_STATE_EPOCH",
     "The share coordinator rejected the request because the share-group state epoch did not "
     "match.",
     false, false},
    {ErrorCode::invalid_voter_key, "INVALID_VOTER_KEY",
     "The voter key doesn't match the receiving replica's key.", false, false},
    {ErrorCode::duplicate_voter, "DUPLICATE_VOTER",
     "The voter is already part of the set of voters.", false, false},
    {ErrorCode::voter_not_found, "VOTER_NOT_FOUND", "The voter is not part of the set of voters.",
     false, false},
    {ErrorCode::invalid_regular_expression, "INVALID_REGULAR_EXPRESSION",
     "The regular expression is not valid.", false, false},
    {ErrorCode::rebootstrap_required, "REBOOTSTRAP_REQUIRED",
     "Client metadata is stale. The client should rebootstrap to obtain new metadata.", false,
     false},
    {ErrorCode::streams_invalid_topology, "STREAMS_INVALID_TOPOLOGY",
     "The supplied topology is invalid.", false, false},
    {ErrorCode::streams_invalid_topology_epoch, "STREAMS_INVALID_TOPOLOGY_EPOCH",
     "The supplied topology epoch is invalid.", false, false},
    {ErrorCode::streams_topology_fenced, "STREAMS_TOPOLOGY_FENCED",
     "The supplied topology epoch is outdated.", false, false},
    {ErrorCode::share_session_limit_reached, "SHARE_SESSION_LIMIT_REACHED",
     "The limit of share sessions has been reached.", true, false},
});

consteval bool is_dense() {
  for (std::size_t i = 0; i < kErrors.size(); ++i)
    if (static_cast<std::size_t>(static_cast<std::int16_t>(kErrors[i].code) - kFirst) != i)
      return false;
  return true;
}

static_assert(is_dense());

const ErrorInfo* find(ErrorCode code) {
  const int index = static_cast<std::int16_t>(code) - kFirst;
  if (index < 0 || index >= static_cast<int>(kErrors.size())) return nullptr;
  return &kErrors[static_cast<std::size_t>(index)];
}

}  // namespace

std::span<const ErrorInfo> error_table() {
  return kErrors;
}

const ErrorInfo& info_of(ErrorCode code) {
  const ErrorInfo* info = find(code);
  return info != nullptr ? *info : kErrors.front();
}

std::string_view name_of(ErrorCode code) {
  const ErrorInfo* info = find(code);
  return info != nullptr ? info->name : std::string_view{};
}

}  // namespace fl::wire
