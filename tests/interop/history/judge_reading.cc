#include "core/describe/pack.h"
#include "sim/history/history.h"
#include "sim/workload/events.h"
#include "tests/interop/history/judge.h"

#include <fmt/format.h>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

namespace fl::interop {

namespace {

using sim::HistoryEntry;
using sim::HistoryKind;

struct Line {
  std::string verb;
  std::string client;
  std::string topic;
  std::int32_t partition = 0;
};

template <class E>
sim::StoredEvent stored(std::size_t number, const E& event) {
  ByteVector bytes;
  Writer writer(bytes);
  pack(writer, event);
  return {.step = StepId(static_cast<std::int64_t>(number)),
          .at = Instant(static_cast<std::int64_t>(number)),
          .kind = &event_kind<E>,
          .payload = Slice(std::move(bytes))};
}

/// The event that the rest of the line says; nothing if it says none.
std::optional<sim::StoredEvent> event_of(const Line& line, std::istringstream& rest,
                                         std::size_t number) {
  constexpr std::int16_t kAll = -1;
  const PartitionIndex partition(line.partition);
  std::int64_t record = 0;
  std::int64_t offset = 0;
  std::string maker;
  if (line.verb == "sent" && rest >> record)
    return stored(number, sim::RecordsSent{.producer = line.client,
                                           .topic = line.topic,
                                           .partition = partition,
                                           .numbers = {record},
                                           .acks = kAll});
  if (line.verb == "acknowledged" && rest >> record >> offset)
    return stored(number, sim::RecordsAcknowledged{.producer = line.client,
                                                   .topic = line.topic,
                                                   .partition = partition,
                                                   .base_offset = Offset(offset),
                                                   .numbers = {record},
                                                   .acks = kAll});
  if (line.verb == "failed" && rest >> record)
    return stored(number, sim::ProduceFailed{.producer = line.client,
                                             .topic = line.topic,
                                             .partition = partition,
                                             .error = wire::ErrorCode::request_timed_out,
                                             .numbers = {record}});
  if (line.verb == "read" && rest >> offset >> maker >> record) {
    sim::RecordsConsumed consumed{
        .consumer = line.client, .topic = line.topic, .partition = partition};
    consumed.records.push_back({.offset = Offset(offset), .producer = maker, .number = record});
    return stored(number, consumed);
  }
  return std::nullopt;
}

/// A record of a producer, or its place in the log.
using Record = std::pair<std::int32_t, std::int64_t>;

struct Place {
  std::int32_t partition = 0;
  Offset offset;

  friend bool operator==(const Place&, const Place&) = default;
};

class Reading {
 public:
  explicit Reading(Verdict& verdict) : verdict_(verdict) {}

  void take(const sim::History& history, const HistoryEntry& entry) {
    const Record record{entry.producer, entry.number};
    const std::string name =
        entry.producer < 0
            ? std::string("a record of nobody")
            : fmt::format("record {} of {}", entry.number,
                          history.clients()[static_cast<std::size_t>(entry.producer)]);
    const Place place{entry.partition, entry.offset};
    switch (entry.kind) {
      case HistoryKind::sent:
        ++verdict_.sent;
        sent_[record] = entry.partition;
        break;
      case HistoryKind::acknowledged:
        ++verdict_.acknowledged;
        acknowledged_.insert_or_assign(record, place);
        break;
      case HistoryKind::failed:
        ++verdict_.failed;
        break;
      case HistoryKind::consumed:
        ++verdict_.read;
        consumed(record, place, name);
        break;
    }
  }

  void finish() {
    for (const auto& [record, place] : acknowledged_) {
      const auto read = read_.find(record);
      if (read == read_.end())
        violate(fmt::format("record {}, acknowledged at offset {}, was not read", record.second,
                            place.offset.value));
      else if (place.offset.value >= 0 && read->second != place)
        violate(fmt::format("record {}, acknowledged at offset {}, was read at {}", record.second,
                            place.offset.value, read->second.offset.value));
    }
  }

 private:
  void consumed(const Record& record, const Place& place, const std::string& name) {
    const auto sent = sent_.find(record);
    if (sent == sent_.end() || sent->second != place.partition)
      violate(name + " was read where nobody sent it");
    if (!read_.try_emplace(record, place).second) violate(name + " was read twice");
    const auto [last, is_first] = last_.try_emplace({record.first, place.partition}, record.second);
    if (!is_first && last->second >= record.second) violate(name + " was read out of order");
    last->second = record.second;
  }

  void violate(std::string text) { verdict_.violations.push_back("client: " + std::move(text)); }

  Verdict& verdict_;
  std::map<Record, std::int32_t> sent_;
  std::map<Record, Place> acknowledged_;
  std::map<Record, Place> read_;
  /// Of a producer in a partition: the number that was read last.
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> last_;
};

}  // namespace

std::expected<std::vector<sim::StoredEvent>, std::string> read_history(const std::string& path) {
  std::ifstream file(path);
  std::vector<sim::StoredEvent> story;
  for (std::string text; std::getline(file, text);) {
    std::istringstream rest(text);
    Line line;
    std::optional<sim::StoredEvent> event;
    if (rest >> line.verb >> line.client >> line.topic >> line.partition)
      event = event_of(line, rest, story.size() + 1);
    if (!event) return std::unexpected(path + ": no line of a history: " + text);
    story.push_back(*std::move(event));
  }
  if (story.empty()) return std::unexpected(path + ": no history");
  return story;
}

void judge_reading(const std::vector<sim::StoredEvent>& story, Verdict& verdict) {
  sim::History history;
  for (const sim::StoredEvent& event : story)
    history.told(event);
  Reading reading(verdict);
  for (std::size_t i = 0; i < history.size(); ++i)
    reading.take(history, history[i]);
  reading.finish();
}

}  // namespace fl::interop
