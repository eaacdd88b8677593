// Judges what a real client did with a real cluster by the checks of the simulator. The client's
// history is told to them as the events that a simulated producer tells; the logs that the brokers
// left are put on simulated disks. Each broker is judged alone: nothing of the story may excuse a
// loss, so that every replica must hold every record that was acknowledged with acks=all.
#pragma once
#include "sim/story_log.h"

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace fl::interop {

struct Verdict {
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  std::int64_t failed = 0;
  std::int64_t read = 0;
  std::vector<std::string> violations;
};

/// The history file as a story, a line per record:
///   sent PRODUCER TOPIC PARTITION NUMBER
///   acknowledged PRODUCER TOPIC PARTITION NUMBER OFFSET
///     (OFFSET -1: it was acknowledged by the answer to a later one)
///   failed PRODUCER TOPIC PARTITION NUMBER
///   read READER TOPIC PARTITION OFFSET PRODUCER NUMBER
/// On error: the first line that is none of these.
std::expected<std::vector<sim::StoredEvent>, std::string> read_history(const std::string& path);

/// What the client alone can say: each acknowledged record was read once, at its offset; nothing
/// was read that was not sent; numbers of a producer rise within a partition.
void judge_reading(const std::vector<sim::StoredEvent>& story, Verdict& verdict);

/// What the log directory of one broker says: acked-record-lost, offset-gap, index-agreement, and
/// no record twice.
void judge_disk(const std::vector<sim::StoredEvent>& story, const std::string& directory,
                Verdict& verdict);

}  // namespace fl::interop
