#include "tests/core/raft/harness/test_disk.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace fl::raft {

void TestDisk::answer(OpId op, std::int64_t value, Slice bytes) {
  waiting_.push_back(
      {.done = {.op = op, .error = IoError::none, .value = value, .bytes = std::move(bytes)},
       .synced = {},
       .replaces = {},
       .replaced = {}});
}

void TestDisk::fail(OpId op, IoError why) {
  waiting_.push_back(
      {.done = {.op = op, .error = why}, .synced = {}, .replaces = {}, .replaced = {}});
}

void TestDisk::open(const Open& open) {
  auto at = files_.find(open.path);
  if (at == files_.end() && !open.create) return fail(open.op, IoError::not_found);
  if (at == files_.end()) at = files_.emplace(open.path, std::make_shared<File>()).first;
  open_[open.file] = at->second;
  answer(open.op, static_cast<std::int64_t>(at->second->bytes.size()));
}

void TestDisk::load(const Load& load) {
  const auto file = open_.find(load.file);
  if (file == open_.end()) return fail(load.op, IoError::not_found);
  const ByteVector& bytes = file->second->bytes;
  const auto begin = std::min(static_cast<std::size_t>(load.position.value), bytes.size());
  const auto size = std::min(static_cast<std::size_t>(load.size), bytes.size() - begin);
  answer(load.op, static_cast<std::int64_t>(size),
         Slice::copied(ByteSpan(bytes).subspan(begin, size)));
}

void TestDisk::rename(const Rename& rename) {
  std::map<std::string, std::shared_ptr<File>> moved;
  for (auto at = files_.begin(); at != files_.end();) {
    const bool is_below = at->first == rename.from || at->first.starts_with(rename.from + "/");
    if (is_below) moved[rename.to + at->first.substr(rename.from.size())] = at->second;
    at = is_below ? files_.erase(at) : std::next(at);
  }
  for (auto& [path, file] : moved)
    files_[path] = file;
  answer(rename.op);
}

void TestDisk::perform(const Effect& effect) {
  if (const auto* wanted = std::get_if<Open>(&effect)) return open(*wanted);
  if (const auto* wanted = std::get_if<Load>(&effect)) return load(*wanted);
  if (const auto* wanted = std::get_if<Rename>(&effect)) return rename(*wanted);
  if (const auto* append = std::get_if<Append>(&effect)) {
    if (error != IoError::none) return fail(append->op, error);
    ByteVector& bytes = open_.at(append->file)->bytes;
    for (const Part& part : append->parts) {
      const auto& slice = std::get<Slice>(part);
      bytes.insert(bytes.end(), slice.span().begin(), slice.span().end());
    }
    return answer(append->op, static_cast<std::int64_t>(bytes.size()));
  }
  if (const auto* cut = std::get_if<Truncate>(&effect)) {
    File& file = *open_.at(cut->file);
    file.bytes.resize(static_cast<std::size_t>(cut->size));
    file.durable = std::min(file.durable, file.bytes.size());
    return answer(cut->op);
  }
  if (const auto* remove = std::get_if<Remove>(&effect)) {
    std::erase_if(files_, [&](const auto& file) {
      return file.first == remove->path || file.first.starts_with(remove->path + "/");
    });
    return answer(remove->op);
  }
  if (const auto* sync = std::get_if<Sync>(&effect)) {
    if (error != IoError::none) return fail(sync->op, error);
    answer(sync->op);
    for (const FileId file : sync->files)
      if (const auto at = open_.find(file); at != open_.end())
        waiting_.back().synced.emplace_back(at->second, at->second->bytes.size());
    return;
  }
  if (const auto* replace = std::get_if<Replace>(&effect)) {
    if (error != IoError::none) return fail(replace->op, error);
    answer(replace->op);
    waiting_.back().replaces = replace->path;
    auto file = std::make_shared<File>();
    file->bytes.assign(replace->bytes.span().begin(), replace->bytes.span().end());
    file->durable = file->bytes.size();
    waiting_.back().replaced = std::exchange(files_[replace->path], std::move(file));
    return;
  }
  if (const auto* work = std::get_if<Work>(&effect)) return answer(work->op, 0, work->job->run());
}

Done TestDisk::take_answer() {
  FL_ASSERT(!waiting_.empty());
  Waiting next = std::move(waiting_.front());
  waiting_.pop_front();
  for (auto& [file, size] : next.synced)
    file->durable = std::max(file->durable, std::min(size, file->bytes.size()));
  return std::move(next.done);
}

void TestDisk::kill() {
  // A replacement that was not answered has not happened.
  for (; !waiting_.empty(); waiting_.pop_back()) {
    Waiting& last = waiting_.back();
    if (last.replaces.empty()) continue;
    if (last.replaced)
      files_[last.replaces] = last.replaced;
    else
      files_.erase(last.replaces);
  }
  waiting_.clear();
  open_.clear();
}

void TestDisk::lose_power(const Draw& draw, std::uint64_t moment) {
  kill();
  for (auto& [path, file] : files_) {
    const std::size_t loose = file->bytes.size() - file->durable;
    if (loose == 0) continue;
    const auto kept = draw.below(loose + 1, "kept", {moment, Draw::hashed(path)});
    file->bytes.resize(file->durable + static_cast<std::size_t>(kept));
    file->durable = file->bytes.size();
  }
}

ByteVector TestDisk::bytes_of(const FileRange& range) const {
  const ByteVector& bytes = open_.at(range.file)->bytes;
  const auto begin = static_cast<std::size_t>(range.position.value);
  const auto size = static_cast<std::size_t>(range.size);
  FL_ASSERT(begin + size <= bytes.size());
  return {bytes.begin() + static_cast<std::ptrdiff_t>(begin),
          bytes.begin() + static_cast<std::ptrdiff_t>(begin + size)};
}

std::vector<ListedFile> TestDisk::list(const std::string& directory) const {
  std::vector<ListedFile> listed;
  const std::string prefix = directory + "/";
  for (const auto& [path, file] : files_)
    if (path.starts_with(prefix))
      listed.push_back({.path = path.substr(prefix.size()),
                        .size_bytes = static_cast<std::int64_t>(file->bytes.size()),
                        .modified = Timestamp(0)});
  return listed;
}

void TestDisk::put(const std::string& path, ByteVector bytes) {
  const std::size_t size = bytes.size();
  files_[path] = std::make_shared<File>(File{.bytes = std::move(bytes), .durable = size});
}

void TestDisk::put(const std::string& path, const std::string& text) {
  auto file = std::make_shared<File>();
  for (const char c : text)
    file->bytes.push_back(static_cast<std::uint8_t>(c));
  file->durable = file->bytes.size();
  files_[path] = std::move(file);
}

std::string TestDisk::text(const std::string& path) const {
  const auto at = files_.find(path);
  if (at == files_.end()) return "";
  std::string text;
  for (const auto byte : at->second->bytes)
    text.push_back(static_cast<char>(byte));
  return text;
}

}  // namespace fl::raft
