// L5: a stored batch never changes. When a batch becomes visible its bytes on the disk are
// remembered; whatever a crash, a cut or a removal has not taken away must still be there, the
// same.
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/scenario/cast.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace fl::sim {

class StoredBytesCheck final : public Check {
 public:
  explicit StoredBytesCheck(const Cast& cast) : cast_(cast) {}

  std::string_view name() const override { return "stored-bytes-changed"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  struct Stored {
    Offset segment;
    std::int64_t position = 0;
    std::int64_t size = 0;
    Offset last_offset;
    std::uint64_t digest = 0;
  };

  struct LogGhost {
    std::deque<Stored> appended;  ///< not yet visible
    std::vector<Stored> stored;
    bool is_loaded = true;  ///< false from a crash until the log was recovered
  };

  using Key = std::pair<NodeId, TopicPartition>;

  static std::optional<std::uint64_t> digest_now(const World& world, const Key& key,
                                                 const Stored& stored);
  static void keep_below(LogGhost& ghost, Offset end);
  void verify(const World& world, const Key& key, const LogGhost& ghost);

  const Cast& cast_;
  std::map<Key, LogGhost> logs_;
};

}  // namespace fl::sim
