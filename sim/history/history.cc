#include "sim/history/history.h"

#include "sim/workload/events.h"

namespace fl::sim {

void History::told(const StoredEvent& event) {
  HistoryEntry base{.at = event.at, .step = event.step};
  if (event.is<RecordsSent>()) {
    const auto sent = event.as<RecordsSent>();
    base.kind = HistoryKind::sent;
    base.client = base.producer = client(sent.producer);
    base.partition = partition({sent.topic, sent.partition});
    base.acks = sent.acks;
    for (const std::int64_t number : sent.numbers) {
      base.number = number;
      entries_.push_back(base);
    }
  } else if (event.is<RecordsAcknowledged>()) {
    const auto acknowledged = event.as<RecordsAcknowledged>();
    base.kind = HistoryKind::acknowledged;
    base.client = base.producer = client(acknowledged.producer);
    base.partition = partition({acknowledged.topic, acknowledged.partition});
    base.acks = acknowledged.acks;
    base.offset = acknowledged.base_offset;
    for (const std::int64_t number : acknowledged.numbers) {
      base.number = number;
      entries_.push_back(base);
      if (base.offset.value >= 0) ++base.offset;
    }
  } else if (event.is<ProduceFailed>()) {
    const auto failed = event.as<ProduceFailed>();
    base.kind = HistoryKind::failed;
    base.client = base.producer = client(failed.producer);
    base.partition = partition({failed.topic, failed.partition});
    base.error = failed.error;
    for (const std::int64_t number : failed.numbers) {
      base.number = number;
      entries_.push_back(base);
    }
  } else if (event.is<RecordsConsumed>()) {
    const auto consumed = event.as<RecordsConsumed>();
    base.kind = HistoryKind::consumed;
    base.client = client(consumed.consumer);
    base.partition = partition({consumed.topic, consumed.partition});
    for (const ConsumedRecord& record : consumed.records) {
      base.producer = record.producer.empty() ? -1 : client(record.producer);
      base.number = record.number;
      base.offset = record.offset;
      entries_.push_back(base);
    }
  }
}

std::int32_t History::client(const std::string& name) {
  const auto [entry, is_new] =
      client_index_.try_emplace(name, static_cast<std::int32_t>(clients_.size()));
  if (is_new) clients_.push_back(name);
  return entry->second;
}

std::int32_t History::partition(const TopicPartition& name) {
  const auto [entry, is_new] =
      partition_index_.try_emplace(name, static_cast<std::int32_t>(partitions_.size()));
  if (is_new) partitions_.push_back(name);
  return entry->second;
}

}  // namespace fl::sim
