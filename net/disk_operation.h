// One disk operation, performed by the thread that calls: system calls, and what they must keep (an
// append is all or nothing, a replaced file is whole or old, names are durable after a sync).
// Source: the disk operations of the node contract.
#pragma once
#include "core/node/effect.h"
#include "core/node/input.h"
#include "net/open_file.h"

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fl::net {

/// Directories with names that are not yet durable. Shared by all operations of a disk.
class UnsyncedNames {
 public:
  void add_parent_of(const std::string& path);

  /// Makes durable what is listed of the directories above `path`. On error: they stay listed.
  IoError sync_above(const std::string& path);

 private:
  std::mutex mutex_;
  std::set<std::string> directories_;
};

/// A file that takes part in an operation, with its path at the time of submission.
struct FileOfOperation {
  std::shared_ptr<OpenFile> file;
  std::string path;
};

/// Source files of an Append's ranges, in the order of its parts; a slice's place is null.
using PartSources = std::vector<std::shared_ptr<const Descriptor>>;

Done perform(const Open& open, OpenFile& file, UnsyncedNames& names);
Done perform(const Append& append, OpenFile& file, const PartSources& sources);
Done perform(const Load& load, OpenFile& file);

/// Performs neighbouring appends to one file, of slices only, with one write. On error nothing of
/// them is there, and they may be performed one by one.
bool append_together(std::span<const Append* const> appends, OpenFile& file,
                     std::vector<Done>& answers);
bool has_only_slices(const Append& append);
Done perform(const Truncate& truncate, const FileOfOperation& file, UnsyncedNames& names);
Done perform(const Rename& rename, UnsyncedNames& names);
Done perform(const Remove& remove, UnsyncedNames& names);
Done perform(const Sync& sync, const std::vector<FileOfOperation>& files, UnsyncedNames& names);
Done perform(const Replace& replace, UnsyncedNames& names);

/// True if all pages of the range are in memory, or the file system cannot tell: reading them does
/// not wait for a disk. Looks at the first and the last page.
bool is_resident(int fd, std::int64_t position, std::int64_t size);

/// Reads the range and throws it away, so that it is in memory afterwards.
void make_resident(int fd, std::int64_t position, std::int64_t size);

IoError io_error_of(int error_number);

}  // namespace fl::net
