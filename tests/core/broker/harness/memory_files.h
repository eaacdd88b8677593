// Files in memory for a node under test: performs disk effects at once and in order. Answers can be
// held back, to see what waits for them.
#pragma once
#include "core/base/bytes.h"
#include "core/node/effect.h"
#include "core/node/input.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fl::broker {

class MemoryFiles {
 public:
  /// Performs the effect if it is the disk's, or Work; its Done goes behind the others in
  /// `answers`. Closes and others are taken without an answer.
  void perform(const Effect& effect);

  /// The bytes of a range, as a Send puts them on the wire.
  ByteVector bytes_of(const FileRange& range) const;

  /// Everything below `directory`, as Boot lists it.
  ListedDirectory list(const std::string& directory) const;

  /// What an operation answers from now on instead of being done.
  IoError error = IoError::none;
  std::deque<Done> answers;
  std::map<std::string, std::shared_ptr<ByteVector>> files;
  std::int64_t syncs = 0;

 private:
  void answer(OpId op, std::int64_t value = 0, Slice bytes = {});
  void fail(OpId op, IoError why);
  std::shared_ptr<ByteVector> opened(FileId file) const;

  std::map<FileId, std::shared_ptr<ByteVector>> open_;
};

}  // namespace fl::broker
