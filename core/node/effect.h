// Effects: all that a node can ask for. The driver performs them after the step, in order; what
// comes of them arrives as later inputs. Effects of one step never nest into another.
#pragma once
#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/parts.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fl {

// ---- Connections -------------------------------------------------------------------------------

enum class Security : std::uint8_t { plaintext, tls };

/// Opens a connection; answered by Connected. `conn` is negative and the node's choice.
struct Dial {
  ConnId conn;
  std::string host;
  std::uint16_t port = 0;
  Security security = Security::plaintext;
};

/// Grants the connection one Received of at_least..at_most bytes. One grant at a time; memory is
/// taken when bytes arrive, not when they are granted. REQUIRES: 0 < at_least <= at_most.
struct Receive {
  ConnId conn;
  std::int64_t at_least = 0;
  std::int64_t at_most = 0;
};

/// Sends the parts in order. With `tell`, Writable comes once all up to here is with the kernel.
struct Send {
  ConnId conn;
  Parts parts;
  bool tell = false;
};

/// Closes the connection after what was sent (or at once, with a reset). Nothing more comes for its
/// id.
struct Hang {
  ConnId conn;
  bool reset = false;
};

// ---- Time --------------------------------------------------------------------------------------

/// Replaces an earlier deadline of the same timer, whose Fired then never comes.
struct Arm {
  TimerId timer;
  Instant deadline;
};

struct Disarm {
  TimerId timer;
};

// ---- Disk: each answered by Done, in order per file
// ----------------------------------------------

/// Opens a file for the operations below; Done.value is its size. `create` makes it, and
/// directories that are missing above it, if it is not there; without `create` a missing file is
/// not_found.
struct Open {
  OpId op;
  FileId file;
  std::string path;
  bool create = false;
};

/// Closes the file. Ranges of it that are still being sent go on. Not answered.
struct CloseFile {
  FileId file;
};

/// Appends all parts or nothing: on error the driver cuts the file back to its old size. After a
/// failed append the later ones of that file fail too (failed_before) until it is truncated or
/// opened anew.
struct Append {
  OpId op;
  FileId file;
  Parts parts;
};

/// Reads up to `size` bytes from `position`; fewer come only at the end of the file.
struct Load {
  OpId op;
  FileId file;
  Position position;
  std::int64_t size = 0;
};

/// Cuts the file in place. REQUIRES: no byte behind `size` was ever sent as a file range; otherwise
/// the kept prefix is copied to a new file that replaces it (`Truncate` with `replace`), and ranges
/// that are still being sent go on from the old one.
struct Truncate {
  OpId op;
  FileId file;
  std::int64_t size = 0;
  bool replace = false;
};

/// Renames a file or directory, replacing a file of the new name; open files stay open.
struct Rename {
  OpId op;
  std::string from;
  std::string to;
};

/// Removes a file, or a directory with all that is in it.
struct Remove {
  OpId op;
  std::string path;
};

/// Makes the files durable at their sizes at submission, and their names in their directories.
struct Sync {
  OpId op;
  std::vector<FileId> files;
};

/// Durably replaces a small file: temporary file, sync, rename, directory sync. Missing directories
/// above it are made.
struct Replace {
  OpId op;
  std::string path;
  Slice bytes;
};

// ---- Work, application, end
// ----------------------------------------------------------------------

/// A pure function for the driver's pool (decompress, hash, verify). It may not look at anything
/// but its own members.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  virtual std::string_view name() const = 0;
  virtual Slice run() const = 0;
  /// Bytes it will touch: what it costs in simulated time.
  virtual std::int64_t cost_bytes() const = 0;
};

/// Runs the job; answered by Done with its result in `bytes`.
struct Work {
  OpId op;
  std::shared_ptr<const Job> job;
};

/// Answers a Command.
struct Reply {
  CommandId id;
  DescribedValue value;
};

/// Tells the application something, or asks it for what only it knows.
struct Notify {
  CommandId id;
  DescribedValue value;
};

/// The node is done; the driver closes everything and ends it.
struct Exit {
  std::int32_t code = 0;
  std::string why;
};

using Effect = std::variant<Dial, Receive, Send, Hang, Arm, Disarm, Open, CloseFile, Append, Load,
                            Truncate, Rename, Remove, Sync, Replace, Work, Reply, Notify, Exit>;

std::string_view name_of(const Effect& effect);

/// Absorbs kind and content of an effect, independent of slice borders: parts count as their
/// concatenation between file ranges, ranges as ranges.
void absorb(Digest& digest, const Effect& effect);

}  // namespace fl
