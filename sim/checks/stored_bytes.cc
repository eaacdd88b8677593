#include "sim/checks/stored_bytes.h"

#include "core/base/digest.h"
#include "core/storage/log_events.h"
#include "sim/checks/log_scan.h"
#include "sim/events.h"
#include "sim/scenario/cluster_view.h"

namespace fl::sim {

void StoredBytesCheck::told(const World& world, const StoredEvent& event) {
  const auto key_of = [&](const auto& told) -> Key {
    return {event.node, {told.topic, told.partition}};
  };
  if (event.is<storage::BatchAppended>()) {
    const auto appended = event.as<storage::BatchAppended>();
    logs_[key_of(appended)].appended.push_back({.segment = appended.segment,
                                                .position = appended.position.value,
                                                .size = appended.size_bytes,
                                                .last_offset = appended.last_offset});
  } else if (event.is<storage::VisibleEndAdvanced>()) {
    const auto advanced = event.as<storage::VisibleEndAdvanced>();
    LogGhost& ghost = logs_[key_of(advanced)];
    while (!ghost.appended.empty() && ghost.appended.front().last_offset < advanced.visible_end) {
      Stored stored = ghost.appended.front();
      ghost.appended.pop_front();
      const auto digest = digest_now(world, key_of(advanced), stored);
      if (!digest) {
        violate(world,
                advanced.topic + ": a visible batch with last offset " +
                    std::to_string(stored.last_offset.value) + " is not on the disk",
                event.step);
        continue;
      }
      stored.digest = *digest;
      ghost.stored.push_back(stored);
    }
  } else if (event.is<storage::LogRecovered>()) {
    const auto recovered = event.as<storage::LogRecovered>();
    LogGhost& ghost = logs_[key_of(recovered)];
    ghost.is_loaded = true;
    keep_below(ghost, recovered.end);
  } else if (event.is<storage::LogTruncated>()) {
    const auto truncated = event.as<storage::LogTruncated>();
    keep_below(logs_[key_of(truncated)], truncated.to);
  } else if (event.is<storage::LogStartAdvanced>()) {
    const auto advanced = event.as<storage::LogStartAdvanced>();
    std::erase_if(logs_[key_of(advanced)].stored,
                  [&](const Stored& stored) { return stored.last_offset < advanced.start; });
  } else if (event.is<storage::LogMovedAway>()) {
    logs_.erase(key_of(event.as<storage::LogMovedAway>()));
  } else if (event.is<NodeCrashed>()) {
    if (event.as<NodeCrashed>().crash == CrashKind::disk_loss)
      std::erase_if(logs_, [&](const auto& entry) { return entry.first.first == event.node; });
    for (auto& [key, ghost] : logs_) {
      if (key.first != event.node) continue;
      ghost.appended.clear();
      ghost.is_loaded = false;
    }
  }
}

void StoredBytesCheck::finish(const World& world) {
  for (const auto& [key, ghost] : logs_)
    if (ghost.is_loaded && world.is_running(key.first) &&
        is_replica(world, cast_, key.first, key.second))
      verify(world, key, ghost);
}

void StoredBytesCheck::verify(const World& world, const Key& key, const LogGhost& ghost) {
  for (const Stored& stored : ghost.stored) {
    const auto digest = digest_now(world, key, stored);
    if (!digest || *digest != stored.digest)
      violate(world, key.second.to_text() + ": the batch with last offset " +
                         std::to_string(stored.last_offset.value) + ", " +
                         std::to_string(stored.size) + " bytes at position " +
                         std::to_string(stored.position) + ", is not what was stored there");
  }
}

std::optional<std::uint64_t> StoredBytesCheck::digest_now(const World& world, const Key& key,
                                                          const Stored& stored) {
  const auto bytes = world.disk(key.first).file_part(
      segment_path(kLogDirectory, key.second, stored.segment), stored.position, stored.size);
  if (!bytes || static_cast<std::int64_t>(bytes->size()) != stored.size) return std::nullopt;
  return digest_of(*bytes);
}

void StoredBytesCheck::keep_below(LogGhost& ghost, Offset end) {
  std::erase_if(ghost.stored, [end](const Stored& stored) { return stored.last_offset >= end; });
  while (!ghost.appended.empty() && ghost.appended.back().last_offset >= end)
    ghost.appended.pop_back();
}

}  // namespace fl::sim
