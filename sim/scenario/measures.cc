#include "sim/scenario/measures.h"

#include "core/base/assert.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/scenario/cluster_view.h"
#include "sim/scenario/vocabulary.h"
#include "sim/workload/events.h"

#include <algorithm>

namespace fl::sim {

namespace {

bool compare(const std::vector<std::int64_t>& left, Relation relation,
             const std::vector<std::int64_t>& right) {
  switch (relation) {
    case Relation::equal:
      return left == right;
    case Relation::unequal:
      return left != right;
    case Relation::less:
      return left < right;
    case Relation::at_most:
      return left <= right;
    case Relation::more:
      return left > right;
    case Relation::at_least:
      return left >= right;
    case Relation::changes:
      break;
  }
  FL_ASSERT(relation != Relation::changes);
  return false;
}

/// As a set: no order means anything.
std::vector<std::int64_t> sorted_ids(const std::vector<BrokerId>& brokers) {
  std::vector<std::int64_t> ids;
  for (const BrokerId id : brokers)
    ids.push_back(id.value);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

bool is_final(MeasureSort sort) {
  return sort == MeasureSort::survived || sort == MeasureSort::lost ||
         sort == MeasureSort::duplicated;
}

bool is_list(MeasureSort sort) {
  return sort == MeasureSort::isr || sort == MeasureSort::elr || sort == MeasureSort::replicas;
}

namespace {

std::string selector_text(const NodeSelector& node) {
  std::string text(name_of(node.sort));
  switch (node.sort) {
    case NodeSort::broker:
      return text + "(" + std::to_string(node.id) + ")";
    case NodeSort::controller:
      return node.id == 0 ? text : text + "(" + std::to_string(node.id) + ")";
    case NodeSort::producer:
    case NodeSort::consumer:
      return text + "(" + node.name + ")";
    case NodeSort::leader:
      return text + "(" + node.partition.to_text() + ")";
    case NodeSort::follower:
      return text + "(" + node.partition.to_text() + ", #" + std::to_string(node.place_among) + ")";
  }
  return text;
}

}  // namespace

std::string to_text(const Measure& measure) {
  const MeasureWord& word = word_of(measure.sort);
  std::string argument = measure.name;
  if (word.argument == MeasureArgument::partition || word.argument == MeasureArgument::replica)
    argument = measure.partition.to_text();
  if (measure.replica != 0) argument += ", " + std::to_string(measure.replica);
  if (word.argument == MeasureArgument::node) argument = selector_text(measure.node);
  return std::string(word.word) + "(" + argument + ")";
}

void Measures::told(const StoredEvent& event) {
  const auto count = told_.find(event.kind->name);
  if (count != told_.end())
    ++count->second;
  else
    told_.emplace(event.kind->name, 1);
  if (cast_->is_broker(event.node))
    told_by_log(event);
  else
    told_by_client(event);
}

void Measures::told_by_client(const StoredEvent& event) {
  if (event.is<RecordsSent>()) {
    const auto sent = event.as<RecordsSent>();
    clients_[sent.producer].sent += static_cast<std::int64_t>(sent.numbers.size());
  } else if (event.is<RecordsAcknowledged>()) {
    const auto acknowledged = event.as<RecordsAcknowledged>();
    Client& client = clients_[acknowledged.producer];
    client.acked += static_cast<std::int64_t>(acknowledged.numbers.size());
    client.slowest_ack_ns = std::max(client.slowest_ack_ns, acknowledged.waited_ns);
  } else if (event.is<ProduceFailed>()) {
    const auto failed = event.as<ProduceFailed>();
    clients_[failed.producer].failed += static_cast<std::int64_t>(failed.numbers.size());
  } else if (event.is<RecordsConsumed>()) {
    const auto consumed = event.as<RecordsConsumed>();
    clients_[consumed.consumer].consumed += static_cast<std::int64_t>(consumed.records.size());
  }
}

void Measures::told_by_log(const StoredEvent& event) {
  const auto log_of = [&](const auto& told) -> LogMeasures& {
    return logs_[{event.node, {told.topic, told.partition}}];
  };
  if (event.is<storage::BatchAppended>()) {
    const auto told = event.as<storage::BatchAppended>();
    log_of(told).end = told.last_offset.value + 1;
  } else if (event.is<storage::SegmentRolled>()) {
    ++log_of(event.as<storage::SegmentRolled>()).segments;
  } else if (event.is<storage::LogStartAdvanced>()) {
    const auto told = event.as<storage::LogStartAdvanced>();
    log_of(told).start = told.start.value;
    log_of(told).segments -= told.segments_removed;
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    log_of(told).end = told.to.value;
  } else if (event.is<storage::LogRecovered>()) {
    const auto told = event.as<storage::LogRecovered>();
    log_of(told) = {.start = told.start.value,
                    .end = told.end.value,
                    .high_watermark = std::min(log_of(told).high_watermark, told.end.value),
                    .segments = told.segments};
  } else if (event.is<replication::HighWatermarkAdvanced>()) {
    const auto told = event.as<replication::HighWatermarkAdvanced>();
    log_of(told).high_watermark = told.after.value;
  } else if (event.is<replication::FollowerHighWatermarkMoved>()) {
    const auto told = event.as<replication::FollowerHighWatermarkMoved>();
    log_of(told).high_watermark = told.after.value;
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    last_leaders_[{told.topic, told.partition}] = event.node;
    log_of(told).high_watermark = told.high_watermark.value;
  }
}

std::vector<std::int64_t> Measures::value(const World& world, const Measure& measure) const {
  if (is_list(measure.sort) || measure.sort == MeasureSort::leader ||
      measure.sort == MeasureSort::leader_epoch)
    return of_partition(world, measure);
  return {number(world, measure)};
}

std::vector<std::int64_t> Measures::of_partition(const World& world, const Measure& measure) const {
  if (cast_->brokers().size() == 1 && measure.sort != MeasureSort::leader_epoch &&
      measure.sort != MeasureSort::elr) {
    // One broker is leader and in-sync replica of everything; while it is down it stays in the ISR.
    const NodeId only = cast_->brokers().front();
    const bool leads = measure.sort != MeasureSort::leader || world.is_running(only);
    return {leads ? only.value : metadata::kNoLeader.value};
  }
  const metadata::PartitionImage* found = partition_image(world, *cast_, measure.partition);
  const metadata::PartitionImage image = found != nullptr ? *found : metadata::PartitionImage{};
  if (measure.sort == MeasureSort::leader) return {image.leader.value};
  if (measure.sort == MeasureSort::leader_epoch) return {image.leader_epoch.value};
  if (measure.sort == MeasureSort::isr) return sorted_ids(image.isr);
  if (measure.sort == MeasureSort::elr) return sorted_ids(image.eligible_leader_replicas);
  std::vector<std::int64_t> replicas;
  for (const BrokerId id : image.replicas)
    replicas.push_back(id.value);
  return replicas;
}

std::int64_t Measures::number(const World& world, const Measure& measure) const {
  switch (word_of(measure.sort).argument) {
    case MeasureArgument::producer:
      return of_producer(measure);
    case MeasureArgument::consumer: {
      const auto client = clients_.find(measure.name);
      return client != clients_.end() ? client->second.consumed : 0;
    }
    case MeasureArgument::partition:
    case MeasureArgument::replica:
      return of_log(world, measure);
    case MeasureArgument::kind: {
      const auto count = told_.find(measure.name);
      return count != told_.end() ? count->second : 0;
    }
    case MeasureArgument::node: {
      const auto node = cast_->resolve(world, measure.node);
      return node && world.is_running(*node) ? 1 : 0;
    }
  }
  return 0;
}

std::int64_t Measures::of_producer(const Measure& measure) const {
  const auto found = clients_.find(measure.name);
  const Client client = found != clients_.end() ? found->second : Client{};
  const auto fate = fates_.find(measure.name);
  if (measure.sort == MeasureSort::sent) return client.sent;
  if (measure.sort == MeasureSort::acked) return client.acked;
  if (measure.sort == MeasureSort::failed) return client.failed;
  if (measure.sort == MeasureSort::slowest_ack) return client.slowest_ack_ns;
  if (fate == fates_.end()) return 0;
  if (measure.sort == MeasureSort::survived) return fate->second.survived;
  if (measure.sort == MeasureSort::duplicated) return fate->second.duplicated;
  return static_cast<std::int64_t>(fate->second.lost.size());
}

/// Of the replica that is asked for, else of the leader, or of the last one while there is none.
std::int64_t Measures::of_log(const World& world, const Measure& measure) const {
  NodeId node(measure.replica);
  if (measure.replica == 0) {
    const auto leader = cast_->resolve(
        world, {.sort = NodeSort::leader, .partition = measure.partition, .place = {}});
    const auto last = last_leaders_.find(measure.partition);
    node = leader ? *leader : last != last_leaders_.end() ? last->second : cast_->brokers().front();
  }
  const auto found = logs_.find({node, measure.partition});
  const LogMeasures log = found != logs_.end() ? found->second : LogMeasures{};
  if (measure.sort == MeasureSort::log_start) return log.start;
  if (measure.sort == MeasureSort::log_end) return log.end;
  if (measure.sort == MeasureSort::high_watermark) return log.high_watermark;
  return log.segments;
}

bool Measures::holds(const World& world, const Condition& condition) const {
  const auto right =
      condition.right_measure ? value(world, *condition.right_measure) : condition.right;
  return compare(value(world, condition.left), condition.relation, right);
}

}  // namespace fl::sim
