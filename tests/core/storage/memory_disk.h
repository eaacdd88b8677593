// A disk for tests: performs a node's disk effects on files in memory, at once and in order, and
// keeps what was synced apart, so that a loss of power can be tried.
#pragma once
#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/draw.h"
#include "core/node/disk.h"
#include "core/storage/log.h"
#include "core/storage/log_loader.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fl::storage {

class MemoryDisk {
 public:
  struct File {
    ByteVector bytes;
    std::size_t synced_bytes = 0;
  };

  std::map<std::string, std::shared_ptr<File>> files;
  /// Appends and syncs from now on fail with this.
  IoError error = IoError::none;

  /// Performs the effects; the answers wait in `answers`.
  void perform(const std::vector<Effect>& effects);

  /// The files directly in `directory`, by bare names.
  std::vector<ListedFile> list(const std::string& directory) const;

  std::deque<Done> answers;
  /// Performed operations by name, for tests that count them.
  std::map<std::string, int> counts;

 private:
  void answer(OpId op, IoError error, std::int64_t value = 0, Slice bytes = {});
  void append(const Append& effect);
  ByteVector bytes_of(const Parts& parts) const;

  std::map<FileId, std::shared_ptr<File>> open_;
};

/// A log or a loader on such a disk, with a clock that stands where the test puts it.
class Bench {
 public:
  MemoryDisk disk;
  Disk operations;
  Instant now{1};
  Timestamp wall{1'750'000'000'000};

  /// Calls f(context, operations), then performs what it asked for, without handing back answers.
  template <class F>
  auto step(F&& f) {
    std::vector<Effect> effects;
    std::vector<StepId> causes;
    Context context{NodeId(1), 1, now, wall, draw_, effects, story, StepId(++steps_), causes};
    if constexpr (std::is_void_v<decltype(f(context, operations))>) {
      f(context, operations);
      disk.perform(effects);
    } else {
      auto result = f(context, operations);
      disk.perform(effects);
      return result;
    }
  }

  /// Hands all answers to the log until none is left.
  void settle(Log& log);
  /// Hands the next answer to the log.
  void settle_one(Log& log);

  /// Loads what the lookup wants until it wants no more.
  template <class Lookup>
  Lookup serve(Log& log, Lookup lookup) {
    for (int loads = 0; lookup.needs_load(); ++loads) {
      FL_ASSERT(loads < 10'000);
      settle(log);
      const OpId op = step([&](Context& context, Disk& ops) {
        return ops.load(context, {OwnerKind::lookup, 9}, lookup.load.file, lookup.load.position,
                        lookup.load.size_bytes);
      });
      const Done done = disk.answers.back();
      disk.answers.pop_back();
      lookup = step([&](Context& context, Disk& ops) {
        ops.finish(context, op);
        return log.resume(context, ops, lookup, done);
      });
    }
    return lookup;
  }

  Located locate(Log& log, Offset offset) {
    return serve(
        log, step([&](Context& context, Disk& ops) { return log.locate(context, ops, offset); }));
  }

  std::expected<Appended, AppendError> append(Log& log, const AppendBatch& batch,
                                              AppendOrigin origin = AppendOrigin::client) {
    return step([&](Context& context, Disk& ops) {
      return log.append(context, ops, std::span(&batch, 1), LeaderEpoch(0), origin);
    });
  }

  struct Loaded {
    std::optional<Log> log;
    LoadReport report;
    std::string failure;
  };

  /// Loads `request` with the files that are on the disk.
  Loaded load(LoadRequest request);

  StorySink* story = nullptr;

 private:
  Draw draw_{7};
  std::int64_t steps_ = 0;
};

/// A batch as the log takes it. REQUIRES: `bytes` begins with a whole batch.
AppendBatch append_batch(const Slice& bytes);

/// A batch of `records` empty records, uncompressed, with a right checksum.
struct BatchShape {
  std::int32_t records = 1;
  std::size_t body_bytes = 20;
  Timestamp timestamp{1'750'000'000'000};
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch{-1};
  Sequence base_sequence{-1};
  bool is_transactional = false;
};

AppendBatch make_batch(const BatchShape& shape);

}  // namespace fl::storage
