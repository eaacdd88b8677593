// librdkafka's idempotent producer (acks=all) in a cluster that fails: writes to three partitions
// until the file STOP is there, then reads everything back from the beginning. What was sent, how
// it was answered and what was read goes into the file HISTORY, which judge_history judges. Values
// are those of the simulator's workload: "p1 17 ...". Usage: restless BOOTSTRAP TOPIC STOP HISTORY.
// Exits 0 if every record was acknowledged, except to a producer that had to give up. Not linked
// into the product.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::int32_t kPartitions = 3;
constexpr int kProducersMax = 10;
constexpr std::size_t kValueBytes = 100;
constexpr int kAnswersWaitMs = 120'000;
constexpr int kReadWaitMs = 60'000;

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "librdkafka: %s\n", what.c_str());
  std::exit(1);
}

using Settings = std::vector<std::pair<std::string, std::string>>;

rd_kafka_t* client(rd_kafka_type_t type, const Settings& settings,
                   void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*), void* opaque) {
  std::array<char, 512> problem{};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  for (const auto& [name, value] : settings)
    require(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), problem.data(), problem.size()) ==
                RD_KAFKA_CONF_OK,
            problem.data());
  rd_kafka_conf_set_opaque(conf, opaque);
  if (delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  rd_kafka_t* handle = rd_kafka_new(type, conf, problem.data(), problem.size());
  require(handle != nullptr, problem.data());
  return handle;
}

struct Sending {
  std::FILE* history = nullptr;
  std::string topic;
  std::string producer = "p1";
  std::int64_t number = 0;  ///< of the producer's next record
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  std::int64_t failed = 0;
  int fatal = 0;
};

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& sending = *static_cast<Sending*>(opaque);
  const auto number = static_cast<long long>(reinterpret_cast<std::intptr_t>(message->_private));
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++sending.acknowledged;
    // The library takes the answer to a later record for one to an earlier one whose own was lost,
    // and then knows no offset (rd_kafka_dr_implicit_ack).
    const std::int64_t offset = message->offset >= 0 ? message->offset : -1;
    std::fprintf(sending.history, "acknowledged %s %s %d %lld %lld\n", sending.producer.c_str(),
                 sending.topic.c_str(), message->partition, number, static_cast<long long>(offset));
  } else {
    ++sending.failed;
    std::fprintf(sending.history, "failed %s %s %d %lld\n", sending.producer.c_str(),
                 sending.topic.c_str(), message->partition, number);
  }
}

/// False if the producer can do no more: a fatal error.
bool send(rd_kafka_t* producer, Sending& sending) {
  const std::int64_t number = sending.number;
  const auto partition = static_cast<std::int32_t>(number % kPartitions);
  std::string value = sending.producer + " " + std::to_string(number) + " ";
  value.resize(kValueBytes, '.');
  std::fprintf(sending.history, "sent %s %s %d %lld\n", sending.producer.c_str(),
               sending.topic.c_str(), partition, static_cast<long long>(number));
  const auto error = rd_kafka_producev(
      producer, RD_KAFKA_V_TOPIC(sending.topic.c_str()), RD_KAFKA_V_PARTITION(partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK),
      RD_KAFKA_V_VALUE(value.data(), value.size()),
      RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(static_cast<std::intptr_t>(number))),
      RD_KAFKA_V_END);
  ++sending.number;
  ++sending.sent;
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  require(error == RD_KAFKA_RESP_ERR__FATAL, rd_kafka_err2str(error));
  ++sending.failed;
  std::fprintf(sending.history, "failed %s %s %d %lld\n", sending.producer.c_str(),
               sending.topic.c_str(), partition, static_cast<long long>(number));
  return false;
}

