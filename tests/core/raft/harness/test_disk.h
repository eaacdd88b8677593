// A disk in memory for a replica under test. What is written is there at once for the process, but
// durable only once its Sync is done: a loss of power leaves of each file what was synced, and a
// piece of the rest. Answers come when the harness asks for them, in order.
#pragma once
#include "core/base/draw.h"
#include "core/node/effect.h"
#include "core/node/input.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fl::raft {

class TestDisk {
 public:
  /// Performs the effect if it is one of the disk's; its Done goes behind the others.
  void perform(const Effect& effect);

  bool has_answer() const { return !waiting_.empty(); }

  /// The next Done; what it promises is durable from now on.
  Done take_answer();

  /// The process is gone: what was written stays.
  void kill();
  /// The power is gone: of what was not synced a prefix stays, drawn by `moment`.
  void lose_power(const Draw& draw, std::uint64_t moment);

  ByteVector bytes_of(const FileRange& range) const;

  /// The files directly in the directory, as a Boot lists them.
  std::vector<ListedFile> list(const std::string& directory) const;

  /// The whole text of a file; "" if there is none.
  std::string text(const std::string& path) const;

  /// A file that was there before, durably.
  void put(const std::string& path, ByteVector bytes);
  /// Somebody else's doing, while the process is down: a file with that text, durably; no file.
  void put(const std::string& path, const std::string& text);

  void erase(const std::string& path) { files_.erase(path); }

  /// Operations answer this from now on instead of being done.
  IoError error = IoError::none;

 private:
  struct File {
    ByteVector bytes;
    std::size_t durable = 0;
  };

  struct Waiting {
    Done done;
    std::vector<std::pair<std::shared_ptr<File>, std::size_t>> synced;
    std::string replaces;
    std::shared_ptr<File> replaced;  ///< null: there was none
  };

  void answer(OpId op, std::int64_t value = 0, Slice bytes = {});
  void fail(OpId op, IoError why);
  void open(const Open& open);
  void load(const Load& load);
  void rename(const Rename& rename);

  std::map<std::string, std::shared_ptr<File>> files_;
  std::map<FileId, std::shared_ptr<File>> open_;
  std::deque<Waiting> waiting_;
};

}  // namespace fl::raft
