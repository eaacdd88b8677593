#include "sim/workload/consumer.h"

#include "core/base/digest.h"
#include "core/record/batches.h"
#include "core/record/reader.h"
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/metadata.h"
#include "sim/workload/leader_address.h"
#include "sim/workload/payload.h"

#include <algorithm>

namespace fl::sim {

namespace {

constexpr TimerId kStartTimer{ClientConnection::kFirstOwnTimer};
constexpr TimerId kProceedTimer{ClientConnection::kFirstOwnTimer + 1};

constexpr std::int16_t kFetchVersion = 12;  // the last one that goes by topic name
constexpr std::int16_t kListOffsetsVersion = 7;
constexpr std::int16_t kMetadataVersion = 12;
constexpr Timestamp kEarliest{-2};
constexpr Timestamp kLatest{-1};

/// All bytes of the records in one slice.
Slice joined(const Records& records) {
  if (records.parts.size() == 1)
    if (const auto* slice = std::get_if<Slice>(records.parts.data())) return *slice;
  ByteVector all;
  for (const Part& part : records.parts)
    if (const auto* slice = std::get_if<Slice>(&part))
      all.insert(all.end(), slice->span().begin(), slice->span().end());
  return Slice(std::move(all));
}

}  // namespace

Consumer::Consumer(ConsumerSpec spec, std::vector<ClientAddress> bootstrap)
    : spec_(std::move(spec)),
      connection_(spec_.name, std::move(bootstrap), spec_.request_timeout_ns) {}

void Consumer::step(Context& context, const Input& input) {
  if (std::holds_alternative<Boot>(input)) {
    const Instant start = std::max(context.now, Instant(spec_.start_ns));
    context.emit(Arm{.timer = kStartTimer, .deadline = start});
    return;
  }
  if (!connection_.step(context, input))
    if (const auto* fired = std::get_if<Fired>(&input)) {
      if (fired->timer == kStartTimer) connection_.dial(context);
      if (fired->timer == kProceedTimer) not_before_.reset();
    }
  while (const auto answer = connection_.next_answer())
    on_answer(context, *answer);
  if (!connection_.take_lost().empty() || connection_.take_became_ready()) forget_session();
  proceed(context);
}

void Consumer::forget_session() {
  session_id_ = 0;
  session_epoch_ = 0;
  for (Assigned& one : assigned_)
    one.in_session.reset();
}

/// What comes next, if nothing is under way: the topics, the positions, then records.
void Consumer::proceed(Context& context) {
  if (!connection_.is_ready() || connection_.in_flight() > 0 || not_before_) return;
  if (spec_.stop_ns && context.now >= Instant(*spec_.stop_ns)) return connection_.close(context);
  if (!is_known_) return ask_metadata(context);
  const bool needs_position = std::any_of(assigned_.begin(), assigned_.end(),
                                          [](const Assigned& one) { return !one.position; });
  if (needs_position) return ask_offsets(context);
  fetch(context);
}

void Consumer::wait(Context& context, std::int64_t nanoseconds) {
  if (nanoseconds <= 0) return;
  const Instant until = context.now + nanoseconds;
  if (not_before_ && *not_before_ >= until) return;
  not_before_ = until;
  context.emit(Arm{.timer = kProceedTimer, .deadline = until});
}

// ---- Requests ----------------------------------------------------------------------------------

void Consumer::ask_metadata(Context& context) {
  const auto version = connection_.version_of(wire::ApiKey::metadata, kMetadataVersion);
  if (!version) return;
  std::vector<wire::MetadataRequest::MetadataRequestTopic> topics;
  topics.reserve(spec_.topics.size());
  for (const std::string& topic : spec_.topics)
    topics.push_back({.name = topic});
  const wire::MetadataRequest request{.topics = std::move(topics),
                                      .allow_auto_topic_creation = false};
  connection_.send(context, request, *version);
}

void Consumer::ask_offsets(Context& context) {
  const auto version = connection_.version_of(wire::ApiKey::list_offsets, kListOffsetsVersion);
  if (!version) return;
  wire::ListOffsetsRequest request{
      .replica_id = BrokerId(-1),
      .isolation_level = static_cast<std::int8_t>(spec_.is_read_committed ? 1 : 0)};
  for (const Assigned& one : assigned_) {
    if (one.position) continue;
    if (request.topics.empty() || request.topics.back().name != one.name.topic)
      request.topics.push_back({.name = one.name.topic});
    request.topics.back().partitions.push_back(
        {.partition_index = one.name.partition,
         .timestamp = spec_.from_latest ? kLatest : kEarliest});
  }
  connection_.send(context, request, *version);
}

void Consumer::fetch(Context& context) {
  const auto version = connection_.version_of(wire::ApiKey::fetch, kFetchVersion);
  if (!version) return;
  wire::FetchRequest request{
      .max_wait_ms = spec_.fetch_max_wait_ms,
      .min_bytes = spec_.fetch_min_bytes,
      .max_bytes = spec_.fetch_max_bytes,
      .isolation_level = static_cast<std::int8_t>(spec_.is_read_committed ? 1 : 0),
      .session_id = session_id_,
      .session_epoch = spec_.uses_sessions ? session_epoch_ : -1};
  for (Assigned& one : assigned_) {
    // An incremental fetch names only what changed.
    if (!one.position || (session_id_ != 0 && one.in_session == one.position)) continue;
    one.in_session = one.position;
    if (request.topics.empty() || request.topics.back().topic != one.name.topic)
      request.topics.push_back({.topic = one.name.topic});
    request.topics.back().partitions.push_back({.partition = one.name.partition,
                                                .fetch_offset = *one.position,
                                                .partition_max_bytes = spec_.partition_max_bytes});
  }
  connection_.send(context, request, *version);
}

// ---- Answers -----------------------------------------------------------------------------------

void Consumer::on_answer(Context& context, const Answer& answer) {
  if (answer.asked.api == wire::ApiKey::metadata) return on_metadata(context, answer);
  if (answer.asked.api == wire::ApiKey::list_offsets) return on_offsets(context, answer);
  if (answer.asked.api == wire::ApiKey::fetch) return on_fetched(context, answer);
}

void Consumer::on_metadata(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::MetadataResponse>(answer.payload, answer.asked.version);
  if (!response) return connection_.give_up(context, "an ill-formed response");
  is_known_ = response->topics.size() == spec_.topics.size();
  for (const auto& topic : response->topics) {
    if (topic.error_code != wire::ErrorCode::none || topic.partitions.empty()) is_known_ = false;
    for (const auto& partition : topic.partitions) {
      const std::string name = topic.name.value_or("");
      if (find(name, partition.partition_index) == nullptr)
        assigned_.push_back({.name = {name, partition.partition_index}});
    }
  }
  std::sort(assigned_.begin(), assigned_.end(),
            [](const Assigned& a, const Assigned& b) { return a.name < b.name; });
  if (!is_known_) return wait(context, spec_.retry_backoff_ns);
  if (const auto leader = leader_address(*response, response->topics.front())) {
    connection_.redirect(context, *leader);
  } else {
    is_known_ = false;
    wait(context, spec_.retry_backoff_ns);
  }
}

void Consumer::on_offsets(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::ListOffsetsResponse>(answer.payload, answer.asked.version);
  if (!response) return connection_.give_up(context, "an ill-formed response");
  for (const auto& topic : response->topics)
    for (const auto& partition : topic.partitions) {
      Assigned* one = find(topic.name, partition.partition_index);
      if (one == nullptr) continue;
      if (partition.error_code != wire::ErrorCode::none || partition.offset < Offset(0)) {
        wait(context, spec_.retry_backoff_ns);
        continue;
      }
      one->position = partition.offset;
      const std::string_view rule =
          one->reset_because == wire::ErrorCode::offset_out_of_range ? "offset-out-of-range" : "";
      context.tell<ConsumerPositioned>([&] {
        return Telling<ConsumerPositioned>{{.consumer = spec_.name,
                                            .topic = topic.name,
                                            .partition = partition.partition_index,
                                            .offset = partition.offset,
                                            .because = one->reset_because},
                                           {.rule = rule}};
      });
    }
}

void Consumer::on_fetched(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::FetchResponse>(answer.payload, answer.asked.version);
  if (!response) return connection_.give_up(context, "an ill-formed response");
  if (response->error_code != wire::ErrorCode::none) {
    // The broker forgot the session, or lost count of it: the next Fetch begins a new one.
    forget_session();
    return wait(context, spec_.retry_backoff_ns);
  }
  session_id_ = spec_.uses_sessions ? response->session_id : 0;
  session_epoch_ = session_id_ == 0 ? 0 : session_epoch_ == INT32_MAX ? 1 : session_epoch_ + 1;
  consumed_since_fetch_ = 0;
  for (const auto& topic : response->responses)
    for (const auto& partition : topic.partitions)
      on_partition(context, topic.topic, partition);
  if (spec_.records_per_second)
    wait(context, consumed_since_fetch_ * kNanosecondsPerSecond / *spec_.records_per_second);
}

void Consumer::on_partition(Context& context, const std::string& topic,
                            const wire::FetchResponse::PartitionData& data) {
  Assigned* one = find(topic, data.partition_index);
  if (one == nullptr || !one->position) return;
  if (data.error_code == wire::ErrorCode::none) return deliver(context, *one, data);
  one->in_session.reset();
  if (data.error_code == wire::ErrorCode::offset_out_of_range) {
    one->position.reset();
    one->reset_because = data.error_code;
    return;
  }
  is_known_ = false;
  wait(context, spec_.retry_backoff_ns);
}

/// Hands over the records from the position on. The first batch may begin before it, the last may
/// be cut by max_bytes.
void Consumer::deliver(Context& context, Assigned& assigned,
                       const wire::FetchResponse::PartitionData& data) {
  if (!data.records || !assigned.position) return;
  Offset position = *assigned.position;
  const Slice bytes = joined(*data.records);
  record::BatchScanner batches(bytes);
  std::vector<ConsumedRecord> records;
  while (const auto batch = batches.next()) {
    if (batch->magic != record::kMagic) break;
    const auto opened = record::open_batch(bytes.sub(batch->begin, batch->bytes.size()));
    if (opened.error != record::ReadError::none) break;
    const bool is_intact = record::batch_crc(batch->bytes) == opened.batch.header.crc;
    record::RecordReader reader(opened.batch);
    while (const auto record = reader.next()) {
      if (!is_intact || record->offset < position) continue;
      if (opened.batch.header.is_control()) continue;
      const ByteSpan value = record->value.value_or(ByteSpan());
      const auto name = name_in_payload(value);
      records.push_back({.offset = record->offset,
                         .producer = name ? name->producer : "",
                         .number = name ? name->number : -1,
                         .value_digest = static_cast<std::int64_t>(digest_of(value))});
    }
    // Kafka's consumer stops with CorruptRecordException; ours asks again.
    if (!is_intact) break;
    position = std::max(position, opened.batch.header.next_offset());
  }
  assigned.position = position;
  if (records.empty()) return;
  consumed_since_fetch_ += static_cast<std::int64_t>(records.size());
  context.tell<RecordsConsumed>([&] {
    return Telling<RecordsConsumed>{{.consumer = spec_.name,
                                     .topic = assigned.name.topic,
                                     .partition = assigned.name.partition,
                                     .high_watermark = data.high_watermark,
                                     .records = std::move(records)},
                                    {}};
  });
}

Consumer::Assigned* Consumer::find(const std::string& topic, PartitionIndex index) {
  for (Assigned& one : assigned_)
    if (one.name.topic == topic && one.name.partition == index) return &one;
  return nullptr;
}

}  // namespace fl::sim
