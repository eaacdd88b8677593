// librdkafka's C API against a broker: creates a topic per codec, writes 10,000 records in batches
// with the idempotent producer (headers, null keys and values), reads them back equal, by offset
// and by timestamp, asks for watermarks, deletes records and topics. kcat and
// confluent-kafka-python stand on the same library; this client looks at what they hide: delivery
// reports in order, null headers, the admin API's error codes, deleted records. Usage:
// librdkafka_client BOOTSTRAP. Exits 0 only if everything agreed. Not linked into the product.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

constexpr std::int64_t kRecords = 10'000;
constexpr std::int32_t kPartitions = 3;
constexpr std::int64_t kFirstTimestamp = 1'700'000'000'000;
constexpr int kWaitMs = 30'000;

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "librdkafka: %s\n", what.c_str());
  std::exit(1);
}

void require_none(rd_kafka_resp_err_t error, const std::string& what) {
  require(error == RD_KAFKA_RESP_ERR_NO_ERROR, what + ": " + rd_kafka_err2str(error));
}

template <auto Destroy>
struct Destroyed {
  void operator()(auto* object) const { Destroy(object); }
};
template <class T, auto Destroy>
using Owned = std::unique_ptr<T, Destroyed<Destroy>>;
using Handle = Owned<rd_kafka_t, rd_kafka_destroy>;
using Message = Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Topic = Owned<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using Positions = Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;

std::optional<std::string> key_of(std::int64_t i) {
  if (i % 10 == 0) return std::nullopt;
  return "key-" + std::to_string(i);
}

std::optional<std::string> value_of(std::int64_t i) {
  if (i % 13 == 0) return std::nullopt;
  return "value-" + std::to_string(i) + "-" + std::string(static_cast<std::size_t>(i % 100), 'x');
}

bool equal(const std::optional<std::string>& expected, const void* bytes, std::size_t size) {
  if (!expected) return bytes == nullptr;
  return bytes != nullptr && std::string(static_cast<const char*>(bytes), size) == *expected;
}

/// The library copies values but asks for writable ones.
void* bytes_of(std::optional<std::string>& text) {
  return text ? text->data() : nullptr;
}

std::size_t size_of(const std::optional<std::string>& text) {
  return text ? text->size() : 0;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

Handle client(rd_kafka_type_t type, const std::string& bootstrap, const Settings& settings,
              void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr) {
  std::array<char, 512> problem{};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  const auto set = [&](const std::string& name, const std::string& value) {
    require(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), problem.data(), problem.size()) ==
                RD_KAFKA_CONF_OK,
            problem.data());
  };
  set("bootstrap.servers", bootstrap);
  for (const auto& [name, value] : settings)
    set(name, value);
  if (delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  Handle handle(rd_kafka_new(type, conf, problem.data(), problem.size()));
  require(handle != nullptr, problem.data());
  return handle;
}

// ----- producing

std::int64_t delivered_count = 0;
std::array<std::int64_t, kPartitions> delivered_next{};

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  require_none(message->err, "a delivery");
  std::int64_t& next = delivered_next[static_cast<std::size_t>(message->partition)];
  require(message->offset == next, "an acknowledged offset is out of order");
  require(rd_kafka_message_status(message) == RD_KAFKA_MSG_STATUS_PERSISTED,
          "an acknowledged record is persisted");
  ++next;
  ++delivered_count;
}

void produce_one(rd_kafka_t* producer, const std::string& topic, std::int64_t i) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(2);
  if (i % 5 == 0) {
    const std::string number = std::to_string(i);
    rd_kafka_header_add(headers, "number", -1, number.data(), static_cast<ssize_t>(number.size()));
    rd_kafka_header_add(headers, "nothing", -1, nullptr, 0);
  }
  auto key = key_of(i);
  auto value = value_of(i);
  const auto error = rd_kafka_producev(
      producer, RD_KAFKA_V_TOPIC(topic.c_str()),
      RD_KAFKA_V_PARTITION(static_cast<std::int32_t>(i % kPartitions)),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK),
      RD_KAFKA_V_KEY(bytes_of(key), size_of(key)),
      RD_KAFKA_V_VALUE(bytes_of(value), size_of(value)), RD_KAFKA_V_TIMESTAMP(kFirstTimestamp + i),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  require_none(error, "producing a record");
}

void produce(const std::string& bootstrap, const std::string& topic, const std::string& codec) {
  const Handle producer = client(RD_KAFKA_PRODUCER, bootstrap,
                                 {{"enable.idempotence", "true"},
                                  {"compression.type", codec},
                                  {"linger.ms", "5"},
                                  {"batch.num.messages", "1000"}},
                                 on_delivery);
  delivered_count = 0;
  delivered_next = {};
  for (std::int64_t i = 0; i < kRecords; ++i) {
    produce_one(producer.get(), topic, i);
    rd_kafka_poll(producer.get(), 0);
  }
  require_none(rd_kafka_flush(producer.get(), kWaitMs), "flush");
  require(delivered_count == kRecords, "every record is acknowledged");
}

