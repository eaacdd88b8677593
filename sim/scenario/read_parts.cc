#include "sim/scenario/read_parts.h"

#include "core/config/property.h"
#include "core/config/value.h"
#include "core/replication/switches.h"
#include "sim/scenario/property_value.h"

#include <array>

namespace fl::sim {

namespace {

constexpr std::int32_t kServersMax = 100;
constexpr std::int32_t kControllersOfACluster = 3;
constexpr std::int64_t kPartitionsMax = 10'000;
constexpr std::size_t kNamedMax = 1'000;
constexpr std::int64_t kRatePerSecondMax = 1'000'000;
constexpr std::int64_t kRecordBytesMax = 104'857'600;

void read_config(const YamlNode& node, config::Scope scope, Properties& into, Mistakes& mistakes) {
  Keys keys(node, "config", mistakes);
  if (node.kind != YamlKind::map) return;
  for (std::size_t i = 0; i < node.size(); ++i) {
    const YamlNode& key = node.key(i);
    const auto text = scalar_text(node.value(i), mistakes);
    if (!text) return;
    const config::Property* property = config::find_property(scope, key.text);
    if (property == nullptr)
      return mistakes.add(key.text_place(),
                          unknown_name("property", key.text, property_names(scope)));
    const auto value = config::check_value(*property, plain_value(key.text, *text));
    if (!value) return mistakes.add(node.value(i).text_place(), value.error());
    into.emplace_back(key.text, value->value_or(""));
  }
}

/// Calls read(name, value node) for each entry of a map of named things.
template <class F>
void for_each_named(const YamlNode* node, std::string_view what, Mistakes& mistakes, F&& read) {
  if (node == nullptr || node->kind == YamlKind::null) return;
  if (node->kind != YamlKind::map)
    return mistakes.add(node->place, "expected " + std::string(what) + " by name");
  if (node->size() > kNamedMax)
    return mistakes.add(node->place, "more than 1,000 " + std::string(what));
  for (std::size_t i = 0; i < node->size() && !mistakes.first(); ++i) {
    if (node->key(i).text.empty()) mistakes.add(node->key(i).place, "expected a name");
    read(node->key(i), node->value(i));
  }
}

/// replicas: 3, or the brokers of each partition: [[1, 2, 3], [2, 3, 1]].
void read_replicas(const YamlNode& node, TopicSpec& topic, Mistakes& mistakes) {
  if (node.kind != YamlKind::sequence) {
    const auto factor = scalar_quantity(node, Unit::none, mistakes);
    if (factor && (*factor < 1 || *factor > kServersMax))
      mistakes.add(node.text_place(), "a replication factor is a number from 1 to 100");
    topic.replicas = static_cast<std::int16_t>(factor.value_or(1));
    return;
  }
  if (static_cast<std::int64_t>(node.size()) != topic.partitions)
    mistakes.add(node.place, "the topic has " + std::to_string(topic.partitions) +
                                 " partitions: as many lists of brokers are needed");
  for (const YamlNode& partition : node.items) {
    if (partition.kind != YamlKind::sequence || partition.size() == 0)
      return mistakes.add(partition.place, "expected the brokers of a partition: [1, 2, 3]");
    std::vector<BrokerId>& brokers = topic.assignment.emplace_back();
    for (const YamlNode& broker : partition.items) {
      const auto id = scalar_quantity(broker, Unit::none, mistakes);
      if (!id) return;
      if (*id < 1 || *id > kServersMax)
        return mistakes.add(broker.text_place(), "there is no broker " + std::to_string(*id));
      brokers.emplace_back(static_cast<std::int32_t>(*id));
    }
    topic.replicas = static_cast<std::int16_t>(brokers.size());
  }
}

std::int16_t read_acks(Keys& keys) {
  constexpr std::array<std::string_view, 4> kAcks{"0", "1", "all", "-1"};
  constexpr std::array<std::int16_t, 4> kWire{0, 1, -1, -1};
  return kWire[keys.one_of("acks", kAcks).value_or(2)];
}

ProducerSpec read_producer(const YamlNode& name, const YamlNode& node, Mistakes& mistakes) {
  ProducerSpec spec{.name = name.text};
  Keys keys(node, "a producer", mistakes);
  if (const YamlNode* topic = keys.need("topic")) {
    spec.topic = scalar_text(*topic, mistakes).value_or("");
    spec.place = topic->text_place();
  }
  keys.set("rate", Unit::rate, spec.rate_per_second);
  keys.set("record_size", Unit::size, spec.record_bytes);
  keys.set("records", Unit::none, spec.records_max, 0);
  keys.set("start", Unit::time, spec.start_ns, 0);
  keys.set("stop", Unit::time, spec.stop_ns, 0);
  spec.acks = read_acks(keys);
  keys.set("linger.ms", Unit::time, spec.linger_ns, 0);
  keys.set("batch.size", Unit::size, spec.batch_bytes, 0);
  keys.set("max.in.flight.requests.per.connection", Unit::none, spec.in_flight_max);
  keys.set("retries", Unit::none, spec.retries_max, 0);
  keys.set("retry.backoff.ms", Unit::time, spec.retry_backoff_ns, 0);
  keys.set("request.timeout.ms", Unit::time, spec.request_timeout_ns);
  keys.set("delivery.timeout.ms", Unit::time, spec.delivery_timeout_ns);
  const auto idempotence = keys.boolean("enable.idempotence");
  keys.done();
  if (spec.rate_per_second > kRatePerSecondMax)
    mistakes.add(node.place, "the rate is above 1000000/s");
  if (spec.record_bytes > kRecordBytesMax) mistakes.add(node.place, "the records are above 100MiB");
  // Kafka: idempotence is on unless another setting excludes it; asked for by name, it is an error.
  const bool is_possible = spec.acks == -1 && spec.in_flight_max <= 5 && spec.retries_max > 0;
  if (idempotence.value_or(false) && !is_possible)
    mistakes.add(node.place,
                 "enable.idempotence needs acks: all, retries, and at most 5 requests in flight");
  spec.is_idempotent = idempotence.value_or(is_possible);
  return spec;
}

ConsumerSpec read_consumer(const YamlNode& name, const YamlNode& node, Mistakes& mistakes) {
  constexpr std::array<std::string_view, 2> kReset{"earliest", "latest"};
  constexpr std::array<std::string_view, 2> kIsolation{"read_uncommitted", "read_committed"};
  ConsumerSpec spec{.name = name.text};
  Keys keys(node, "a consumer", mistakes);
  if (const YamlNode* topics = keys.need("topics")) spec.place = topics->place;
  spec.topics = keys.texts("topics");
  keys.set("start", Unit::time, spec.start_ns, 0);
  keys.set("stop", Unit::time, spec.stop_ns, 0);
  keys.set("pace", Unit::rate, spec.records_per_second);
  spec.from_latest = keys.one_of("auto.offset.reset", kReset).value_or(0) == 1;
  spec.is_read_committed = keys.one_of("isolation.level", kIsolation).value_or(0) == 1;
  keys.set("fetch.min.bytes", Unit::size, spec.fetch_min_bytes, 0);
  if (const auto wait = keys.quantity("fetch.max.wait.ms", Unit::time, 0))
    spec.fetch_max_wait_ms = static_cast<std::int32_t>(*wait / kNanosecondsPerMillisecond);
  keys.set("fetch.max.bytes", Unit::size, spec.fetch_max_bytes);
  keys.set("max.partition.fetch.bytes", Unit::size, spec.partition_max_bytes);
  spec.uses_sessions = keys.boolean("sessions").value_or(true);
  spec.rack = keys.text("client.rack").value_or("");
  keys.set("request.timeout.ms", Unit::time, spec.request_timeout_ns);
  keys.set("retry.backoff.ms", Unit::time, spec.retry_backoff_ns, 0);
  keys.done();
  return spec;
}

}  // namespace

void read_switches(const YamlNode& node, Properties& into, Mistakes& mistakes) {
  if (node.kind == YamlKind::null) return;
  if (node.kind != YamlKind::map) return mistakes.add(node.place, "expected switches by name");
  std::vector<replication::SwitchText> texts;
  for (std::size_t i = 0; i < node.size(); ++i) {
    if (!scalar_text(node.value(i), mistakes)) return;
    texts.push_back({.name = node.key(i).text, .value = node.value(i).text});
  }
  if (const auto read = replication::parse_switches(texts); !read) {
    const replication::SwitchMistake& wrong = read.error();
    const YamlNode& where = wrong.is_value ? node.value(wrong.index) : node.key(wrong.index);
    return mistakes.add(where.text_place(), wrong.message);
  }
  for (const replication::SwitchText& one : texts)
    into.emplace_back(std::string(replication::kSwitchPrefix) + std::string(one.name), one.value);
}

void read_cluster(Keys& keys, ClusterSpec& cluster, Mistakes& mistakes) {
  const YamlNode* node = keys.find("cluster");
  if (node == nullptr) return;
  Keys mine(*node, "cluster", mistakes);
  mine.set("brokers", Unit::none, cluster.brokers);
  mine.set("spares", Unit::none, cluster.spares, 0);
  // Several brokers need a quorum that outlives each of them.
  cluster.controllers = cluster.broker_ids() > 1 ? kControllersOfACluster : 0;
  mine.set("controllers", Unit::none, cluster.controllers, 0);
  if (cluster.broker_ids() > kServersMax || cluster.controllers > kServersMax)
    mistakes.add(node->place, "a simulated cluster has at most 100 brokers and 100 controllers");
  if (cluster.controllers == 0 && cluster.broker_ids() > 1)
    mistakes.add(mine.find("controllers")->text_place(),
                 "only one broker can be its own controller: several need controllers");
  cluster.racks = mine.texts("racks");
  if (const YamlNode* config = mine.find("config"))
    read_config(*config, config::Scope::broker, cluster.config, mistakes);
  mine.done();
}

void read_hardware(Keys& keys, HardwareSpec& hardware, Mistakes& mistakes) {
  const YamlNode* node = keys.find("hardware");
  if (node == nullptr) return;
  Keys mine(*node, "hardware", mistakes);
  mine.set("step_fixed", Unit::time, hardware.step_fixed_ns, 0);
  mine.set("step_per_kib", Unit::time, hardware.step_per_kib_ns, 0);
  mine.set("disk_operation", Unit::time, hardware.disk_operation_ns, 0);
  mine.set("disk_sync", Unit::time, hardware.disk_sync_ns, 0);
  mine.set("disk_rate", Unit::size_rate, hardware.disk_bytes_per_second);
  mine.set("link_latency", Unit::time, hardware.link_latency_ns, 0);
  mine.set("link_jitter", Unit::time, hardware.link_jitter_ns, 0);
  mine.set("link_rate", Unit::size_rate, hardware.link_bytes_per_second);
  mine.set("link_fragment", Unit::size, hardware.link_fragment_bytes);
  mine.done();
}

void read_topics(Keys& keys, std::vector<TopicSpec>& topics, Mistakes& mistakes) {
  for_each_named(keys.find("topics"), "topics", mistakes,
                 [&](const YamlNode& name, const YamlNode& node) {
                   TopicSpec topic{.name = name.text, .place = name.text_place()};
                   Keys mine(node, "a topic", mistakes);
                   mine.set("partitions", Unit::none, topic.partitions);
                   if (topic.partitions > kPartitionsMax)
                     mistakes.add(node.place, "more than 10,000 partitions");
                   if (const YamlNode* replicas = mine.find("replicas"))
                     read_replicas(*replicas, topic, mistakes);
                   if (const YamlNode* config = mine.find("config"))
                     read_config(*config, config::Scope::topic, topic.config, mistakes);
                   mine.done();
                   topics.push_back(std::move(topic));
                 });
}

void read_workload(Keys& keys, Scenario& scenario, Mistakes& mistakes) {
  const YamlNode* node = keys.find("workload");
  if (node == nullptr) return;
  Keys mine(*node, "workload", mistakes);
  for_each_named(mine.find("producers"), "producers", mistakes,
                 [&](const YamlNode& name, const YamlNode& value) {
                   scenario.producers.push_back(read_producer(name, value, mistakes));
                 });
  for_each_named(mine.find("consumers"), "consumers", mistakes,
                 [&](const YamlNode& name, const YamlNode& value) {
                   scenario.consumers.push_back(read_consumer(name, value, mistakes));
                 });
  mine.done();
}

}  // namespace fl::sim
