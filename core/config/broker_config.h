// A broker's effective configuration: the properties that the code uses, as typed members, and all
// values as text. Values come in layers, the first that has one wins: dynamic for this broker,
// dynamic for the cluster, the file, the release's default. A layer changes by making the whole
// configuration anew: it is a value.   Source: KafkaConfig, DynamicBrokerConfig.
#pragma once
#include "core/base/ids.h"
#include "core/config/property.h"
#include "core/describe/fields.h"
#include "core/node/effect.h"
#include "core/node/input.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::config {

/// Texts by property name, as somebody set them.
using Values = std::map<std::string, std::string, std::less<>>;

/// An address of `listeners` or `advertised.listeners`.
struct Endpoint {
  std::string listener;  ///< "PLAINTEXT", "CONTROLLER", …
  std::string host;      ///< "" binds all addresses
  std::uint16_t port = 0;
  Security security = Security::plaintext;
  bool sasl = false;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Members are filled from the property that the description names. Units are in the names.
struct BrokerSettings {
  std::int32_t node_id = -1;
  std::vector<std::string> process_roles;
  std::vector<std::string> listeners;
  std::vector<std::string> advertised_listeners;
  std::vector<std::string> controller_listener_names;
  std::string listener_security_protocol_map;
  std::optional<std::string> inter_broker_listener_name;
  std::optional<std::string> broker_rack;
  std::string log_dir;
  std::vector<std::string> log_dirs;  ///< never empty: falls back to log.dir
  std::string metadata_log_dir;       ///< never empty: falls back to the first of log.dirs

  std::int32_t num_network_threads = 0;
  std::int32_t num_io_threads = 0;
  std::int32_t background_threads = 0;
  std::int32_t socket_request_max_bytes = 0;
  std::int32_t socket_send_buffer_bytes = 0;
  std::int32_t socket_receive_buffer_bytes = 0;
  std::int32_t socket_listen_backlog_size = 0;
  std::int64_t queued_max_request_bytes = -1;  ///< -1: as much as there is
  std::int32_t queued_max_requests = 0;
  std::int32_t max_connections = 0;
  std::int32_t max_connections_per_ip = 0;
  std::string max_connections_per_ip_overrides;
  std::int32_t max_connection_creation_rate = 0;
  std::int64_t connections_max_idle_ms = 0;

  bool auto_create_topics_enable = true;
  bool delete_topic_enable = true;
  std::int32_t num_partitions = 1;
  std::int32_t default_replication_factor = 1;
  std::int32_t min_insync_replicas = 1;
  std::int32_t max_request_partition_size_limit = 2000;

  std::int32_t message_max_bytes = 0;
  std::int64_t log_flush_offset_checkpoint_interval_ms = 0;
  std::int64_t log_flush_start_offset_checkpoint_interval_ms = 0;
  std::int64_t log_flush_scheduler_interval_ms = 0;
  std::int64_t log_retention_check_interval_ms = 0;
  std::int64_t log_segment_delete_delay_ms = 0;
  bool log_cleaner_enable = true;
  std::int64_t replica_high_watermark_checkpoint_interval_ms = 0;

  std::int32_t fetch_max_bytes = 0;
  std::int32_t max_incremental_fetch_session_cache_slots = 0;
  std::int32_t replica_fetch_max_bytes = 0;
  std::int32_t replica_fetch_response_max_bytes = 0;
  std::int64_t replica_lag_time_max_ms = 0;

  std::int32_t producer_id_expiration_ms = 0;
  std::int32_t producer_id_expiration_check_interval_ms = 0;
  std::int32_t transaction_max_timeout_ms = 0;
  std::int32_t transactional_id_expiration_ms = 0;
  std::int32_t offsets_topic_num_partitions = 0;
  std::int16_t offsets_topic_replication_factor = 0;
  std::int32_t transaction_state_log_num_partitions = 0;
  std::int16_t transaction_state_log_replication_factor = 0;

  std::int32_t broker_heartbeat_interval_ms = 0;
  std::int32_t broker_session_timeout_ms = 0;
  std::int64_t metadata_max_idle_interval_ms = 0;
  std::int64_t metadata_log_max_record_bytes_between_snapshots = 0;
  std::int64_t metadata_log_max_snapshot_interval_ms = 0;
  std::int32_t metadata_log_segment_bytes = 0;
  std::int64_t metadata_log_segment_ms = 0;
  bool unclean_leader_election_enable = false;