// ----- reading

void check_headers(const rd_kafka_message_t& message, std::int64_t i) {
  rd_kafka_headers_t* headers = nullptr;
  const auto error = rd_kafka_message_headers(&message, &headers);
  if (i % 5 != 0) {
    require(error == RD_KAFKA_RESP_ERR__NOENT, "no headers at record " + std::to_string(i));
    return;
  }
  const void* value = nullptr;
  std::size_t size = 0;
  require_none(rd_kafka_header_get_last(headers, "number", &value, &size), "a header");
  require(equal(std::to_string(i), value, size), "a header's value");
  require_none(rd_kafka_header_get_last(headers, "nothing", &value, &size), "a null header");
  require(value == nullptr, "a null header's value");
}

void check(const rd_kafka_message_t& message) {
  require_none(message.err, "fetching");
  const std::int64_t i = message.offset * kPartitions + message.partition;
  const std::string where = " of record " + std::to_string(i);
  require(equal(key_of(i), message.key, message.key_len), "key" + where);
  require(equal(value_of(i), message.payload, message.len), "value" + where);
  rd_kafka_timestamp_type_t type{};
  require(rd_kafka_message_timestamp(&message, &type) == kFirstTimestamp + i, "timestamp" + where);
  require(type == RD_KAFKA_TIMESTAMP_CREATE_TIME, "timestamp type" + where);
  check_headers(message, i);
}

void assign(rd_kafka_t* consumer, const std::string& topic, std::int32_t partition,
            std::int64_t offset) {
  const Positions positions(rd_kafka_topic_partition_list_new(kPartitions));
  for (std::int32_t p = 0; p < kPartitions; ++p)
    if (partition < 0 || p == partition)
      rd_kafka_topic_partition_list_add(positions.get(), topic.c_str(), p)->offset = offset;
  require_none(rd_kafka_assign(consumer, positions.get()), "assign");
}

void read_all(rd_kafka_t* consumer, const std::string& topic) {
  assign(consumer, topic, -1, 0);
  std::array<std::int64_t, kPartitions> next{};
  for (std::int64_t seen = 0; seen < kRecords; ++seen) {
    const Message message(rd_kafka_consumer_poll(consumer, kWaitMs));
    require(message != nullptr, "read " + std::to_string(seen) + " records, then nothing");
    check(*message);
    require(message->offset == next[static_cast<std::size_t>(message->partition)]++,
            "offsets without gaps");
  }
}

void read_from(rd_kafka_t* consumer, const std::string& topic, std::int64_t offset) {
  assign(consumer, topic, 1, offset);
  const Message message(rd_kafka_consumer_poll(consumer, kWaitMs));
  require(message != nullptr && message->offset == offset, "reading from an offset");
  check(*message);
}

