#include "sim/workload/consumer.h"

#include "core/base/digest.h"
#include "core/record/batches.h"
#include "core/record/reader.h"
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/metadata.h"
#include "sim/workload/payload.h"

#include <algorithm>

namespace fl::sim {

namespace {

constexpr TimerId kStartTimer{ClientConnection::kFirstOwnTimer};
constexpr TimerId kProceedTimer{ClientConnection::kFirstOwnTimer + 1};
constexpr TimerId kMetadataTimer{ClientConnection::kFirstOwnTimer + 2};

constexpr std::int16_t kFetchVersion = 12;  // the last one that goes by topic name
constexpr std::int16_t kListOffsetsVersion = 7;
constexpr std::int16_t kMetadataVersion = 12;
constexpr Timestamp kEarliest{-2};
constexpr Timestamp kLatest{-1};
/// How long a replica that the leader named is read from: the default of metadata.max.age.ms.
constexpr std::int64_t kPreferredNs = 300 * kNanosecondsPerSecond;

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
      connections_(spec_.name, std::move(bootstrap), spec_.request_timeout_ns) {}

void Consumer::step(Context& context, const Input& input) {
  if (std::holds_alternative<Boot>(input)) {
    const Instant start = std::max(context.now, Instant(spec_.start_ns));
    context.emit(Arm{.timer = kStartTimer, .deadline = start});
    return;
  }
  if (!connections_.step(context, input))
    if (const auto* fired = std::get_if<Fired>(&input)) on_timer(context, fired->timer);
  // By index: an answer may add a connection.
  for (std::size_t i = 0; i < connections_.all().size(); ++i) {
    while (const auto answer = connections_.all()[i].next_answer())
      on_answer(context, i, *answer);
    const bool is_lost = connections_.all()[i].take_went_down();
    static_cast<void>(connections_.all()[i].take_lost());
    const bool is_back = connections_.all()[i].take_became_ready();
    if (is_lost)
      for (Assigned& one : assigned_)
        if (is_read_at(one, i)) forget_preferred(one);
    if (is_lost || is_back) forget_session(i);
    // The connection to any broker may have another one now.
    if (i == 0 && is_back && is_known_) is_metadata_old_ = true;
    // Who lost a leader asks who leads now.
    if (i > 0 && is_lost) ask_metadata_later(context);
  }
  proceed(context);
}

void Consumer::on_timer(Context& context, TimerId timer) {
  if (timer == kStartTimer) connections_.dial(context);
  if (timer == kProceedTimer) not_before_.reset();
  if (timer != kMetadataTimer) return;
  is_metadata_due_ = false;
  is_metadata_old_ = true;
}

void Consumer::forget_session(std::size_t broker) {
  if (sessions_.size() <= broker) sessions_.resize(broker + 1);
  sessions_[broker] = {};
  for (Assigned& one : assigned_)
    if (is_read_at(one, broker)) one.in_session.reset();
}

bool Consumer::is_read_at(const Assigned& one, std::size_t broker) const {
  return connections_.place_of(one.preferred ? one.preferred : one.leader) == broker;
}

void Consumer::forget_preferred(Assigned& one) {
  if (!one.preferred) return;
  one.preferred.reset();
  one.in_session.reset();
}

/// The leader had no records for us but this name.
void Consumer::prefer(Context& context, Assigned& one, BrokerId replica) {
  const auto found = std::ranges::find(brokers_, replica, &KnownBroker::id);
  if (found == brokers_.end()) {
    is_metadata_old_ = true;
    return;
  }
  one.preferred = found->address;
  one.preferred_until = context.now + kPreferredNs;
  one.in_session.reset();
  static_cast<void>(connections_.to(context, found->address));
  context.tell<ConsumerSentElsewhere>([&] {
    return Telling<ConsumerSentElsewhere>{{.consumer = spec_.name,
                                           .topic = one.name.topic,
                                           .partition = one.name.partition,
                                           .replica = replica},
                                          {.rule = "the-leader-named-a-replica-in-our-rack"}};
  });
}

/// What comes next, broker by broker, where nothing is under way: the topics, the positions, then
/// records.
void Consumer::proceed(Context& context) {
  if (not_before_) return;
  if (spec_.stop_ns && context.now >= Instant(*spec_.stop_ns)) return connections_.close(context);
  ClientConnection& any = connections_.any();
  if ((!is_known_ || is_metadata_old_) && any.is_ready() && any.in_flight() == 0)
    ask_metadata(context);
  if (!is_known_) return;
  for (std::size_t broker = 0; broker < connections_.all().size(); ++broker)
    proceed_with(context, broker);
}

void Consumer::proceed_with(Context& context, std::size_t broker) {
  ClientConnection& connection = connections_.all()[broker];
  if (!connection.is_ready() || connection.in_flight() > 0) return;
  bool is_read = false;
  bool needs_position = false;
  for (Assigned& one : assigned_) {
    if (one.preferred && context.now >= one.preferred_until) forget_preferred(one);
    is_read = is_read || is_read_at(one, broker);
    // Only the leader knows positions.
    needs_position =
        needs_position || (!one.position && connections_.place_of(one.leader) == broker);
  }
  if (needs_position) return ask_offsets(context, broker);
  if (is_read) fetch(context, broker);
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
  ClientConnection& connection = connections_.any();
  const auto version = connection.version_of(wire::ApiKey::metadata, kMetadataVersion);
  if (!version) return;
  is_metadata_old_ = false;
  std::vector<wire::MetadataRequest::MetadataRequestTopic> topics;
  topics.reserve(spec_.topics.size());
  for (const std::string& topic : spec_.topics)
    topics.push_back({.name = topic});
  const wire::MetadataRequest request{.topics = std::move(topics),
                                      .allow_auto_topic_creation = false};
  connection.send(context, request, *version);
}

void Consumer::ask_metadata_later(Context& context) {
  // Counted from the first reason: many in a row must not put it off for ever.
  if (is_metadata_due_) return;
  is_metadata_due_ = true;
  context.emit(Arm{.timer = kMetadataTimer, .deadline = context.now + spec_.retry_backoff_ns});
}

void Consumer::ask_offsets(Context& context, std::size_t broker) {
  ClientConnection& connection = connections_.all()[broker];
  const auto version = connection.version_of(wire::ApiKey::list_offsets, kListOffsetsVersion);
  if (!version) return;
  wire::ListOffsetsRequest request{
      .replica_id = BrokerId(-1),
      .isolation_level = static_cast<std::int8_t>(spec_.is_read_committed ? 1 : 0)};
  for (const Assigned& one : assigned_) {
    if (one.position || connections_.place_of(one.leader) != broker) continue;
    if (request.topics.empty() || request.topics.back().name != one.name.topic)
      request.topics.push_back({.name = one.name.topic});
    request.topics.back().partitions.push_back(
        {.partition_index = one.name.partition,
         .timestamp = spec_.from_latest ? kLatest : kEarliest});
  }
  connection.send(context, request, *version);
}

void Consumer::fetch(Context& context, std::size_t broker) {
  ClientConnection& connection = connections_.all()[broker];
  const auto version = connection.version_of(wire::ApiKey::fetch, kFetchVersion);
  if (!version) return;
  if (sessions_.size() <= broker) sessions_.resize(broker + 1);
  Session& session = sessions_[broker];
  if (session.id == 0) session.partitions.clear();
  wire::FetchRequest request{
      .max_wait_ms = spec_.fetch_max_wait_ms,
      .min_bytes = spec_.fetch_min_bytes,
      .max_bytes = spec_.fetch_max_bytes,
      .isolation_level = static_cast<std::int8_t>(spec_.is_read_committed ? 1 : 0),
      .session_id = session.id,
      .session_epoch = spec_.uses_sessions ? session.epoch : -1,
      .rack_id = spec_.rack};
  for (Assigned& one : assigned_) {
    if (!is_read_at(one, broker)) {
      if (session.partitions.erase(one.name) > 0)
        request.forgotten_topics_data.push_back(
            {.topic = one.name.topic, .partitions = {one.name.partition}});
      continue;
    }
    // An incremental fetch names only what changed.
    if (!one.position || (session.id != 0 && one.in_session == one.position)) continue;
    one.in_session = one.position;
    session.partitions.insert(one.name);
    if (request.topics.empty() || request.topics.back().topic != one.name.topic)
      request.topics.push_back({.topic = one.name.topic});
    request.topics.back().partitions.push_back({.partition = one.name.partition,
                                                .current_leader_epoch = one.leader_epoch,
                                                .fetch_offset = *one.position,
                                                .partition_max_bytes = spec_.partition_max_bytes});
  }
  connection.send(context, request, *version);
}

// ---- Answers -----------------------------------------------------------------------------------

void Consumer::on_answer(Context& context, std::size_t broker, const Answer& answer) {
  if (answer.asked.api == wire::ApiKey::metadata) return on_metadata(context, answer);
  if (answer.asked.api == wire::ApiKey::list_offsets) return on_offsets(context, answer);
  if (answer.asked.api == wire::ApiKey::fetch) return on_fetched(context, broker, answer);
}

void Consumer::on_metadata(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::MetadataResponse>(answer.payload, answer.asked.version);
  if (!response) return connections_.any().give_up(context, "an ill-formed response");
  is_known_ = response->topics.size() == spec_.topics.size();
  brokers_.clear();
  for (const auto& broker : response->brokers)
    brokers_.push_back(
        {.id = broker.node_id,
         .address = {.host = broker.host, .port = static_cast<std::uint16_t>(broker.port)}});
  bool is_leader_missing = false;
  for (const auto& topic : response->topics) {
    if (topic.error_code != wire::ErrorCode::none || topic.partitions.empty()) is_known_ = false;
    for (const auto& partition : topic.partitions) {
      const std::string name = topic.name.value_or("");
      if (find(name, partition.partition_index) == nullptr)
        assigned_.push_back({.name = {name, partition.partition_index}});
      Assigned& one = *find(name, partition.partition_index);
      const auto leader = leader_address(*response, partition);
      if (one.leader != leader || one.leader_epoch != partition.leader_epoch)
        one.in_session.reset();
      one.leader = leader;
      one.leader_epoch = partition.leader_epoch;
      if (leader) static_cast<void>(connections_.to(context, *leader));
      is_leader_missing = is_leader_missing || !leader;
    }
  }
  std::sort(assigned_.begin(), assigned_.end(),
            [](const Assigned& a, const Assigned& b) { return a.name < b.name; });
  if (!is_known_) return wait(context, spec_.retry_backoff_ns);
  if (is_leader_missing) ask_metadata_later(context);
}

void Consumer::on_offsets(Context& context, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::ListOffsetsResponse>(answer.payload, answer.asked.version);
  if (!response) return wait(context, spec_.retry_backoff_ns);
  for (const auto& topic : response->topics)
    for (const auto& partition : topic.partitions) {
      Assigned* one = find(topic.name, partition.partition_index);
      if (one == nullptr) continue;
      if (partition.error_code != wire::ErrorCode::none || partition.offset < Offset(0)) {
        is_metadata_old_ = true;
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

void Consumer::on_fetched(Context& context, std::size_t broker, const Answer& answer) {
  const auto response =
      wire::decode_response<wire::FetchResponse>(answer.payload, answer.asked.version);
  if (!response || response->error_code != wire::ErrorCode::none) {
    // The broker forgot the session, or lost count of it: the next Fetch begins a new one.
    forget_session(broker);
    return wait(context, spec_.retry_backoff_ns);
  }
  Session& session = sessions_[broker];
  session.id = spec_.uses_sessions ? response->session_id : 0;
  session.epoch = session.id == 0 ? 0 : session.epoch == INT32_MAX ? 1 : session.epoch + 1;
  consumed_since_fetch_ = 0;
  for (const auto& topic : response->responses)
    for (const auto& partition : topic.partitions) {
      Assigned* one = find(topic.topic, partition.partition_index);
      if (one != nullptr && one->position && is_read_at(*one, broker))
        on_partition(context, *one, partition);
    }
  if (spec_.records_per_second)
    wait(context, consumed_since_fetch_ * kNanosecondsPerSecond / *spec_.records_per_second);
}

void Consumer::on_partition(Context& context, Assigned& one,
                            const wire::FetchResponse::PartitionData& data) {
  if (data.error_code == wire::ErrorCode::none) {
    if (data.preferred_read_replica.value >= 0)
      return prefer(context, one, data.preferred_read_replica);
    return deliver(context, one, data);
  }
  one.in_session.reset();
  const bool was_sent_there = one.preferred.has_value();
  forget_preferred(one);
  if (data.error_code == wire::ErrorCode::offset_out_of_range) {
    // A follower may lag: the leader is asked before anything is given up.
    if (was_sent_there) return;
    one.position.reset();
    one.reset_because = data.error_code;
    return;
  }
  is_metadata_old_ = true;
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
