// faultline consume: prints the records of a topic, from an offset, a time or the end on.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/kafka_client.h"
#include "cli/partitions.h"
#include "cli/terminal.h"
#include "core/describe/json.h"
#include "core/record/batches.h"
#include "core/record/reader.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/list_offsets.h"

#include <charconv>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fl::cli {

namespace {

constexpr std::int16_t kFetchVersion = 11;
constexpr std::int16_t kListOffsetsVersion = 5;
constexpr std::int32_t kWaitMs = 500;
constexpr std::int32_t kFetchBytesMax = 8 << 20;
constexpr Timestamp kLatest{-1};
constexpr Timestamp kEarliest{-2};

struct ConsumeOptions {
  std::string bootstrap = "127.0.0.1:9092";
  std::string topic;
  std::int32_t partition = -1;
  std::string from = "beginning";
  std::int64_t count = -1;
  bool exit_at_end = false;
  bool json = false;
};

/// Where to begin: an offset, or a timestamp that ListOffsets resolves.
struct Start {
  std::optional<Offset> offset;
  Timestamp timestamp = kEarliest;
};

std::expected<Start, std::string> parse_start(const std::string& from) {
  if (from == "beginning") return Start{.timestamp = kEarliest};
  if (from == "end") return Start{.timestamp = kLatest};
  const bool is_time = from.starts_with("@");
  std::int64_t number = 0;
  const char* begin = from.data() + (is_time ? 1 : 0);
  const char* end = from.data() + from.size();
  const auto parsed = std::from_chars(begin, end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end || number < 0)
    return std::unexpected(
        "--from is beginning, end, an offset, or @ and milliseconds since 1970; not '" + from +
        "'");
  if (is_time) return Start{.timestamp = Timestamp(number)};
  return Start{.offset = Offset(number)};
}

class Printer {
 public:
  explicit Printer(const ConsumeOptions& options) : options_(options) {}

  bool is_full() const { return options_.count >= 0 && printed_ >= options_.count; }

  void print(PartitionIndex partition, const record::RecordView& record) {
    ++printed_;
    if (!options_.json) {
      if (record.key) fmt::print("{}\t", as_text(*record.key));
      fmt::print("{}\n", record.value ? as_text(*record.value) : std::string_view());
      return;
    }
    std::string headers;
    for (const record::HeaderView& header : record.headers())
      headers += (headers.empty() ? "[" : ",[") + json_string(as_text(header.key)) + "," +
                 text_or_null(header.value) + "]";
    fmt::print(R"({{"partition":{},"offset":{},"timestamp":{},"key":{},"value":{},"headers":[{}]}})"
               "\n",
               partition.value, record.offset.value, record.timestamp.value,
               text_or_null(record.key), text_or_null(record.value), headers);
  }

 private:
  static std::string text_or_null(const std::optional<ByteSpan>& bytes) {
    return bytes ? json_string(as_text(*bytes)) : "null";
  }

  const ConsumeOptions& options_;
  std::int64_t printed_ = 0;
};

std::expected<Offset, std::string> offset_at(KafkaClient& client, const std::string& topic,
                                             PartitionIndex partition, Timestamp timestamp) {
  wire::ListOffsetsRequest request;
  request.replica_id = BrokerId(-1);
  auto& asked = request.topics.emplace_back();
  asked.name = topic;
  auto& place = asked.partitions.emplace_back();
  place.partition_index = partition;
  place.timestamp = timestamp;
  const auto response = client.call<wire::ListOffsetsResponse>(request, kListOffsetsVersion);
  if (!response) return std::unexpected(response.error());
  if (response->topics.size() != 1 || response->topics[0].partitions.size() != 1)
    return std::unexpected("the broker answered for other partitions than was asked");
  const auto& found = response->topics[0].partitions[0];
  if (found.error_code != wire::ErrorCode::none)
    return std::unexpected(
        fmt::format("{}-{}: {}", topic, partition.value, wire::message_of(found.error_code)));
  if (found.offset.value >= 0) return found.offset;
  return offset_at(client, topic, partition, kLatest);  // no record is that young
}

class Consumer {
 public:
  Consumer(KafkaClient client, const ConsumeOptions& options)
      : clients_(std::move(client)), options_(options), printer_(options) {}

  std::expected<void, std::string> seek(const Leaders& leaders, const Start& start) {
    for (const auto& [partition, leader] : leaders) {
      if (options_.partition >= 0 && partition.value != options_.partition) continue;
      const auto client = clients_.at(leader);
      if (!client) return std::unexpected(client.error());
      led_by_[leader].push_back(partition);
      if (start.offset) {
        next_[partition] = *start.offset;
      } else {
        const auto found = offset_at(**client, options_.topic, partition, start.timestamp);
        if (!found) return std::unexpected(found.error());
        next_[partition] = *found;
      }
    }
    if (next_.empty())
      return std::unexpected(
          fmt::format("topic '{}' has no partition {}", options_.topic, options_.partition));
    return {};
  }

