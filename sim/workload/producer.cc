#include "sim/workload/producer.h"

#include "core/base/assert.h"
#include "core/record/builder.h"
#include "core/wire/messages/init_producer_id.h"
#include "core/wire/messages/metadata.h"
#include "sim/workload/payload.h"

#include <algorithm>

namespace fl::sim {

namespace {

constexpr TimerId kHandOverTimer{ClientConnection::kFirstOwnTimer};
constexpr TimerId kPumpTimer{ClientConnection::kFirstOwnTimer + 1};
constexpr TimerId kMetadataTimer{ClientConnection::kFirstOwnTimer + 2};
constexpr TimerId kStartTimer{ClientConnection::kFirstOwnTimer + 3};

constexpr std::int16_t kProduceVersion = 12;  // the last one that goes by topic name
constexpr std::int16_t kMetadataVersion = 12;
constexpr std::int16_t kInitProducerIdVersion = 4;

constexpr std::int64_t kQueuedRecordsMax = 100'000;
constexpr std::int64_t kNumbersPerIncarnation = 1'000'000'000;
constexpr std::int64_t kTickMinNs = 1'000'000;

}  // namespace

Producer::Producer(ProducerSpec spec, std::vector<ClientAddress> bootstrap)
    : spec_(std::move(spec)),
      connections_(spec_.name, std::move(bootstrap), spec_.request_timeout_ns) {}

void Producer::step(Context& context, const Input& input) {
  if (std::holds_alternative<Boot>(input)) {
    // A restarted application counts on where no other life of it did.
    first_number_ = std::max(0, context.incarnation - 1) * kNumbersPerIncarnation;
    const Instant start = std::max(context.now, Instant(spec_.start_ns));
    context.emit(Arm{.timer = kStartTimer, .deadline = start});
    return;
  }
  if (!connections_.step(context, input))
    if (const auto* fired = std::get_if<Fired>(&input)) on_timer(context, fired->timer);
  // By index: an answer may add a connection.
  for (std::size_t i = 0; i < connections_.all().size(); ++i) {
    while (const auto answer = connections_.all()[i].next_answer())
      on_answer(context, *answer);
    const std::vector<Asked> lost = connections_.all()[i].take_lost();
    for (const Asked& asked : lost)
      on_lost(context, asked);
    // Who lost a leader asks who leads now.
    if (connections_.all()[i].take_went_down() && i > 0) ask_metadata_later(context);
    if (connections_.all()[i].take_became_ready() && i == 0) ask_metadata(context);
  }
  pump(context);
}

void Producer::on_timer(Context& context, TimerId timer) {
  if (timer == kStartTimer) connections_.dial(context);
  if (timer == kPumpTimer) pump_at_.reset();
  if (timer == kHandOverTimer) hand_over(context);
  if (timer != kMetadataTimer) return;
  is_metadata_due_ = false;
  if (connections_.any().is_ready()) ask_metadata(context);
}

// ---- Answers -----------------------------------------------------------------------------------

void Producer::on_answer(Context& context, const Answer& answer) {
  if (answer.asked.api == wire::ApiKey::metadata) return on_metadata(context, answer);
  if (answer.asked.api == wire::ApiKey::init_producer_id) return on_producer_id(context, answer);
  if (answer.asked.api == wire::ApiKey::produce) return on_produced(context, answer);
}

void Producer::on_metadata(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::MetadataResponse>(answer.payload, answer.asked.version);
  if (!response) return connections_.any().give_up(context, "an ill-formed response");
  const bool is_known = response->topics.size() == 1 &&
                        response->topics[0].error_code == wire::ErrorCode::none &&
                        !response->topics[0].partitions.empty();
  if (!is_known) return ask_metadata_later(context);
  const auto& partitions = response->topics[0].partitions;
  if (queues_.size() < partitions.size()) queues_.resize(partitions.size());
  leaders_.assign(queues_.size(), std::nullopt);
  bool is_leader_missing = false;
  for (const auto& partition : partitions) {
    const auto index = static_cast<std::size_t>(partition.partition_index.value);
    if (partition.partition_index.value < 0 || index >= leaders_.size()) continue;
    leaders_[index] = leader_address(*response, partition);
    if (leaders_[index]) static_cast<void>(connections_.to(context, *leaders_[index]));
    is_leader_missing = is_leader_missing || !leaders_[index];
  }
  if (is_leader_missing) ask_metadata_later(context);
  if (!began_) {
    began_ = context.now;
    hand_over(context);
  }
}

void Producer::on_producer_id(Context& context, const Answer& answer) {
  is_asking_id_ = false;
  const auto response =
      wire::decode_response<wire::InitProducerIdResponse>(answer.payload, answer.asked.version);
  if (!response) return connections_.any().give_up(context, "an ill-formed response");
  if (response->error_code != wire::ErrorCode::none) {
    context.emit(Arm{.timer = kPumpTimer, .deadline = context.now + spec_.retry_backoff_ns});
    return;
  }
  producer_id_ = response->producer_id;
  producer_epoch_ = response->producer_epoch;
  context.tell<ProducerIdObtained>([&] {
    return Telling<ProducerIdObtained>{
        {.producer = spec_.name, .producer_id = producer_id_, .producer_epoch = producer_epoch_},
        {}};
  });
}

void Producer::on_produced(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::ProduceResponse>(answer.payload, answer.asked.version);
  if (!response) {
    // The same bytes would come again.
    return on_lost(context, answer.asked);
  }
  for (const auto& topic : response->responses)
    for (const auto& partition : topic.partition_responses)
      on_partition(context, answer.asked.correlation_id, partition);
  // A partition that the response leaves out has no known outcome.
  on_lost(context, answer.asked);
}

void Producer::on_partition(Context& context, std::int32_t correlation_id,
                            const wire::ProduceResponse::PartitionProduceResponse& response) {
  const auto partition = static_cast<std::size_t>(response.index.value);
  if (response.index.value < 0 || partition >= queues_.size()) return;
  const auto index = queues_[partition].find(correlation_id);
  if (!index) return;  // its delivery timeout was over
  const wire::ErrorCode error = response.error_code;
  if (error == wire::ErrorCode::none || error == wire::ErrorCode::duplicate_sequence_number)
    return acknowledge(context, partition, *index, response.base_offset);
  const bool is_sequence_trouble = error == wire::ErrorCode::out_of_order_sequence_number ||
                                   error == wire::ErrorCode::unknown_producer_id ||
                                   error == wire::ErrorCode::invalid_producer_epoch;
  if (spec_.is_idempotent && is_sequence_trouble) {
    // Only the batch whose turn it is proves that the log lost what came before it.
    if (*index == 0) bump_epoch(context, partition);
    return retry(context, partition, *index, error);
  }
  // Kafka: InvalidMetadataException.
  if (error == wire::ErrorCode::not_leader_or_follower ||
      error == wire::ErrorCode::unknown_topic_or_partition ||
      error == wire::ErrorCode::kafka_storage_error)
    ask_metadata_later(context);
  if (wire::info_of(error).retriable) return retry(context, partition, *index, error);
  fail(context, partition, *index, error);
}

void Producer::on_lost(Context& context, const Asked& asked) {
  if (asked.api == wire::ApiKey::init_producer_id) is_asking_id_ = false;
  if (asked.api != wire::ApiKey::produce) return;
  for (std::size_t partition = 0; partition < queues_.size(); ++partition)
    if (const auto index = queues_[partition].find(asked.correlation_id))
      retry(context, partition, *index, wire::ErrorCode::network_exception);
}

// ---- Records -----------------------------------------------------------------------------------

void Producer::hand_over(Context& context) {
  if (!began_ || queues_.empty()) return;
  if (spec_.stop_ns && context.now >= Instant(*spec_.stop_ns)) return;
  const std::int64_t elapsed = context.now - *began_;
  const std::int64_t whole_seconds = elapsed / kNanosecondsPerSecond;
  const std::int64_t rest = elapsed % kNanosecondsPerSecond;
  std::int64_t due = 1 + whole_seconds * spec_.rate_per_second +
                     rest * spec_.rate_per_second / kNanosecondsPerSecond;
  if (spec_.records_max) due = std::min(due, *spec_.records_max);
  while (handed_over_ < due && queued_records_ < kQueuedRecordsMax) {
    const std::int64_t number = first_number_ + handed_over_;
    const auto partition =
        static_cast<std::size_t>(handed_over_ % static_cast<std::int64_t>(queues_.size()));
    queues_[partition].add({.number = number, .timestamp = context.wall}, spec_.record_bytes,
                           spec_.batch_bytes, context.now);
    ++handed_over_;
    ++queued_records_;
  }
  if (spec_.records_max && handed_over_ >= *spec_.records_max) return;
  const std::int64_t gap = std::max(kTickMinNs, kNanosecondsPerSecond / spec_.rate_per_second);
  context.emit(Arm{.timer = kHandOverTimer, .deadline = context.now + gap});
}

void Producer::pump(Context& context) {
  expire(context);
  if (!queues_.empty() && obtain_producer_id(context))
    for (std::size_t broker = 0; broker < connections_.all().size(); ++broker) {
      const ClientConnection& connection = connections_.all()[broker];
      while (connection.is_ready() &&
             connection.in_flight() < static_cast<std::size_t>(spec_.in_flight_max) &&
             send_one(context, broker)) {
      }
    }
  arm_pump(context);
}

/// True once the producer has what it needs to send.
bool Producer::obtain_producer_id(Context& context) {
  if (!spec_.is_idempotent || producer_id_ != kNoProducerId) return true;
  ClientConnection& connection = connections_.any();
  const auto version =
      connection.version_of(wire::ApiKey::init_producer_id, kInitProducerIdVersion);
  if (is_asking_id_ || !version || !connection.is_ready()) return false;
  is_asking_id_ = true;
  connection.send(context,
                  wire::InitProducerIdRequest{.transactional_id = std::nullopt,
                                              .transaction_timeout_ms = 2'147'483'647},
                  *version);
  return false;
}

/// One request with the next batch of every partition that the broker leads; false if none has any.
bool Producer::send_one(Context& context, std::size_t broker) {
  ClientConnection& connection = connections_.all()[broker];
  const auto version = connection.version_of(wire::ApiKey::produce, kProduceVersion);
  if (!version) return false;
  wire::ProduceRequest request{.acks = spec_.acks,
                               .timeout_ms = static_cast<std::int32_t>(spec_.request_timeout_ns /
                                                                       kNanosecondsPerMillisecond)};
  wire::ProduceRequest::TopicProduceData topic{.name = spec_.topic};
  std::vector<std::pair<std::size_t, ProducerBatch*>> batches;
  for (std::size_t partition = 0; partition < queues_.size(); ++partition) {
    if (connections_.place_of(leaders_[partition]) != broker) continue;
    ProducerBatch* batch = queues_[partition].next_to_send(context.now, spec_.linger_ns);
    if (batch == nullptr) continue;
    if (spec_.is_idempotent) queues_[partition].assign(*batch, producer_id_, producer_epoch_);
    record::BatchBuilder builder({.producer_id = batch->producer_id,
                                  .producer_epoch = batch->producer_epoch,
                                  .base_sequence = batch->base_sequence});
    for (const QueuedRecord& record : batch->records) {
      const std::string value = payload_of(spec_.name, record.number, spec_.record_bytes);
      builder.add({.timestamp = record.timestamp, .value = as_bytes(value)});
    }
    topic.partition_data.push_back({.index = PartitionIndex(static_cast<std::int32_t>(partition)),
                                    .records = Records(Slice(std::move(builder).build()))});
    batches.emplace_back(partition, batch);
  }
  if (batches.empty()) return false;
  request.topic_data.push_back(std::move(topic));
  const std::int32_t id = connection.send(context, request, *version, spec_.acks != 0);
  for (const auto& [partition, batch] : batches) {
    batch->correlation_id = id;
    if (batch->attempts++ > 0) continue;
    context.tell<RecordsSent>([&, index = partition, sent = batch] {
      return Telling<RecordsSent>{{.producer = spec_.name,
                                   .topic = spec_.topic,
                                   .partition = PartitionIndex(static_cast<std::int32_t>(index)),
                                   .numbers = sent->numbers(),
                                   .acks = spec_.acks},
                                  {}};
    });
  }
  if (spec_.acks == 0)
    for (const auto& [partition, batch] : batches)
      if (const auto index = queues_[partition].find(id))
        acknowledge(context, partition, *index, Offset(-1));
  return true;
}

// ---- Outcomes ----------------------------------------------------------------------------------

void Producer::acknowledge(Context& context, std::size_t partition, std::size_t index,
                           Offset base) {
  const ProducerBatch batch = queues_[partition].take(index);
  queued_records_ -= static_cast<std::int64_t>(batch.records.size());
  context.tell<RecordsAcknowledged>([&] {
    return Telling<RecordsAcknowledged>{
        {.producer = spec_.name,
         .topic = spec_.topic,
         .partition = PartitionIndex(static_cast<std::int32_t>(partition)),
         .base_offset = base,
         .numbers = batch.numbers(),
         .acks = spec_.acks,
         .waited_ns = context.now - batch.created},
        {}};
  });
}

void Producer::retry(Context& context, std::size_t partition, std::size_t index,
                     wire::ErrorCode error) {
  ProducerBatch& batch = queues_[partition].at(index);
  if (batch.attempts > spec_.retries_max) return fail(context, partition, index, error);
  batch.correlation_id.reset();
  batch.not_before = context.now + spec_.retry_backoff_ns;
  context.tell<ProduceRetried>([&] {
    return Telling<ProduceRetried>{
        {.producer = spec_.name,
         .topic = spec_.topic,
         .partition = PartitionIndex(static_cast<std::int32_t>(partition)),
         .error = error,
         .first_number = batch.records.front().number,
         .records = static_cast<std::int32_t>(batch.records.size()),
         .attempt = batch.attempts},
        {}};
  });
}

void Producer::fail(Context& context, std::size_t partition, std::size_t index,
                    wire::ErrorCode error) {
  const ProducerBatch batch = queues_[partition].take(index);
  queued_records_ -= static_cast<std::int64_t>(batch.records.size());
  context.tell<ProduceFailed>([&] {
    return Telling<ProduceFailed>{
        {.producer = spec_.name,
         .topic = spec_.topic,
         .partition = PartitionIndex(static_cast<std::int32_t>(partition)),
         .error = error,
         .numbers = batch.numbers()},
        {}};
  });
  // Nobody knows whether its sequence is in the log: what follows needs an epoch of its own.
  if (batch.base_sequence != kNoSequence) bump_epoch(context, partition);
}

void Producer::bump_epoch(Context& context, std::size_t partition) {
  if (producer_epoch_.value == INT16_MAX) {
    producer_id_ = kNoProducerId;
    return;
  }
  ++producer_epoch_;
  queues_[partition].start_over(producer_id_, producer_epoch_);
  context.tell<ProducerIdObtained>([&] {
    return Telling<ProducerIdObtained>{
        {.producer = spec_.name, .producer_id = producer_id_, .producer_epoch = producer_epoch_},
        {.rule = "producer-epoch-bumped",
         .terms = {{.name = "partition", .value = static_cast<std::int64_t>(partition)}}}};
  });
}

void Producer::expire(Context& context) {
  for (std::size_t partition = 0; partition < queues_.size(); ++partition)
    while (!queues_[partition].empty() &&
           context.now >= queues_[partition].front().created + spec_.delivery_timeout_ns)
      fail(context, partition, 0, wire::ErrorCode::request_timed_out);
}

void Producer::ask_metadata(Context& context) {
  ClientConnection& connection = connections_.any();
  const auto version = connection.version_of(wire::ApiKey::metadata, kMetadataVersion);
  if (!version) return;
  std::vector<wire::MetadataRequest::MetadataRequestTopic> topics;
  topics.push_back({.name = spec_.topic});
  const wire::MetadataRequest request{.topics = std::move(topics),
                                      .allow_auto_topic_creation = false};
  connection.send(context, request, *version);
}

void Producer::ask_metadata_later(Context& context) {
  // Counted from the first reason: many in a row must not put it off for ever.
  if (is_metadata_due_) return;
  is_metadata_due_ = true;
  context.emit(Arm{.timer = kMetadataTimer, .deadline = context.now + spec_.retry_backoff_ns});
}

void Producer::arm_pump(Context& context) {
  std::optional<Instant> next;
  for (const ProducerQueue& queue : queues_) {
    if (queue.empty()) continue;
    Instant deadline = queue.front().created + spec_.delivery_timeout_ns;
    const auto sendable = queue.next_deadline(spec_.linger_ns);
    // A batch that could go at once waits for a free place in flight: an answer, not time.
    if (sendable && *sendable > context.now) deadline = std::min(deadline, *sendable);
    if (!next || deadline < *next) next = deadline;
  }
  if (!next || next == pump_at_) return;
  pump_at_ = next;
  context.emit(Arm{.timer = kPumpTimer, .deadline = *next});
}

}  // namespace fl::sim
