#include "tests/core/broker/harness/memory_files.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace fl::broker {

void MemoryFiles::answer(OpId op, std::int64_t value, Slice bytes) {
  answers.push_back({.op = op, .error = IoError::none, .value = value, .bytes = std::move(bytes)});
}

void MemoryFiles::fail(OpId op, IoError why) {
  answers.push_back({.op = op, .error = why});
}

std::shared_ptr<ByteVector> MemoryFiles::opened(FileId file) const {
  const auto at = open_.find(file);
  FL_ASSERT(at != open_.end());
  return at->second;
}

ByteVector MemoryFiles::bytes_of(const FileRange& range) const {
  const ByteVector& bytes = *opened(range.file);
  const auto begin = static_cast<std::size_t>(range.position.value);
  const auto size = static_cast<std::size_t>(range.size);
  FL_ASSERT(begin + size <= bytes.size());
  return {bytes.begin() + static_cast<std::ptrdiff_t>(begin),
          bytes.begin() + static_cast<std::ptrdiff_t>(begin + size)};
}

ListedDirectory MemoryFiles::list(const std::string& directory) const {
  ListedDirectory listed{.path = directory};
  const std::string prefix = directory + "/";
  for (const auto& [path, bytes] : files)
    if (path.starts_with(prefix))
      listed.files.push_back({.path = path.substr(prefix.size()),
                              .size_bytes = static_cast<std::int64_t>(bytes->size()),
                              .modified = Timestamp(0)});
  return listed;
}

void MemoryFiles::perform(const Effect& effect) {
  if (const auto* open = std::get_if<Open>(&effect)) {
    const auto at = files.find(open->path);
    if (at == files.end() && !open->create) return fail(open->op, IoError::not_found);
    auto& file = files[open->path];
    if (file == nullptr) file = std::make_shared<ByteVector>();
    open_[open->file] = file;
    return answer(open->op, static_cast<std::int64_t>(file->size()));
  }
  if (const auto* append = std::get_if<Append>(&effect)) {
    if (error != IoError::none) return fail(append->op, error);
    const auto file = opened(append->file);
    for (const Part& part : append->parts) {
      const auto& slice = std::get<Slice>(part);
      file->insert(file->end(), slice.span().begin(), slice.span().end());
    }
    return answer(append->op, static_cast<std::int64_t>(file->size()));
  }
  if (const auto* load = std::get_if<Load>(&effect)) {
    const auto file = open_.find(load->file);
    if (file == open_.end()) return fail(load->op, IoError::not_found);
    const ByteVector& bytes = *file->second;
    const auto begin = std::min(static_cast<std::size_t>(load->position.value), bytes.size());
    const auto size = std::min(static_cast<std::size_t>(load->size), bytes.size() - begin);
    return answer(load->op, static_cast<std::int64_t>(size),
                  Slice::copied(ByteSpan(bytes).subspan(begin, size)));
  }
  if (const auto* cut = std::get_if<Truncate>(&effect)) {
    opened(cut->file)->resize(static_cast<std::size_t>(cut->size));
    return answer(cut->op);
  }
  if (const auto* rename = std::get_if<Rename>(&effect)) {
    std::map<std::string, std::shared_ptr<ByteVector>> moved;
    for (auto at = files.begin(); at != files.end();) {
      const bool is_below = at->first == rename->from || at->first.starts_with(rename->from + "/");
      if (is_below) moved[rename->to + at->first.substr(rename->from.size())] = at->second;
      at = is_below ? files.erase(at) : std::next(at);
    }
    files.merge(moved);
    return answer(rename->op);
  }
  if (const auto* remove = std::get_if<Remove>(&effect)) {
    std::erase_if(files, [&](const auto& file) {
      return file.first == remove->path || file.first.starts_with(remove->path + "/");
    });
    return answer(remove->op);
  }
  if (const auto* sync = std::get_if<Sync>(&effect)) {
    ++syncs;
    if (error != IoError::none) return fail(sync->op, error);
    return answer(sync->op);
  }
  if (const auto* replace = std::get_if<Replace>(&effect)) {
    files[replace->path] =
        std::make_shared<ByteVector>(replace->bytes.span().begin(), replace->bytes.span().end());
    return answer(replace->op);
  }
  if (const auto* work = std::get_if<Work>(&effect)) return answer(work->op, 0, work->job->run());
}

}  // namespace fl::broker