/// Writes until the file `stop` is there (true) or the producer can do no more (false). Either way
/// all its records are answered.
bool produce(const std::string& bootstrap, const std::string& stop, Sending& sending) {
  // A broker that is stopped or cut off does not close its connections: it is given up after a
  // while.
  rd_kafka_t* producer = client(RD_KAFKA_PRODUCER,
                                {{"bootstrap.servers", bootstrap},
                                 {"enable.idempotence", "true"},
                                 {"acks", "all"},
                                 {"linger.ms", "2"},
                                 {"socket.timeout.ms", "3000"},
                                 {"request.timeout.ms", "2500"},
                                 {"message.timeout.ms", "120000"},
                                 {"topic.metadata.refresh.interval.ms", "1000"},
                                 {"reconnect.backoff.max.ms", "200"},
                                 {"log_level", "0"}},
                                on_delivery, &sending);
  bool goes_on = true;
  while (goes_on && !std::filesystem::exists(stop)) {
    for (int i = 0; goes_on && i < 10; ++i)
      goes_on = send(producer, sending);
    rd_kafka_poll(producer, 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  rd_kafka_flush(producer, kAnswersWaitMs);
  require(rd_kafka_outq_len(producer) == 0, "not every record was answered");
  std::array<char, 512> why{};
  const bool is_fatal =
      rd_kafka_fatal_error(producer, why.data(), why.size()) != RD_KAFKA_RESP_ERR_NO_ERROR;
  if (is_fatal) std::printf("librdkafka gives up %s: %s\n", sending.producer.c_str(), why.data());
  require(is_fatal || sending.failed == 0, "records failed, but the producer did not");
  rd_kafka_destroy(producer);
  return !is_fatal || std::filesystem::exists(stop);
}

/// "p1 17 ...": the two words. False if the value is none of those that were sent.
bool take_apart(const rd_kafka_message_t& message, std::string& producer, std::int64_t& number) {
  const std::string text(static_cast<const char*>(message.payload), message.len);
  const std::size_t first = text.find(' ');
  const std::size_t second = first == text.npos ? text.npos : text.find(' ', first + 1);
  if (second == text.npos || text.size() != kValueBytes) return false;
  producer = text.substr(0, first);
  number = std::atoll(text.substr(first + 1, second - first - 1).c_str());
  return true;
}

void read_back(const std::string& bootstrap, Sending& sending) {
  rd_kafka_t* consumer = client(RD_KAFKA_CONSUMER,
                                {{"bootstrap.servers", bootstrap},
                                 {"group.id", "unused"},
                                 {"enable.auto.commit", "false"},
                                 {"enable.partition.eof", "true"},
                                 {"auto.offset.reset", "error"},
                                 {"log_level", "0"}},
                                nullptr, nullptr);
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(kPartitions);
  for (std::int32_t p = 0; p < kPartitions; ++p)
    rd_kafka_topic_partition_list_add(all, sending.topic.c_str(), p)->offset = 0;
  require(rd_kafka_assign(consumer, all) == RD_KAFKA_RESP_ERR_NO_ERROR, "cannot assign");
  rd_kafka_topic_partition_list_destroy(all);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kReadWaitMs);
  for (std::int32_t ended = 0; ended < kPartitions;) {
    require(std::chrono::steady_clock::now() < until, "the partitions do not end");
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer, 500);
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ++ended;
    } else {
      require(message->err == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_err2str(message->err));
      std::string producer;
      std::int64_t number = 0;
      require(take_apart(*message, producer, number), "a record that nobody sent");
      std::fprintf(sending.history, "read c1 %s %d %lld %s %lld\n", sending.topic.c_str(),
                   message->partition, static_cast<long long>(message->offset), producer.c_str(),
                   static_cast<long long>(number));
    }
    rd_kafka_message_destroy(message);
  }
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
}

}  // namespace

int main(int count, char** arguments) {
  require(count == 5, "usage: restless BOOTSTRAP TOPIC STOP HISTORY");
  Sending sending{.history = std::fopen(arguments[4], "w"), .topic = arguments[2]};
  require(sending.history != nullptr, "cannot write the history");
  // librdkafka 2.0 takes a request that timed out for one that is stored. Where it is not, or where
  // the answer comes from a broker that was cut off and has not heard of its successor, the next
  // request is out of order, as in Kafka, and that is fatal to its idempotent producer (librdkafka
  // issue 4438, mended in 2.3). What was not acknowledged is then in doubt; another one goes on.
  while (!produce(arguments[1], arguments[3], sending)) {
    require(++sending.fatal < kProducersMax, "too many producers gave up");
    sending.producer = "p" + std::to_string(sending.fatal + 1);
    sending.number = 0;
    sending.failed = 0;
  }
  read_back(arguments[1], sending);
  std::fclose(sending.history);
  require(sending.fatal > 0 || sending.acknowledged == sending.sent,
          "not every record was acknowledged");
  return 0;
}
