#include "sim/explore/drawn_cluster.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace fl::sim {

namespace {

/// A different order of the brokers for each partition, so that leaders are spread.
std::vector<std::int64_t> drawn_replicas(const Dice& dice, std::int64_t brokers,
                                         std::int64_t factor, std::uint64_t partition) {
  std::vector<std::int64_t> all;
  for (std::int64_t id = 1; id <= brokers; ++id)
    all.push_back(id);
  for (std::int64_t at = 0; at < factor; ++at) {
    const std::int64_t other =
        dice.between(at, brokers - 1, "replica", partition * 16 + static_cast<std::uint64_t>(at));
    std::swap(all[static_cast<std::size_t>(at)], all[static_cast<std::size_t>(other)]);
  }
  all.resize(static_cast<std::size_t>(factor));
  return all;
}

DrawnTopic draw_topic(const Dice& dice, const DrawnCluster& cluster, std::uint64_t nth) {
  DrawnTopic topic{.name = fmt::format("t{}", nth + 1), .replicas = {}, .min_isr = 1};
  const std::int64_t factor =
      std::min(cluster.brokers, dice.one_of<std::int64_t>({1, 2, 3, 3, 3, 3, 5}, "factor", nth));
  const std::int64_t partitions = dice.one_of<std::int64_t>({1, 1, 2, 3}, "partitions", nth);
  for (std::int64_t index = 0; index < partitions; ++index)
    topic.replicas.push_back(drawn_replicas(dice, cluster.brokers, factor,
                                            nth * 100 + static_cast<std::uint64_t>(index)));
  if (factor > 1)
    topic.min_isr = dice.chance(70, "min.insync.replicas", nth)
                        ? factor - 1
                        : dice.between(1, factor, "min.insync.replicas of", nth);
  return topic;
}

DrawnProducer draw_producer(const Dice& dice, const DrawnCluster& cluster, std::uint64_t nth) {
  const auto topic = static_cast<std::size_t>(
      dice.between(0, static_cast<std::int64_t>(cluster.topics.size()) - 1, "topic of", nth));
  DrawnProducer producer{
      .name = fmt::format("p{}", nth + 1),
      .topic = cluster.topics[topic].name,
      .acks = dice.one_of<const char*>({"all", "all", "all", "1", "0"}, "acks", nth),
      .is_idempotent = dice.chance(75, "enable.idempotence", nth),
      .records_per_second = dice.one_of<std::int64_t>({5, 20, 20, 50, 100}, "rate", nth)};
  if (producer.acks != "all") producer.is_idempotent = false;
  // A batch of one large record at a time must not take longer than the run.
  producer.record_size = dice.one_of({"20B", "100B", "100B", "1500B"}, "record_size", nth);
  if (producer.record_size == "1500B") producer.records_per_second = 10;
  return producer;
}

std::string config_yaml(const DrawnCluster& cluster, const Dice& dice) {
  std::vector<std::string> lines;
  const auto maybe = [&](std::string_view name, std::initializer_list<const char*> values) {
    if (dice.chance(50, name, 1))
      lines.push_back(fmt::format("{}: {}", name, dice.one_of(values, name)));
  };
  maybe("replica.lag.time.max.ms", {"1500ms", "3s", "10s"});
  if (dice.chance(60, "broker.session.timeout.ms", 1)) {
    lines.emplace_back("broker.session.timeout.ms: " +
                       std::string(dice.one_of({"3s", "5s"}, "broker.session.timeout.ms")));
    lines.emplace_back("broker.heartbeat.interval.ms: " +
                       std::string(dice.one_of({"300ms", "1s"}, "broker.heartbeat.interval.ms")));
  }
  maybe("replica.fetch.wait.max.ms", {"50ms", "300ms"});
  maybe("replica.fetch.max.bytes", {"500B", "20KB"});
  maybe("replica.fetch.backoff.ms", {"100ms", "500ms"});
  maybe("num.replica.fetchers", {"2", "3"});
  maybe("controller.quorum.election.timeout.ms", {"300ms", "2s"});
  maybe("controller.quorum.fetch.timeout.ms", {"800ms", "4s"});
  maybe("log.segment.bytes", {"1MiB", "2MiB"});
  if (dice.chance(20, "log.flush.interval.messages", 1))
    lines.emplace_back("log.flush.interval.messages: 1");
  if (cluster.is_unclean) lines.emplace_back("unclean.leader.election.enable: true");
  return fmt::format("{}", fmt::join(lines, ", "));
}

std::string hardware_yaml(const Dice& dice) {
  std::vector<std::string> lines;
  const auto maybe = [&](std::string_view name, std::initializer_list<const char*> values) {
    if (dice.chance(30, name, 1))
      lines.push_back(fmt::format("{}: {}", name, dice.one_of(values, name)));
  };
  maybe("disk_operation", {"5us", "200us", "2ms"});
  maybe("disk_sync", {"50us", "5ms", "40ms"});
  maybe("disk_rate", {"5MB/s", "100MB/s"});
  maybe("link_latency", {"50us", "2ms", "10ms"});
  maybe("link_jitter", {"0us", "3ms", "15ms"});
  maybe("link_rate", {"2MB/s", "100MB/s"});
  maybe("link_fragment", {"100B", "1500B"});
  return lines.empty() ? "" : fmt::format("hardware: {{{}}}\n", fmt::join(lines, ", "));
}

std::string topic_yaml(const DrawnTopic& topic, const Dice& dice, std::uint64_t nth) {
  std::string config = fmt::format("min.insync.replicas: {}", topic.min_isr);
  if (dice.chance(15, "message.timestamp.type", nth))
    config += ", message.timestamp.type: LogAppendTime";
  if (dice.chance(15, "flush.messages", nth)) config += ", flush.messages: 1";
  return fmt::format("  {}: {{partitions: {}, replicas: {}, config: {{{}}}}}\n", topic.name,
                     topic.replicas.size(), topic.replicas, config);
}

std::string producer_yaml(const DrawnProducer& producer, const DrawnCluster& cluster,
                          const Dice& dice, std::uint64_t nth) {
  std::string more;
  if (dice.chance(40, "linger.ms", nth))
    more += fmt::format(", linger.ms: {}", dice.one_of({"0ms", "50ms"}, "linger", nth));
  if (dice.chance(40, "batch.size", nth))
    more += fmt::format(", batch.size: {}", dice.one_of({"400B", "2KB"}, "batch", nth));
  if (dice.chance(40, "in flight", nth))
    more += fmt::format(", max.in.flight.requests.per.connection: {}",
                        dice.between(1, 5, "in flight of", nth));
  return fmt::format(
      "    {}: {{topic: {}, rate: {}/s, acks: {}, enable.idempotence: {}, record_size: {}, start: "
      "4s, stop: {}s, request.timeout.ms: {}, delivery.timeout.ms: 300s{}}}\n",
      producer.name, producer.topic, producer.records_per_second, producer.acks,
      producer.is_idempotent, producer.record_size, cluster.faults_end_s + 2,
      dice.one_of({"1s", "3s", "8s"}, "request.timeout.ms", nth), more);
}

std::string consumer_yaml(const std::string& name, const DrawnCluster& cluster, const Dice& dice,
                          std::uint64_t nth) {
  const auto topic = static_cast<std::size_t>(
      dice.between(0, static_cast<std::int64_t>(cluster.topics.size()) - 1, "read", nth));
  return fmt::format(
      "    {}: {{topics: [{}], start: {}s, sessions: {}, request.timeout.ms: 3s, "
      "fetch.max.wait.ms: {}{}}}\n",
      name, cluster.topics[topic].name, dice.between(4, 12, "start", nth),
      dice.chance(70, "sessions", nth), dice.one_of({"100ms", "500ms"}, "fetch.max.wait.ms", nth),
      dice.chance(30, "max.partition.fetch.bytes", nth) ? ", max.partition.fetch.bytes: 2KB" : "");
}

}  // namespace