  /// Fetches from each leader and prints once. True if there may be more to come.
  std::expected<bool, std::string> poll() {
    bool is_behind = false;
    for (const auto& [leader, partitions] : led_by_) {
      const auto behind = poll(leader, partitions);
      if (!behind) return behind;
      is_behind = is_behind || *behind;
    }
    std::fflush(stdout);
    return !printer_.is_full() && (is_behind || !options_.exit_at_end);
  }

 private:
  /// True if one of the partitions has more than was printed.
  std::expected<bool, std::string> poll(const std::string& leader,
                                        const std::vector<PartitionIndex>& partitions) {
    const auto client = clients_.at(leader);
    if (!client) return std::unexpected(client.error());
    wire::FetchRequest request;
    request.max_wait_ms = kWaitMs / static_cast<std::int32_t>(led_by_.size());
    request.min_bytes = 1;
    request.max_bytes = kFetchBytesMax;
    auto& topic = request.topics.emplace_back();
    topic.topic = options_.topic;
    for (const PartitionIndex partition : partitions) {
      auto& asked = topic.partitions.emplace_back();
      asked.partition = partition;
      asked.fetch_offset = next_[partition];
      asked.partition_max_bytes = kFetchBytesMax;
    }
    const auto response = (*client)->call<wire::FetchResponse>(request, kFetchVersion);
    if (!response) return std::unexpected(response.error());
    bool is_behind = false;
    for (const auto& answered : response->responses)
      for (const auto& partition : answered.partitions) {
        if (partition.error_code != wire::ErrorCode::none)
          return std::unexpected(fmt::format("{}-{}: {}", options_.topic,
                                             partition.partition_index.value,
                                             wire::message_of(partition.error_code)));
        if (const auto read = print(partition); !read) return std::unexpected(read.error());
        is_behind = is_behind || next_[partition.partition_index] < partition.high_watermark;
      }
    return is_behind;
  }

  std::expected<void, std::string> print(const wire::FetchResponse::PartitionData& partition) {
    if (!partition.records || partition.records->parts.empty()) return {};
    const Slice bytes = std::get<Slice>(partition.records->parts[0]);
    record::BatchScanner scanner(bytes);
    while (const auto batch = scanner.next()) {
      if (batch->magic != record::kMagic)
        return std::unexpected("a batch of an old format, which is not read here");
      const auto opened = record::open_batch(bytes.sub(batch->begin, batch->bytes.size()));
      if (opened.error != record::ReadError::none)
        return std::unexpected("a batch cannot be read: " +
                               std::string(record::text_of(opened.error)));
      print_batch(partition.partition_index, opened.batch);
      next_[partition.partition_index] = opened.batch.header.next_offset();
    }
    return {};
  }

  void print_batch(PartitionIndex partition, const record::OpenedBatch& batch) {
    if (batch.header.is_control()) return;
    record::RecordReader reader(batch);
    while (const auto record = reader.next()) {
      if (record->offset < next_[partition] || printer_.is_full()) continue;
      printer_.print(partition, *record);
    }
  }

  LeaderClients clients_;
  const ConsumeOptions& options_;
  Printer printer_;
  std::map<std::string, std::vector<PartitionIndex>> led_by_;
  std::map<PartitionIndex, Offset> next_;
};

int consume(const ConsumeOptions& options) {
  const auto start = parse_start(options.from);
  if (!start) return complain(kExitUsage, start.error());
  auto client = KafkaClient::connect(options.bootstrap);
  if (!client) return complain(kExitUnavailable, client.error());
  const auto leaders = leaders_of(*client, options.topic, /*may_create=*/false);
  if (!leaders) return complain(kExitUnavailable, leaders.error());
  Consumer consumer(*std::move(client), options);
  if (const auto sought = consumer.seek(*leaders, *start); !sought)
    return complain(kExitUnavailable, sought.error());
  while (true) {
    const auto more = consumer.poll();
    if (!more) return complain(kExitUnavailable, more.error());
    if (!*more) return kExitOk;
  }
}

}  // namespace

void add_consume(Commands& commands) {
  auto options = std::make_shared<ConsumeOptions>();
  CLI::App& app =
      commands.add("consume", "Print the records of a topic.",
                   {.example = "faultline consume orders --from beginning --exit-at-end --json",
                    .exits = kClientExits},
                   [options] { return consume(*options); });
  app.add_option("TOPIC", options->topic, "Whose records")->required();
  app.add_option("-b,--bootstrap", options->bootstrap, "Brokers, as HOST:PORT,…")
      ->capture_default_str();
  app.add_option("-p,--partition", options->partition, "Only this one; all without");
  app.add_option("-f,--from", options->from, "beginning, end, an offset, or @TIMESTAMP in ms")
      ->capture_default_str();
  app.add_option("-c,--count", options->count, "End after so many records");
  app.add_flag("-e,--exit-at-end", options->exit_at_end, "End when all that is there was printed");
  app.add_flag("--json", options->json, "A line of JSON per record");
}

}  // namespace fl::cli
