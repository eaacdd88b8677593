// What is sent or appended, in pieces: bytes at hand, and ranges of files that the driver copies
// itself (sendfile), so that record bytes never pass through the node. A range promises the bytes
// that the file had in the step that named it.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace fl {

/// `size` bytes of an open file from `position` on.
struct FileRange {
  FileId file;
  Position position;
  std::int64_t size = 0;

  friend bool operator==(const FileRange&, const FileRange&) = default;
};

using Part = std::variant<Slice, FileRange>;
using Parts = std::vector<Part>;

inline std::int64_t size_of(const Part& part) {
  if (const auto* range = std::get_if<FileRange>(&part)) return range->size;
  return static_cast<std::int64_t>(std::get<Slice>(part).size());
}

inline std::int64_t size_of(const Parts& parts) {
  std::int64_t size = 0;
  for (const Part& part : parts)
    size += size_of(part);
  return size;
}

/// The records of a Produce request or Fetch response: opaque to the wire, in any number of parts.
struct Records {
  Parts parts;

  Records() = default;

  explicit Records(Slice bytes) { parts.emplace_back(std::move(bytes)); }

  std::int64_t size() const { return size_of(parts); }

  friend bool operator==(const Records&, const Records&) = default;
};

}  // namespace fl
