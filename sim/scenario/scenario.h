// A scenario: what a user runs, reads and learns from, as data. The YAML keys are those of
// docs/grammar.md; property names are Kafka's. Unknown keys are errors with their place.
#pragma once
#include "core/node/input.h"
#include "sim/scenario/script.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

struct ClusterSpec {
  std::int32_t brokers = 1;
  /// Brokers behind those, with the next ids, that are off until the timeline starts them.
  std::int32_t spares = 0;
  /// Nodes that are controllers only; 0: the one broker is its own controller.
  std::int32_t controllers = 0;
  std::vector<std::string> racks;  ///< of broker 1, 2, … in turn; empty: none has one
  Properties config;               ///< of every broker and controller
  /// Departures from today's Kafka, as properties of every broker; see core/replication/switches.h.
  Properties switches;

  /// Ids of brokers are 1 to this.
  std::int32_t broker_ids() const { return brokers + spares; }
};

/// What the machines are made of; what is absent keeps the simulator's documented default.
struct HardwareSpec {
  std::optional<std::int64_t> step_fixed_ns;
  std::optional<std::int64_t> step_per_kib_ns;
  std::optional<std::int64_t> disk_operation_ns;
  std::optional<std::int64_t> disk_sync_ns;
  std::optional<std::int64_t> disk_bytes_per_second;
  std::optional<std::int64_t> link_latency_ns;
  std::optional<std::int64_t> link_jitter_ns;
  std::optional<std::int64_t> link_bytes_per_second;
  std::optional<std::int64_t> link_fragment_bytes;
};

struct TopicSpec {
  std::string name;
  Place place;
  std::int32_t partitions = 1;
  std::int16_t replicas = 1;  ///< replication factor
  /// Which brokers, partition by partition, in the order of preference; empty: the controller
  /// places them.
  std::vector<std::vector<BrokerId>> assignment;
  Properties config;
};

struct ProducerSpec {
  std::string name;
  Place place;  ///< of its topic
  std::string topic;
  std::int64_t rate_per_second = 100;
  std::int64_t record_bytes = 100;
  std::optional<std::int64_t> records_max;
  std::int64_t start_ns = 1'000'000'000;
  std::optional<std::int64_t> stop_ns;
  std::int16_t acks = -1;  ///< acks: all is -1, as on the wire
  bool is_idempotent = true;
  std::int64_t linger_ns = 5'000'000;
  std::int64_t batch_bytes = 16'384;
  std::int32_t in_flight_max = 5;
  std::int64_t retries_max = 2'147'483'647;
  std::int64_t retry_backoff_ns = 100'000'000;
  std::int64_t request_timeout_ns = 30'000'000'000;
  std::int64_t delivery_timeout_ns = 120'000'000'000;
};

struct ConsumerSpec {
  std::string name;
  Place place;  ///< of its topics
  std::vector<std::string> topics;
  std::int64_t start_ns = 1'000'000'000;
  std::optional<std::int64_t> stop_ns;
  std::optional<std::int64_t> records_per_second;  ///< how fast it works; else as fast as it can
  bool from_latest = false;                        ///< auto.offset.reset
  std::int32_t fetch_min_bytes = 1;
  std::int32_t fetch_max_wait_ms = 500;
  std::int32_t fetch_max_bytes = 52'428'800;
  std::int32_t partition_max_bytes = 1'048'576;
  bool is_read_committed = false;
  bool uses_sessions = true;
  std::string rack;  ///< client.rack; empty: none
  std::int64_t request_timeout_ns = 30'000'000'000;
  std::int64_t retry_backoff_ns = 100'000'000;
};

/// The same scenario with something changed; see variants.h.
struct VariantName {
  std::string name;
  Translated title;
};

struct Scenario {
  std::string variant;                ///< that this is; empty: the scenario as it is
  std::vector<VariantName> variants;  ///< that there are
  Translated title;
  Translated question;
  std::uint64_t seed = 1;
  std::int64_t run_ns = 30'000'000'000;
  /// What wall clocks show at the start, in ms since 1970; the simulator's own start without.
  std::optional<std::int64_t> epoch_ms;
  ClusterSpec cluster;
  /// Where clients outside the world reach broker 1, 2, …: "host:port". Empty: there are none.
  std::vector<std::string> front_door;
  HardwareSpec hardware;
  std::vector<TopicSpec> topics;        ///< in the order of the file
  std::vector<ProducerSpec> producers;  ///< likewise
  std::vector<ConsumerSpec> consumers;  ///< likewise
  std::vector<TimelineEntry> timeline;
  std::vector<Expectation> expect;
};

/// Reads a scenario; every name that it uses is checked against what it declares.
/// `variant`: one of its variants, or empty. On error: the first mistake, with its place; mistakes
/// of variants that were not asked for count too.
Read<Scenario> parse_scenario(std::string_view text, std::string_view variant = {});

}  // namespace fl::sim
