// faultline produce: lines of standard input become records of a topic.
#include "core/wire/messages/produce.h"

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/kafka_client.h"
#include "cli/partitions.h"
#include "cli/terminal.h"
#include "core/record/builder.h"
#include "core/record/compression.h"

#include <chrono>
#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace fl::cli {

namespace {

constexpr std::int16_t kProduceVersion = 9;
constexpr std::size_t kBatchBytesMax = 512 << 10;
constexpr std::int32_t kBatchRecordsMax = 5'000;
constexpr std::int32_t kTimeoutMs = 30'000;

struct ProduceOptions {
  std::string bootstrap = "127.0.0.1:9092";
  std::string topic;
  std::int32_t partition = 0;
  std::string key_separator;
  std::string acks = "all";
  std::string codec = "none";
  bool json = false;
};

Timestamp wall_clock() {
  using namespace std::chrono;
  return Timestamp(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

/// Collects lines into one batch and sends it when it is full.
class LineProducer {
 public:
  LineProducer(KafkaClient& client, const ProduceOptions& options, record::Codec codec,
               std::int16_t acks)
      : client_(client), options_(options), codec_(codec), acks_(acks) {
    begin();
  }

  std::expected<void, std::string> add(const std::string& line) {
    record::RecordToAdd record;
    record.timestamp = wall_clock();
    const std::size_t separator =
        options_.key_separator.empty() ? std::string::npos : line.find(options_.key_separator);
    if (separator == std::string::npos) {
      record.value = as_bytes(line);
    } else {
      const std::string_view text(line);
      record.key = as_bytes(text.substr(0, separator));
      record.value = as_bytes(text.substr(separator + options_.key_separator.size()));
    }
    builder_->add(record);
    if (builder_->count() < kBatchRecordsMax && builder_->uncompressed_size() < kBatchBytesMax)
      return {};
    return flush();
  }

  std::expected<void, std::string> flush() {
    if (builder_->count() == 0) return {};
    const std::int32_t count = builder_->count();
    wire::ProduceRequest request;
    request.acks = acks_;
    request.timeout_ms = kTimeoutMs;
    auto& topic = request.topic_data.emplace_back();
    topic.name = options_.topic;
    auto& partition = topic.partition_data.emplace_back();
    partition.index = PartitionIndex(options_.partition);
    partition.records = Records(Slice(std::move(*builder_).build()));
    begin();
    const auto response = client_.call<wire::ProduceResponse>(request, kProduceVersion);
    if (!response) return std::unexpected(response.error());
    return judge(*response, count);
  }

  std::int64_t records() const { return records_; }

  Offset first() const { return first_; }

  Offset end() const { return end_; }

 private:
  void begin() {
    builder_ = std::make_unique<record::BatchBuilder>(record::BatchSettings{.codec = codec_});
  }

  std::expected<void, std::string> judge(const wire::ProduceResponse& response,
                                         std::int32_t count) {
    if (response.responses.size() != 1 || response.responses[0].partition_responses.size() != 1)
      return std::unexpected("the broker answered for other partitions than were written");
    const auto& partition = response.responses[0].partition_responses[0];
    if (partition.error_code != wire::ErrorCode::none)
      return std::unexpected(fmt::format(
          "{}-{}: {}: {}", options_.topic, options_.partition, wire::name_of(partition.error_code),
          partition.error_message.value_or(std::string(wire::message_of(partition.error_code)))));
    if (records_ == 0) first_ = partition.base_offset;
    records_ += count;
    end_ = partition.base_offset + count;
    return {};
  }

  KafkaClient& client_;
  const ProduceOptions& options_;
  record::Codec codec_;
  std::int16_t acks_;
  std::unique_ptr<record::BatchBuilder> builder_;
  std::int64_t records_ = 0;
  Offset first_;
  Offset end_;
};

int produce(const ProduceOptions& options) {
  const auto codec = record::codec_of(options.codec);
  if (!codec)
    return complain(kExitUsage,
                    "unknown codec '" + options.codec + "': none, gzip, snappy, lz4 or zstd");
  if (options.acks != "all" && options.acks != "-1" && options.acks != "1")
    return complain(kExitUsage, "--acks is 1 or all, not '" + options.acks + "'");
  auto client = KafkaClient::connect(options.bootstrap);
  if (!client) return complain(kExitUnavailable, client.error());
  // Asking for the topic's metadata creates it where auto.create.topics.enable allows.
  const auto leaders = leaders_of(*client, options.topic, /*may_create=*/true);
  if (!leaders) return complain(kExitUnavailable, leaders.error());
  const auto leader = leaders->find(PartitionIndex(options.partition));
  if (leader == leaders->end())
    return complain(kExitUnavailable, fmt::format("topic '{}' has no partition {}", options.topic,
                                                  options.partition));
  LeaderClients clients(*std::move(client));
  const auto to = clients.at(leader->second);
  if (!to) return complain(kExitUnavailable, to.error());
  LineProducer producer(**to, options, *codec,
                        options.acks == "1" ? std::int16_t{1} : std::int16_t{-1});
  for (std::string line; std::getline(std::cin, line);)
    if (const auto added = producer.add(line); !added)
      return complain(kExitUnavailable, added.error());
  if (const auto flushed = producer.flush(); !flushed)
    return complain(kExitUnavailable, flushed.error());
  if (options.json) {
    fmt::print(R"({{"topic":"{}","partition":{},"records":{},"firstOffset":{},"endOffset":{}}})"
               "\n",
               options.topic, options.partition, producer.records(), producer.first().value,
               producer.end().value);
  } else if (producer.records() == 0) {
    fmt::print("nothing to write\n");
  } else {
    fmt::print("{} records acknowledged: {}-{} offsets {} to {}\n", producer.records(),
               options.topic, options.partition, producer.first().value, producer.end().value - 1);
  }
  return kExitOk;
}

}  // namespace

void add_produce(Commands& commands) {
  auto options = std::make_shared<ProduceOptions>();
  CLI::App& app = commands.add(
      "produce", "Write lines of standard input to a topic.",
      {.example = "seq 1000 | faultline produce orders --partition 0 --acks all --codec zstd",
       .exits = kClientExits},
      [options] { return produce(*options); });
  app.add_option("TOPIC", options->topic, "Made first where the broker allows it")->required();
  app.add_option("-b,--bootstrap", options->bootstrap, "Brokers, as HOST:PORT,…")
      ->capture_default_str();
  app.add_option("-p,--partition", options->partition, "All lines go there")->capture_default_str();
  app.add_option("-K,--key-separator", options->key_separator,
                 "What stands between key and value; no keys without");
  app.add_option("--acks", options->acks, "1 or all")->capture_default_str();
  app.add_option("-z,--codec", options->codec, "none, gzip, snappy, lz4 or zstd")
      ->capture_default_str();
  app.add_flag("--json", options->json, "Print the result as JSON");
}

}  // namespace fl::cli
