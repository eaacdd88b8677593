#include "core/broker/handlers/produce_append.h"

#include "core/base/assert.h"
#include "core/broker/events.h"
#include "core/broker/partitions.h"
#include "core/broker/replicas.h"
#include "core/config/value.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace fl::broker {

namespace {

using Entry = wire::ProduceResponse::PartitionProduceResponse;

wire::ErrorCode code_of(storage::AppendError error) {
  switch (error) {
    case storage::AppendError::out_of_order_sequence_number:
      return wire::ErrorCode::out_of_order_sequence_number;
    case storage::AppendError::invalid_producer_epoch:
      return wire::ErrorCode::invalid_producer_epoch;
    case storage::AppendError::invalid_txn_state:
      return wire::ErrorCode::invalid_txn_state;
    case storage::AppendError::record_list_too_large:
      return wire::ErrorCode::record_list_too_large;
    case storage::AppendError::offset_not_monotonic:
      return wire::ErrorCode::unknown_server_error;
    case storage::AppendError::storage_error:
      return wire::ErrorCode::kafka_storage_error;
  }
  return wire::ErrorCode::unknown_server_error;
}

/// Kafka tells the log start with an error unless the error is one that brokers expect.
bool is_expected_error(wire::ErrorCode error) {
  constexpr std::array kExpected{wire::ErrorCode::unknown_topic_or_partition,
                                 wire::ErrorCode::not_leader_or_follower,
                                 wire::ErrorCode::message_too_large,
                                 wire::ErrorCode::record_list_too_large,
                                 wire::ErrorCode::corrupt_message,
                                 wire::ErrorCode::kafka_storage_error};
  return std::find(kExpected.begin(), kExpected.end(), error) != kExpected.end();
}

void decide(ProduceRow& row, ProduceRow::Pending& pending) {
  FL_ASSERT(!pending.is_decided);
  FL_ASSERT(row.undecided > 0);
  pending.is_decided = true;
  --row.undecided;
}

void decide_as_error(const Partition* partition, ProduceRow& row, ProduceRow::Pending& pending,
                     wire::ErrorCode error) {
  Entry& entry = entry_of(row, pending);
  entry.error_code = error;
  entry.base_offset = Offset(-1);
  entry.log_append_time_ms = kNoTimestamp;
  if (partition != nullptr && !is_expected_error(error))
    entry.log_start_offset = partition->log.start();
  row.has_error = true;
  decide(row, pending);
}

void refuse_entry(Context& context, const Partition& partition, ProduceRow& row,
                  ProduceRow::Pending& pending, const record::Refusal& refusal) {
  decide_as_error(&partition, row, pending, refusal.error);
  Entry& entry = entry_of(row, pending);
  for (const record::RecordError& error : refusal.record_errors)
    entry.record_errors.push_back(
        {.batch_index = error.batch_index, .batch_index_error_message = error.message});
  if (!refusal.record_errors.empty()) entry.error_message = refusal.message;
  tell_refused(context, partition.name, refusal.error, refusal.message);
}

}  // namespace

bool is_internal(std::string_view topic) {
  constexpr std::array<std::string_view, 3> kInternal{"__consumer_offsets", "__transaction_state",
                                                      "__share_group_state"};
  return std::find(kInternal.begin(), kInternal.end(), topic) != kInternal.end();
}

record::AppendSettings append_settings_of(const config::TopicConfig& config) {
  record::AppendSettings settings{.timestamp_type = config.is_log_append_time()
                                                        ? record::TimestampType::log_append_time
                                                        : record::TimestampType::create_time,
                                  .timestamp_before_max_ms = config.message_timestamp_before_max_ms,
                                  .timestamp_after_max_ms = config.message_timestamp_after_max_ms,
                                  .is_compacted = config.compacts(),
                                  .message_bytes_max = config.max_message_bytes,
                                  .origin = record::Origin::client};
  if (config.compression_type == "uncompressed") settings.codec = record::Codec::none;
  if (config.compression_type == "gzip") {
    settings.codec = record::Codec::gzip;
    settings.level = config.compression_gzip_level;
  }
  if (config.compression_type == "snappy") settings.codec = record::Codec::snappy;
  if (config.compression_type == "lz4") {
    settings.codec = record::Codec::lz4;
    settings.level = config.compression_lz4_level;
  }
  if (config.compression_type == "zstd") {
    settings.codec = record::Codec::zstd;
    settings.level = config.compression_zstd_level;
  }
  return settings;
}

Entry& entry_of(ProduceRow& row, const ProduceRow::Pending& pending) {
  return row.response.responses[pending.topic].partition_responses[pending.partition];
}