  std::vector<std::string> controller_quorum_voters;
  std::vector<std::string> controller_quorum_bootstrap_servers;
  std::int32_t controller_quorum_election_timeout_ms = 0;
  std::int32_t controller_quorum_fetch_timeout_ms = 0;
  std::int32_t controller_quorum_election_backoff_max_ms = 0;
  std::int32_t controller_quorum_request_timeout_ms = 0;
  std::int32_t controller_quorum_retry_backoff_ms = 0;
  std::int32_t controller_socket_timeout_ms = 0;
  std::int32_t initial_broker_registration_timeout_ms = 0;
  std::int64_t metadata_max_retention_bytes = 0;
  std::int64_t metadata_max_retention_ms = 0;
  std::int32_t controller_quorum_fetch_snapshot_max_bytes = 0;
  std::int32_t replica_fetch_wait_max_ms = 0;
  std::int32_t replica_fetch_min_bytes = 0;
  std::int32_t replica_fetch_backoff_ms = 0;
  std::int32_t replica_socket_timeout_ms = 0;
  std::int32_t num_replica_fetchers = 1;
  std::optional<std::string> replica_selector_class;
  std::int32_t replication_quota_window_num = 11;
  std::int32_t replication_quota_window_size_seconds = 1;
  bool auto_leader_rebalance_enable = true;
  bool controlled_shutdown_enable = true;
  std::int64_t leader_imbalance_check_interval_seconds = 0;

  /// Of the node itself, and of its part in a cluster.
  static consteval auto own_fields();
  static consteval auto cluster_fields();
  static consteval auto fields();
};

/// A line of controller.quorum.voters: "id@host:port".
struct QuorumVoter {
  std::int32_t id = -1;
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const QuorumVoter&, const QuorumVoter&) = default;
};

/// Where a value comes from, with Kafka's wire numbers.   Source: DescribeConfigsResponse.
enum class ConfigSource : std::int8_t {
  unknown = 0,
  topic_config = 1,
  dynamic_broker = 2,
  dynamic_default_broker = 3,
  static_broker = 4,
  standard = 5,  ///< the release's default
  dynamic_broker_logger = 6,
  client_metrics_config = 7,
  group_config = 8,
};

struct Layers {
  Values file;     ///< static: server.properties
  Values cluster;  ///< dynamic, for all brokers
  Values broker;   ///< dynamic, for this broker
};

class BrokerConfig : public BrokerSettings {
 public:
  BrokerConfig() = default;

  Release release() const { return release_; }

  const Layers& layers() const { return layers_; }

  /// Addresses of `listeners`, and of `advertised.listeners` (or of the former where unset).
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

  const std::vector<Endpoint>& advertised() const { return advertised_; }

  /// Where this node's controller listeners are reached; empty if it is no controller.
  const std::vector<Endpoint>& controller_endpoints() const { return controller_endpoints_; }

  /// controller.quorum.voters; empty: the node is alone, or the voters are in the log.
  const std::vector<QuorumVoter>& quorum_voters() const { return quorum_voters_; }

  /// process.roles
  bool is_broker() const;
  bool is_controller() const;

  /// True for a listener of controller.listener.names.
  bool is_for_controllers(std::string_view listener) const;

  /// The value in force as text; nothing where it is null.
  std::optional<std::string> value_of(std::string_view property) const;

  /// The value set by a layer (never the default); nothing where none sets it.
  std::optional<std::string> set_value_of(std::string_view property) const;

  /// The default of this release.
  std::optional<std::string_view> standard_of(std::string_view property) const;

  friend struct BrokerConfigMaker;

 private:
  Release release_ = Release::v4_3;
  Layers layers_;
  std::vector<Endpoint> endpoints_;
  std::vector<Endpoint> advertised_;
  std::vector<Endpoint> controller_endpoints_;
  std::vector<QuorumVoter> quorum_voters_;
};

