#include "core/broker/handlers/produce.h"

#include "core/base/assert.h"
#include "core/broker/connections.h"
#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/leader_checks.h"
#include "core/broker/handlers/leader_hint.h"
#include "core/broker/handlers/produce_append.h"
#include "core/broker/replicas.h"
#include "core/record/check_job.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace fl::broker {

namespace {

using Entry = wire::ProduceResponse::PartitionProduceResponse;

/// Compressed records beyond this size are checked by a Job, off the node's path.
constexpr std::size_t kInlineCheckBytesMax = 16 << 10;

bool are_acks_valid(std::int16_t acks) {
  return acks >= -1 && acks <= 1;
}

Entry error_entry(PartitionIndex index, wire::ErrorCode error) {
  return {.index = index, .error_code = error, .base_offset = Offset(-1)};
}

/// All entries get the same error.   Source: ProduceRequest.getErrorResponse.
void refuse_all(Server& server, Context& context, const Request& request,
                const wire::ProduceRequest& body, wire::ErrorCode error) {
  if (body.acks == 0) {
    refuse(server, context, request, "a Produce with acks=0 failed");
    return;
  }
  wire::ProduceResponse response;
  for (const auto& topic : body.topic_data) {
    auto& out = response.responses.emplace_back();
    out.name = topic.name;
    out.topic_id = topic.topic_id;
    for (const auto& partition : topic.partition_data)
      out.partition_responses.push_back(error_entry(partition.index, error));
  }
  respond(server, context, request, response);
}

Slice record_bytes(const wire::ProduceRequest::PartitionProduceData& data) {
  if (!data.records || data.records->parts.empty()) return {};
  return std::get<Slice>(data.records->parts.front());
}

/// Kafka: a transactional batch needs the right to its transactional id, hence an id.
bool has_unnamed_transaction(const wire::ProduceRequest& body) {
  if (body.transactional_id) return false;
  for (const auto& topic : body.topic_data)
    for (const auto& partition : topic.partition_data) {
      const auto header = record::parse_batch_header(record_bytes(partition));
      if (header && header->magic == record::kMagic && header->is_transactional()) return true;
    }
  return false;
}

/// What one entry of a request is about.
struct Target {
  const wire::ProduceRequest::PartitionProduceData& data;
  TopicPartition name;
  bool is_topic_known = false;
};

/// Why the entry is refused before its log is looked at; none if it is not.
wire::ErrorCode early_error(const Server& server, const Request& request, std::int16_t acks,
                            const Target& target) {
  if (!target.is_topic_known)
    return request.version >= 13 ? wire::ErrorCode::unknown_topic_id
                                 : wire::ErrorCode::unknown_topic_or_partition;
  const Partition* partition = find_partition(server, target.name);
  if (partition == nullptr) return error_of_missing(server, target.name);
  // Kafka never answers null records; ours answers them like no records.
  if (!target.data.records) return wire::ErrorCode::invalid_record;
  if (const auto shape = record::check_produce_request(record_bytes(target.data), request.version);
      !shape)
    return shape.error().error;
  const auto header = record::parse_batch_header(record_bytes(target.data));
  if (header && header->is_transactional())
    // Nobody can have begun it: there is no transaction coordinator yet (KIP-890).
    return request.version >= 11 ? wire::ErrorCode::transaction_abortable
                                 : wire::ErrorCode::invalid_txn_state;
  if (is_internal(target.name.topic) && request.client_id != kAdminClientId)
    return wire::ErrorCode::invalid_topic_exception;
  if (partition->is_offline) return wire::ErrorCode::kafka_storage_error;
  if (!partition->leading) return wire::ErrorCode::not_leader_or_follower;
  if (acks == -1)
    return partition->leading->check_before_append(surroundings_of(server, *partition));
  return wire::ErrorCode::none;
}

void take_entry(Server& server, Context& context, ProduceRow& row, std::int64_t row_id,
                const Target& target) {
  auto& entries = row.response.responses.back().partition_responses;
  entries.push_back(error_entry(target.data.index, wire::ErrorCode::none));
  const wire::ErrorCode error = early_error(server, row.request, row.acks, target);
  if (error != wire::ErrorCode::none) {
    entries.back().error_code = error;
    if (row.request.version >= 10)
      hint_address(server, hint_leader(server, target.name, entries.back()), row.request.listener,
                   row.response);
    row.has_error = true;
    tell_refused(context, target.name, error, {});
    return;
  }
  const Partition& partition = *find_partition(server, target.name);
  ProduceRow::Pending pending{.topic = row.response.responses.size() - 1,
                              .partition = entries.size() - 1,
                              .log_key = partition.log_key};
  const Slice records = record_bytes(target.data);
  record::AppendSettings settings = append_settings_of(*partition.config);
  const std::string text = target.name.to_text();
  settings.partition = text;
  if (records.size() > kInlineCheckBytesMax && record::is_work(records, settings)) {
    pending.records = records;
    pending.is_checking = true;
    server.disk.work(context,
                     {.kind = OwnerKind::request,
                      .key = row_id,
                      .detail = static_cast<std::int64_t>(row.pending.size())},
                     record::check_job(records, settings, context.wall));
    row.pending.push_back(std::move(pending));
    ++row.undecided;
    return;
  }
  row.pending.push_back(std::move(pending));
  ++row.undecided;
  append_checked(server, context, row, row_id, row.pending.back(),
                 record::check_for_append(records, settings, context.wall));
}

void finish(Server& server, Context& context, ProduceRow row) {
  if (row.acks == 0) {
    if (row.has_error)
      refuse(server, context, row.request, "a Produce with acks=0 failed");
    else
      skip_response(server, context, row.request);
    return;
  }
  for (const ProduceRow::Pending& pending : row.pending)
    tell_acknowledged(server, context, row, pending);
  respond(server, context, row.request, row.response);
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::ProduceRequest& body) {
  if (has_unnamed_transaction(body)) {
    refuse_all(server, context, request, body,
               wire::ErrorCode::transactional_id_authorization_failed);
    return;
  }
  if (!are_acks_valid(body.acks)) {
    refuse_all(server, context, request, body, wire::ErrorCode::invalid_required_acks);
    return;
  }
  const std::int64_t row_id = next_row(server, request);
  ProduceRow row{.request = request,
                 .acks = body.acks,
                 .deadline = context.now + std::int64_t{std::max(body.timeout_ms, 0)} *
                                               kNanosecondsPerMillisecond};
  row.response.responses.reserve(body.topic_data.size());
  for (const auto& topic : body.topic_data) {
    const std::string* name =
        request.version >= 13 ? server.image.topic_names.find(topic.topic_id) : &topic.name;
    auto& out = row.response.responses.emplace_back();
    out.name = topic.name;
    out.topic_id = topic.topic_id;
    out.partition_responses.reserve(topic.partition_data.size());
    for (const auto& data : topic.partition_data)
      take_entry(server, context, row, row_id,
                 {.data = data,
                  .name = {name == nullptr ? std::string() : *name, data.index},
                  .is_topic_known = name != nullptr});
  }
  // Also with acks=0 the connection goes on only when the records can be read, as in Kafka: its
  // next request sees them.
  if (row.undecided == 0) {
    finish(server, context, std::move(row));
    return;
  }
  if (row.acks == -1)
    server.deadlines.add(context, {row.deadline, DeadlineKind::produce, row_id});
  else if (std::ranges::none_of(row.pending, &ProduceRow::Pending::is_checking))
    work_ahead(server, request);
  server.rows.produces.put(row_id, std::move(row));
}

void look_at_produce(Server& server, Context& context, std::int64_t row_id) {
  ProduceRow* row = server.rows.produces.mutate(row_id);
  if (row == nullptr) return;
  for (ProduceRow::Pending& pending : row->pending)
    decide_entry(server, context, *row, pending);
  if (row->undecided > 0) return;
  ProduceRow done = std::move(*row);
  server.rows.produces.erase(row_id);
  if (done.acks == -1) server.deadlines.remove({done.deadline, DeadlineKind::produce, row_id});
  finish(server, context, std::move(done));
}

void on_produce_due(Server& server, Context& /*context*/, std::int64_t row_id) {
  ProduceRow* row = server.rows.produces.mutate(row_id);
  if (row == nullptr) return;
  for (ProduceRow::Pending& pending : row->pending) {
    if (pending.is_decided) continue;
    // The records stay in the log and may yet be read: a timeout says that nothing is known.
    entry_of(*row, pending) =
        error_entry(entry_of(*row, pending).index, wire::ErrorCode::request_timed_out);
    pending.is_decided = true;
    pending.is_checking = false;
    --row->undecided;
    row->has_error = true;
  }
  server.rows.ready_produces.push_back(row_id);
}

void on_batch_verified(Server& server, Context& context, const Owner& owner, const Done& done) {
  ProduceRow* row = server.rows.produces.mutate(owner.key);
  if (row == nullptr) return;
  FL_ASSERT(owner.detail >= 0);
  FL_ASSERT(static_cast<std::size_t>(owner.detail) < row->pending.size());
  ProduceRow::Pending& pending = row->pending[static_cast<std::size_t>(owner.detail)];
  if (!pending.is_checking) return;
  pending.is_checking = false;
  const Slice records = std::exchange(pending.records, {});
  append_checked(server, context, *row, owner.key, pending,
                 record::check_result(done.bytes, records));
  server.rows.ready_produces.push_back(owner.key);
}

}  // namespace fl::broker