void append_checked(Server& server, Context& context, ProduceRow& row, std::int64_t row_id,
                    ProduceRow::Pending& pending, const Checked& checked) {
  Partition* partition = server.partitions.mutate(pending.log_key);
  if (partition == nullptr) {
    decide_as_error(nullptr, row, pending, wire::ErrorCode::unknown_topic_or_partition);
    return;
  }
  if (!checked) {
    refuse_entry(context, *partition, row, pending, checked.error());
    return;
  }
  Entry& entry = entry_of(row, pending);
  entry.log_start_offset = partition->log.start();
  if (!*checked) {
    // No complete batch: Kafka succeeds, with nothing appended.
    decide(row, pending);
    return;
  }
  const record::CheckedBatch& batch = **checked;
  const storage::AppendBatch append{.header = batch.header, .rest = batch.rest};
  const auto appended =
      partition->log.append(context, server.disk, std::span(&append, 1), partition->leader_epoch,
                            storage::AppendOrigin::client);
  if (!appended) {
    decide_as_error(partition, row, pending, code_of(appended.error()));
    tell_refused(context, partition->name, code_of(appended.error()), {});
    return;
  }
  entry.base_offset = appended->first_offset;
  if (appended->is_duplicate)
    entry.log_append_time_ms = appended->duplicate_timestamp;
  else if (partition->config->is_log_append_time())
    entry.log_append_time_ms = batch.header.max_timestamp;
  pending.required = appended->last_offset + 1;
  pending.needs_sync = appended->is_sync_due;
  watch_flush(server, context, pending.log_key);
  partition = server.partitions.mutate(pending.log_key);
  decide_entry(server, context, row, pending);
  if (pending.is_decided) return;
  // A retry of records that are still on their way waits among the others, in order.
  const ProduceWaiter waiter{row_id, pending.required, pending.needs_sync, row.acks == -1};
  auto& waiters = partition->produce_waiters;
  waiters.insert(std::upper_bound(waiters.begin(), waiters.end(), waiter,
                                  [](const ProduceWaiter& a, const ProduceWaiter& b) {
                                    return a.required < b.required;
                                  }),
                 waiter);
}

void decide_entry(Server& server, Context& context, ProduceRow& row, ProduceRow::Pending& pending) {
  if (pending.is_decided || pending.is_checking) return;
  const Partition* partition = server.partitions.find(pending.log_key);
  if (partition == nullptr) {
    decide_as_error(nullptr, row, pending, wire::ErrorCode::unknown_topic_or_partition);
    return;
  }
  if (partition->is_offline) {
    decide_as_error(partition, row, pending, wire::ErrorCode::kafka_storage_error);
    tell_refused(context, partition->name, wire::ErrorCode::kafka_storage_error, {});
    return;
  }
  if (!partition->leading) {
    decide_as_error(partition, row, pending, wire::ErrorCode::not_leader_or_follower);
    return;
  }
  if (pending.required > partition->log.visible_end()) return;
  if (pending.needs_sync && pending.required > partition->log.flushed_end()) return;
  if (row.acks != -1) {
    decide(row, pending);
    return;
  }
  const auto outcome =
      partition->leading->check_after_append(surroundings_of(server, *partition), pending.required);
  if (!outcome) return;
  if (*outcome != wire::ErrorCode::none)
    decide_as_error(partition, row, pending, *outcome);
  else
    decide(row, pending);
}

void tell_refused(Context& context, const TopicPartition& name, wire::ErrorCode error,
                  std::string_view why) {
  context.tell<ProduceRefused>([&] {
    return Telling<ProduceRefused>{
        {.topic = name.topic, .partition = name.partition, .error = error, .why = std::string(why)},
        {}};
  });
}

void tell_acknowledged(Server& server, Context& context, const ProduceRow& row,
                       const ProduceRow::Pending& pending) {
  context.tell<ProduceAcknowledged>([&] {
    const Entry& entry =
        row.response.responses[pending.topic].partition_responses[pending.partition];
    const Partition* partition = server.partitions.find(pending.log_key);
    Telling<ProduceAcknowledged> telling{
        {.partition = entry.index,
         .base_offset = entry.base_offset,
         .end_offset = pending.required,
         .acks = row.acks,
         .error = entry.error_code},
        {.rule = row.acks == -1 ? "committed" : "appended", .terms = {{"acks", row.acks}}}};
    if (partition == nullptr) return telling;
    telling.event.topic = partition->name.topic;
    telling.because.terms.push_back({"high watermark", partition->high_watermark.value});
    if (pending.needs_sync)
      telling.because.terms.push_back(
          {"flushed end", partition->log.flushed_end().value, "flush.messages"});
    return telling;
  });
}

}  // namespace fl::broker