/// A configuration, with what a careful reader would want to be told of.
struct Parsed {
  BrokerConfig config;
  /// Unknown properties with the nearest known name, and properties without effect.
  std::vector<std::string> warnings;
};

/// Makes the configuration of its layers. On error: all that is wrong, one text each, in Kafka's
/// words ("Invalid value x for configuration num.partitions: Not a number of type INT").
std::expected<Parsed, std::vector<std::string>> make_broker_config(Layers layers, Release release);

/// A configuration from what a file says; of a key that comes twice the later one counts.
std::expected<Parsed, std::vector<std::string>> parse(const Properties& properties,
                                                      Release release = Release::v4_3);

/// Two lists as one.
template <std::size_t M, std::size_t N>
consteval std::array<Field, M + N> joined(const std::array<Field, M>& front,
                                          const std::array<Field, N>& back) {
  std::array<Field, M + N> all{};
  for (std::size_t i = 0; i < M; ++i)
    all[i] = front[i];
  for (std::size_t i = 0; i < N; ++i)
    all[M + i] = back[i];
  return all;
}

consteval auto BrokerSettings::own_fields() {
  using B = BrokerSettings;
  return field_list(
      field<&B::node_id>("node.id"), field<&B::process_roles>("process.roles"),
      field<&B::listeners>("listeners"), field<&B::advertised_listeners>("advertised.listeners"),
      field<&B::controller_listener_names>("controller.listener.names"),
      field<&B::listener_security_protocol_map>("listener.security.protocol.map"),
      field<&B::inter_broker_listener_name>("inter.broker.listener.name"),
      field<&B::broker_rack>("broker.rack"), field<&B::log_dir>("log.dir"),
      field<&B::log_dirs>("log.dirs"), field<&B::metadata_log_dir>("metadata.log.dir"),
      field<&B::num_network_threads>("num.network.threads"),
      field<&B::num_io_threads>("num.io.threads"),
      field<&B::background_threads>("background.threads"),
      field<&B::socket_request_max_bytes>("socket.request.max.bytes"),
      field<&B::socket_send_buffer_bytes>("socket.send.buffer.bytes"),
      field<&B::socket_receive_buffer_bytes>("socket.receive.buffer.bytes"),
      field<&B::socket_listen_backlog_size>("socket.listen.backlog.size"),
      field<&B::queued_max_request_bytes>("queued.max.request.bytes"),
      field<&B::queued_max_requests>("queued.max.requests"),
      field<&B::max_connections>("max.connections"),
      field<&B::max_connections_per_ip>("max.connections.per.ip"),
      field<&B::max_connections_per_ip_overrides>("max.connections.per.ip.overrides"),
      field<&B::max_connection_creation_rate>("max.connection.creation.rate"),
      field<&B::connections_max_idle_ms>("connections.max.idle.ms"),
      field<&B::auto_create_topics_enable>("auto.create.topics.enable"),
      field<&B::delete_topic_enable>("delete.topic.enable"),
      field<&B::num_partitions>("num.partitions"),
      field<&B::default_replication_factor>("default.replication.factor"),
      field<&B::min_insync_replicas>("min.insync.replicas"),
      field<&B::max_request_partition_size_limit>("max.request.partition.size.limit"),
      field<&B::message_max_bytes>("message.max.bytes"),
      field<&B::log_flush_offset_checkpoint_interval_ms>("log.flush.offset.checkpoint.interval.ms"),
      field<&B::log_flush_start_offset_checkpoint_interval_ms>(
          "log.flush.start.offset.checkpoint.interval.ms"),
      field<&B::log_flush_scheduler_interval_ms>("log.flush.scheduler.interval.ms"),
      field<&B::log_retention_check_interval_ms>("log.retention.check.interval.ms"),
      field<&B::log_segment_delete_delay_ms>("log.segment.delete.delay.ms"),
      field<&B::log_cleaner_enable>("log.cleaner.enable"),
      field<&B::replica_high_watermark_checkpoint_interval_ms>(
          "replica.high.watermark.checkpoint.interval.ms"));
}