std::int64_t offset_by_time(rd_kafka_t* consumer, const std::string& topic, std::int64_t time) {
  const Positions asked(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(asked.get(), topic.c_str(), 1)->offset = time;
  require_none(rd_kafka_offsets_for_times(consumer, asked.get(), kWaitMs), "offsets for times");
  require_none(asked->elems[0].err, "the offset for a time");
  return asked->elems[0].offset;
}

void consume(const std::string& bootstrap, const std::string& topic) {
  // librdkafka wants a group's name before it assigns; no group is joined and nothing is committed.
  // A fetch at the log's end keeps later requests of its connection waiting: not for long here.
  const Handle consumer = client(RD_KAFKA_CONSUMER, bootstrap,
                                 {{"group.id", "unused"},
                                  {"fetch.wait.max.ms", "20"},
                                  {"enable.auto.commit", "false"},
                                  {"check.crcs", "true"}});
  rd_kafka_poll_set_consumer(consumer.get());
  read_all(consumer.get(), topic);
  read_from(consumer.get(), topic, 1000);
  require(offset_by_time(consumer.get(), topic, kFirstTimestamp + 3001) == 1000,
          "the offset by timestamp");
  require(offset_by_time(consumer.get(), topic, kFirstTimestamp + kRecords) == RD_KAFKA_OFFSET_END,
          "no offset behind the last timestamp");
  std::int64_t low = -1;
  std::int64_t high = -1;
  require_none(
      rd_kafka_query_watermark_offsets(consumer.get(), topic.c_str(), 1, &low, &high, kWaitMs),
      "watermarks");
  require(low == 0 && high == 3333, "the watermarks are 0 and 3333");
  require_none(rd_kafka_consumer_close(consumer.get()), "closing the consumer");
}

// ----- administering

/// Calls of the admin API, one at a time; each waits for its answer.
class Admin {
 public:
  explicit Admin(rd_kafka_t* handle) : handle_(handle), queue_(rd_kafka_queue_new(handle)) {}

  rd_kafka_resp_err_t create(const std::string& topic) {
    std::array<char, 512> problem{};
    rd_kafka_NewTopic_t* fresh =
        rd_kafka_NewTopic_new(topic.c_str(), kPartitions, 1, problem.data(), problem.size());
    require(fresh != nullptr, problem.data());
    require_none(rd_kafka_NewTopic_set_config(fresh, "retention.ms", "-1"), "a topic's setting");
    rd_kafka_CreateTopics(handle_, &fresh, 1, nullptr, queue_.get());
    rd_kafka_NewTopic_destroy(fresh);
    const Event event = answer();
    std::size_t count = 0;
    const auto* result = rd_kafka_event_CreateTopics_result(event.get());
    const rd_kafka_topic_result_t** topics = rd_kafka_CreateTopics_result_topics(result, &count);
    return first(topics, count);
  }

  rd_kafka_resp_err_t remove(const std::string& topic) {
    rd_kafka_DeleteTopic_t* doomed = rd_kafka_DeleteTopic_new(topic.c_str());
    rd_kafka_DeleteTopics(handle_, &doomed, 1, nullptr, queue_.get());
    rd_kafka_DeleteTopic_destroy(doomed);
    const Event event = answer();
    std::size_t count = 0;
    const auto* result = rd_kafka_event_DeleteTopics_result(event.get());
    const rd_kafka_topic_result_t** topics = rd_kafka_DeleteTopics_result_topics(result, &count);
    return first(topics, count);
  }

  /// The low watermark after records before the offset are deleted.
  std::int64_t delete_records(const std::string& topic, std::int64_t before) {
    const Positions positions(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(positions.get(), topic.c_str(), 1)->offset = before;
    rd_kafka_DeleteRecords_t* doomed = rd_kafka_DeleteRecords_new(positions.get());
    rd_kafka_DeleteRecords(handle_, &doomed, 1, nullptr, queue_.get());
    rd_kafka_DeleteRecords_destroy(doomed);
    const Event event = answer();
    const auto* left =
        rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()));
    require(left != nullptr && left->cnt == 1, "an answer to DeleteRecords");
    require_none(left->elems[0].err, "deleting records");
    return left->elems[0].offset;
  }

 private:
  Event answer() {
    Event event(rd_kafka_queue_poll(queue_.get(), kWaitMs));
    require(event != nullptr, "no answer of the admin API");
    require_none(rd_kafka_event_error(event.get()), "an admin call");
    return event;
  }

  static rd_kafka_resp_err_t first(const rd_kafka_topic_result_t** results, std::size_t count) {
    require(count == 1, "one answer for one topic");
    return rd_kafka_topic_result_error(results[0]);
  }

  rd_kafka_t* handle_;
  Queue queue_;
};

int partitions_of(rd_kafka_t* handle, const std::string& name) {
  const Topic topic(rd_kafka_topic_new(handle, name.c_str(), nullptr));
  const struct rd_kafka_metadata* metadata = nullptr;
  require_none(rd_kafka_metadata(handle, 0, topic.get(), &metadata, kWaitMs), "metadata");
  require(metadata->broker_cnt == 1 && metadata->topic_cnt == 1, "one broker and one topic");
  const int count = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  require(argc == 2, "usage: librdkafka_client BOOTSTRAP");
  const std::string bootstrap = argv[1];
  const Handle handle = client(RD_KAFKA_PRODUCER, bootstrap, {});
  Admin admin(handle.get());
  for (const std::string codec : {"none", "gzip", "snappy", "lz4", "zstd"}) {
    const std::string topic = "librdkafka-" + codec;
    require_none(admin.create(topic), "creating a topic");
    require(partitions_of(handle.get(), topic) == kPartitions, "its partitions");
    require(admin.create(topic) == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS,
            "a topic cannot be created twice");
    produce(bootstrap, topic, codec);
    consume(bootstrap, topic);
    require(admin.delete_records(topic, 10) == 10, "the low watermark after deleting records");
    require_none(admin.remove(topic), "deleting a topic");
    require(admin.remove(topic) == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            "a topic cannot be deleted twice");
    std::printf("librdkafka %s, %s: %lld records equal\n", rd_kafka_version_str(), codec.c_str(),
                static_cast<long long>(kRecords));
  }
  std::puts("librdkafka: all agreed");
  return 0;
}
