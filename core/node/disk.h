// Issues a node's disk operations and remembers who waits for each, so that a Done finds its row. A
// row that asks for a disk operation is data in a table, never a closure.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/node/context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fl {

/// What kind of row waits for an operation. Add one where a new kind of row needs the disk.
enum class OwnerKind : std::uint8_t {
  log,       ///< a partition's log: appends, rolls, syncs, truncations
  loading,   ///< a log that is being loaded or recovered at boot
  fetch,     ///< a waiting Fetch
  lookup,    ///< a waiting ListOffsets or similar
  request,   ///< another waiting request
  startup,   ///< the broker's own files at boot
  metadata,  ///< the metadata log
  shutdown,  ///< the broker's own files at a clean stop
  removal,   ///< a directory that is being deleted
  replica,   ///< a follower that is going to cut its log
};

/// Who waits: a row of that kind, by its key; `detail` is the row's own. `asked` is the step that
/// asked.
struct Owner {
  OwnerKind kind = OwnerKind::log;
  std::int64_t key = 0;
  std::int64_t detail = 0;
  StepId asked{};

  friend bool operator==(const Owner&, const Owner&) = default;
};

class Disk {
 public:
  /// A file id never used before in this incarnation.
  FileId next_file() { return FileId(++last_file_); }

  OpId open(Context& context, Owner owner, FileId file, std::string path, bool create);
  OpId append(Context& context, Owner owner, FileId file, Parts parts);
  OpId load(Context& context, Owner owner, FileId file, Position position, std::int64_t size);
  OpId truncate(Context& context, Owner owner, FileId file, std::int64_t size, bool replace);
  OpId rename(Context& context, Owner owner, std::string from, std::string to);
  OpId remove(Context& context, Owner owner, std::string path);
  OpId sync(Context& context, Owner owner, std::vector<FileId> files);
  OpId replace(Context& context, Owner owner, std::string path, Slice bytes);
  OpId work(Context& context, Owner owner, std::shared_ptr<const Job> job);

  static void close(Context& context, FileId file) { context.emit(CloseFile{file}); }

  /// Takes the operation off the list; its owner's step becomes a cause of this step.
  /// REQUIRES: `op` is pending.
  Owner finish(Context& context, OpId op);

  std::size_t pending() const { return pending_.size(); }

 private:
  OpId expect(Context& context, Owner owner);

  std::int64_t last_op_ = 0;
  std::int64_t last_file_ = 0;
  SharedMap<OpId, Owner> pending_;
};

}  // namespace fl
