// Loads one partition's log at boot, a bounded piece per step (at most 1 MiB per Load). After a
// clean stop the indexes are trusted as far as they can be checked; otherwise every segment above
// the recovery point is read whole, its batches verified, its indexes and producer states rebuilt,
// and what does not hold is cut off.   Source: LogLoader, LogSegment.recover, semantics of KIP-101.
#pragma once
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/storage/log.h"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace fl::storage {

struct LoadRequest {
  LogIdentity identity;  ///< `topic_id` as metadata has it; zero if unknown
  LogConfig config;
  /// The files of the partition's directory; paths are bare names. Sorted by path.
  std::vector<ListedFile> files;
  bool is_clean = false;  ///< `.kafka_cleanshutdown` was there
  /// The owner reads and checks this log at every start: the story then blames no unclean stop.
  bool is_always_verified = false;
  Offset recovery_point;  ///< of recovery-point-offset-checkpoint; 0 if absent
  Offset log_start;       ///< of log-start-offset-checkpoint; 0 if absent
};

/// Closes the files of a log that was cut, and says how it is read again for its producers' states.
/// REQUIRES: log.needs_reload(), and nothing of it is on its way.
LoadRequest to_reload(Context& context, Log& log);

/// Why a log directory cannot be used: Kafka takes the directory offline for these.
struct LoadFailure {
  IoError error = IoError::none;
  std::string what;
};

/// What a load did, for the story and for tests.
struct LoadReport {
  Offset start;
  Offset end;
  std::int64_t bytes_read = 0;
  std::int64_t bytes_cut = 0;
  std::int64_t segments_recovered = 0;
  std::int64_t segments_removed = 0;
  std::vector<std::string> warnings;
  /// Of partition.metadata; zero if the file is not there.
  Uuid topic_id;
  bool has_partition_metadata = false;
};

class LogLoader {
 public:
  static constexpr std::int64_t kLoadBytesMax = 1 << 20;

  explicit LogLoader(LoadRequest request);
  LogLoader(const LogLoader&);
  LogLoader(LogLoader&&) noexcept;
  LogLoader& operator=(const LogLoader&);
  LogLoader& operator=(LogLoader&&) noexcept;
  ~LogLoader();

  /// Asks for the first loads, with owner {OwnerKind::loading, identity.key}.
  void start(Context& context, Disk& disk);
  /// Does the next piece. REQUIRES: `owner` is this loader's.
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);

  bool is_finished() const;
  const LoadReport& report() const;
  /// REQUIRES: is_finished(). The log, or why there is none.
  std::expected<Log, LoadFailure> take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fl::storage