consteval auto BrokerSettings::cluster_fields() {
  using B = BrokerSettings;
  return field_list(
      field<&B::fetch_max_bytes>("fetch.max.bytes"),
      field<&B::max_incremental_fetch_session_cache_slots>(
          "max.incremental.fetch.session.cache.slots"),
      field<&B::replica_fetch_max_bytes>("replica.fetch.max.bytes"),
      field<&B::replica_fetch_response_max_bytes>("replica.fetch.response.max.bytes"),
      field<&B::replica_lag_time_max_ms>("replica.lag.time.max.ms"),
      field<&B::producer_id_expiration_ms>("producer.id.expiration.ms"),
      field<&B::producer_id_expiration_check_interval_ms>(
          "producer.id.expiration.check.interval.ms"),
      field<&B::transaction_max_timeout_ms>("transaction.max.timeout.ms"),
      field<&B::transactional_id_expiration_ms>("transactional.id.expiration.ms"),
      field<&B::offsets_topic_num_partitions>("offsets.topic.num.partitions"),
      field<&B::offsets_topic_replication_factor>("offsets.topic.replication.factor"),
      field<&B::transaction_state_log_num_partitions>("transaction.state.log.num.partitions"),
      field<&B::transaction_state_log_replication_factor>(
          "transaction.state.log.replication.factor"),
      field<&B::broker_heartbeat_interval_ms>("broker.heartbeat.interval.ms"),
      field<&B::broker_session_timeout_ms>("broker.session.timeout.ms"),
      field<&B::metadata_max_idle_interval_ms>("metadata.max.idle.interval.ms"),
      field<&B::metadata_log_max_record_bytes_between_snapshots>(
          "metadata.log.max.record.bytes.between.snapshots"),
      field<&B::metadata_log_max_snapshot_interval_ms>("metadata.log.max.snapshot.interval.ms"),
      field<&B::metadata_log_segment_bytes>("metadata.log.segment.bytes"),
      field<&B::metadata_log_segment_ms>("metadata.log.segment.ms"),
      field<&B::unclean_leader_election_enable>("unclean.leader.election.enable"),
      field<&B::controller_quorum_voters>("controller.quorum.voters"),
      field<&B::controller_quorum_bootstrap_servers>("controller.quorum.bootstrap.servers"),
      field<&B::controller_quorum_election_timeout_ms>("controller.quorum.election.timeout.ms"),
      field<&B::controller_quorum_fetch_timeout_ms>("controller.quorum.fetch.timeout.ms"),
      field<&B::controller_quorum_election_backoff_max_ms>(
          "controller.quorum.election.backoff.max.ms"),
      field<&B::controller_quorum_request_timeout_ms>("controller.quorum.request.timeout.ms"),
      field<&B::controller_quorum_retry_backoff_ms>("controller.quorum.retry.backoff.ms"),
      field<&B::controller_socket_timeout_ms>("controller.socket.timeout.ms"),
      field<&B::initial_broker_registration_timeout_ms>("initial.broker.registration.timeout.ms"),
      field<&B::metadata_max_retention_bytes>("metadata.max.retention.bytes"),
      field<&B::metadata_max_retention_ms>("metadata.max.retention.ms"),
      field<&B::controller_quorum_fetch_snapshot_max_bytes>(
          "controller.quorum.fetch.snapshot.max.bytes"),
      field<&B::replica_fetch_wait_max_ms>("replica.fetch.wait.max.ms"),
      field<&B::replica_fetch_min_bytes>("replica.fetch.min.bytes"),
      field<&B::replica_fetch_backoff_ms>("replica.fetch.backoff.ms"),
      field<&B::replica_socket_timeout_ms>("replica.socket.timeout.ms"),
      field<&B::num_replica_fetchers>("num.replica.fetchers"),
      field<&B::replica_selector_class>("replica.selector.class"),
      field<&B::replication_quota_window_num>("replication.quota.window.num"),
      field<&B::replication_quota_window_size_seconds>("replication.quota.window.size.seconds"),
      field<&B::auto_leader_rebalance_enable>("auto.leader.rebalance.enable"),
      field<&B::controlled_shutdown_enable>("controlled.shutdown.enable"),
      field<&B::leader_imbalance_check_interval_seconds>(
          "leader.imbalance.check.interval.seconds"));
}

consteval auto BrokerSettings::fields() {
  return joined(own_fields(), cluster_fields());
}

}  // namespace fl::config
