#include "core/broker/view.h"

#include "core/broker/server.h"

#include <string_view>
#include <utility>

namespace fl::broker {

namespace {

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::off:
      return "off";
    case Phase::starting:
      return "starting";
    case Phase::metadata:
      return "metadata";
    case Phase::loading:
      return "loading";
    case Phase::loaded:
      return "loaded";
    case Phase::running:
      return "running";
    case Phase::stopping:
      return "stopping";
    case Phase::stopped:
      return "stopped";
  }
  return "unknown";
}

std::vector<ProducerView> producers_of(const storage::Log& log) {
  std::vector<ProducerView> producers;
  log.producers().for_each([&](ProducerId id, const storage::ProducerEntry& entry) {
    producers.push_back({.producer_id = id,
                         .epoch = entry.epoch,
                         .last_sequence = entry.last_sequence(),
                         .last_offset = entry.is_empty() ? Offset(-1) : entry.last().last_offset,
                         .batches = entry.batch_count,
                         .has_open_transaction = entry.transaction_first_offset.has_value()});
  });
  return producers;
}

PartitionView view_of(const Partition& partition) {
  const storage::Log& log = partition.log;
  PartitionView view{.topic = partition.name.topic,
                     .partition = partition.name.partition,
                     .leader = partition.leader,
                     .leader_epoch = partition.leader_epoch,
                     .log_start = log.start(),
                     .high_watermark = partition.high_watermark,
                     .last_stable_end = log.last_stable_end(),
                     .visible_end = log.visible_end(),
                     .flushed_end = log.flushed_end(),
                     .log_end = log.end(),
                     .recovery_point = log.recovery_point(),
                     .segments = static_cast<std::int64_t>(log.segments().size()),
                     .size_bytes = log.size_bytes(),
                     .is_offline = partition.is_offline,
                     .producers = producers_of(log),
                     .waiting_fetches = partition.fetch_rows};
  for (const storage::EpochStart& entry : log.epochs().entries())
    view.epochs.push_back({.epoch = entry.epoch, .start = entry.start});
  for (const ProduceWaiter& waiter : partition.produce_waiters)
    view.waiting_produces.push_back(waiter.row);
  return view;
}

RowView row_of(std::int64_t row, const Request& request, Instant deadline) {
  return {.row = row,
          .api = std::string(wire::name_of(request.api)),
          .conn = request.conn,
          .client_id = request.client_id.value_or(""),
          .received = request.received,
          .deadline = deadline};
}

void name_log(const Server& server, LogKey key, RowView& view) {
  const Partition* partition = server.partitions.find(key);
  if (partition != nullptr) view.waits_for.push_back(partition->name.to_text());
}

void add_rows(const Server& server, std::vector<RowView>& views) {
  server.rows.fetches.for_each([&](std::int64_t row, const FetchRow& fetch) {
    RowView& view = views.emplace_back(row_of(row, fetch.request, fetch.deadline));
    for (const FetchWanted& wanted : fetch.wanted)
      name_log(server, wanted.log_key, view);
  });
  server.rows.produces.for_each([&](std::int64_t row, const ProduceRow& produce) {
    RowView& view = views.emplace_back(row_of(row, produce.request, produce.deadline));
    for (const ProduceRow::Pending& pending : produce.pending)
      if (!pending.is_decided) name_log(server, pending.log_key, view);
  });
  server.rows.lookups.for_each([&](std::int64_t row, const LookupRow& lookup) {
    RowView& view = views.emplace_back(row_of(row, lookup.request, Instant()));
    for (const LookupRow::Search& search : lookup.searches)
      name_log(server, search.log_key, view);
  });
}

}  // namespace

BrokerView view_of(const Server& server) {
  BrokerView view{.id = server.id,
                  .cluster_id = server.cluster_id,
                  .phase = std::string(name_of(server.phase))};
  server.log_keys.for_each([&](const TopicPartition& /*name*/, LogKey key) {
    if (const Partition* partition = server.partitions.find(key))
      view.partitions.push_back(view_of(*partition));
  });
  add_rows(server, view.waiting);
  server.fetch_sessions.sessions.for_each([&](std::int32_t id, const FetchSession& session) {
    view.fetch_sessions.push_back(
        {.id = id,
         .epoch = session.epoch,
         .partitions = static_cast<std::int64_t>(session.partitions.size()),
         .last_used = session.last_used});
  });
  server.connections.open.for_each([&](ConnId conn, const Connection& connection) {
    view.connections.push_back({.conn = conn,
                                .peer = connection.peer,
                                .software = connection.software,
                                .requests = connection.requests,
                                .in_progress = static_cast<std::int64_t>(connection.turns.size()),
                                .last_active = connection.last_active});
  });
  return view;
}

}  // namespace fl::broker