DrawnCluster draw_cluster(const Dice& dice) {
  DrawnCluster cluster;
  cluster.brokers = dice.one_of<std::int64_t>({1, 2, 3, 3, 3, 3, 4, 5}, "brokers");
  cluster.controllers = dice.one_of<std::int64_t>({1, 3, 3, 3, 5}, "controllers");
  if (cluster.brokers == 1 && dice.chance(70, "its own controller")) cluster.controllers = 0;
  cluster.is_unclean = dice.chance(6, "unclean.leader.election.enable");
  const std::int64_t topics = dice.one_of<std::int64_t>({1, 1, 2, 3}, "topics");
  for (std::int64_t nth = 0; nth < topics; ++nth)
    cluster.topics.push_back(draw_topic(dice, cluster, static_cast<std::uint64_t>(nth)));
  const std::int64_t producers = dice.between(1, 3, "producers");
  for (std::int64_t nth = 0; nth < producers; ++nth)
    cluster.producers.push_back(draw_producer(dice, cluster, static_cast<std::uint64_t>(nth)));
  const std::int64_t consumers = dice.between(0, 2, "consumers");
  for (std::int64_t nth = 0; nth < consumers; ++nth)
    cluster.consumers.push_back(fmt::format("c{}", nth + 1));
  cluster.faults_end_s = dice.between(10, 30, "faults end");
  cluster.end_s = cluster.faults_end_s + 45;
  return cluster;
}

std::string cluster_yaml(const DrawnCluster& cluster, const Dice& dice) {
  std::string out = fmt::format("run: {}s\ncluster: {{brokers: {}", cluster.end_s, cluster.brokers);
  if (cluster.controllers > 0) out += fmt::format(", controllers: {}", cluster.controllers);
  if (dice.chance(30, "racks")) out += ", racks: [a, b, c]";
  const std::string config = config_yaml(cluster, dice);
  if (!config.empty()) out += fmt::format(", config: {{{}}}", config);
  out += "}\n" + hardware_yaml(dice) + "topics:\n";
  for (std::uint64_t nth = 0; nth < cluster.topics.size(); ++nth)
    out += topic_yaml(cluster.topics[nth], dice, nth);
  out += "workload:\n  producers:\n";
  for (std::uint64_t nth = 0; nth < cluster.producers.size(); ++nth)
    out += producer_yaml(cluster.producers[nth], cluster, dice, nth);
  if (!cluster.consumers.empty()) out += "  consumers:\n";
  for (std::uint64_t nth = 0; nth < cluster.consumers.size(); ++nth)
    out += consumer_yaml(cluster.consumers[nth], cluster, dice, nth);
  return out;
}

}  // namespace fl::sim
