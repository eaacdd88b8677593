#include "tests/core/storage/memory_disk.h"

#include "core/base/assert.h"

#include <algorithm>

namespace fl::storage {

void MemoryDisk::answer(OpId op, IoError failure, std::int64_t value, Slice bytes) {
  answers.push_back({op, failure, value, std::move(bytes)});
}

ByteVector MemoryDisk::bytes_of(const Parts& parts) const {
  ByteVector bytes;
  for (const Part& part : parts) {
    if (const auto* slice = std::get_if<Slice>(&part)) {
      bytes.insert(bytes.end(), slice->span().begin(), slice->span().end());
      continue;
    }
    const auto& range = std::get<FileRange>(part);
    const ByteVector& from = open_.at(range.file)->bytes;
    const auto begin = from.begin() + range.position.value;
    bytes.insert(bytes.end(), begin, begin + range.size);
  }
  return bytes;
}

void MemoryDisk::append(const Append& effect) {
  if (error != IoError::none) return answer(effect.op, error);
  ByteVector& to = open_.at(effect.file)->bytes;
  const ByteVector bytes = bytes_of(effect.parts);
  to.insert(to.end(), bytes.begin(), bytes.end());
  answer(effect.op, IoError::none, static_cast<std::int64_t>(to.size()));
}

void MemoryDisk::perform(const std::vector<Effect>& effects) {
  for (const Effect& effect : effects) {
    ++counts[std::string(name_of(effect))];
    if (const auto* open = std::get_if<Open>(&effect)) {
      auto found = files.find(open->path);
      if (found == files.end() && !open->create) {
        answer(open->op, IoError::not_found);
        continue;
      }
      if (found == files.end()) found = files.emplace(open->path, std::make_shared<File>()).first;
      open_[open->file] = found->second;
      answer(open->op, IoError::none, static_cast<std::int64_t>(found->second->bytes.size()));
    } else if (const auto* close = std::get_if<CloseFile>(&effect)) {
      open_.erase(close->file);
    } else if (const auto* add = std::get_if<Append>(&effect)) {
      append(*add);
    } else if (const auto* load = std::get_if<Load>(&effect)) {
      const auto file = open_.find(load->file);
      if (file == open_.end()) {
        answer(load->op, IoError::io);
        continue;
      }
      const ByteVector& from = file->second->bytes;
      const auto begin = std::min(from.size(), static_cast<std::size_t>(load->position.value));
      const auto size = std::min(from.size() - begin, static_cast<std::size_t>(load->size));
      answer(load->op, IoError::none, static_cast<std::int64_t>(size),
             Slice::copied(ByteSpan(from).subspan(begin, size)));
    } else if (const auto* truncate = std::get_if<Truncate>(&effect)) {
      File& file = *open_.at(truncate->file);
      file.bytes.resize(static_cast<std::size_t>(truncate->size));
      file.synced_bytes = std::min(file.synced_bytes, file.bytes.size());
      answer(truncate->op, IoError::none);
    } else if (const auto* rename = std::get_if<Rename>(&effect)) {
      std::map<std::string, std::shared_ptr<File>> renamed;
      for (auto& [path, file] : files) {
        const bool is_below = path == rename->from || path.starts_with(rename->from + "/");
        renamed[is_below ? rename->to + path.substr(rename->from.size()) : path] = file;
      }
      files = std::move(renamed);
      answer(rename->op, IoError::none);
    } else if (const auto* remove = std::get_if<Remove>(&effect)) {
      const std::size_t gone = std::erase_if(files, [remove](const auto& entry) {
        return entry.first == remove->path || entry.first.starts_with(remove->path + "/");
      });
      answer(remove->op, gone > 0 ? IoError::none : IoError::not_found);
    } else if (const auto* sync = std::get_if<Sync>(&effect)) {
      for (const FileId id : sync->files)
        if (error == IoError::none) open_.at(id)->synced_bytes = open_.at(id)->bytes.size();
      answer(sync->op, error);
    } else if (const auto* replace = std::get_if<Replace>(&effect)) {
      auto file = std::make_shared<File>();
      file->bytes.assign(replace->bytes.span().begin(), replace->bytes.span().end());
      file->synced_bytes = file->bytes.size();
      files[replace->path] = file;
      answer(replace->op, IoError::none);
    }
  }
}

std::vector<ListedFile> MemoryDisk::list(const std::string& directory) const {
  std::vector<ListedFile> listed;
  for (const auto& [path, file] : files) {
    if (!path.starts_with(directory + "/")) continue;
    listed.push_back({.path = path.substr(directory.size() + 1),
                      .size_bytes = static_cast<std::int64_t>(file->bytes.size()),
                      .modified = Timestamp(1'750'000'000'000)});
  }
  return listed;
}

void Bench::settle_one(Log& log) {
  FL_ASSERT(!disk.answers.empty());
  const Done done = disk.answers.front();
  disk.answers.pop_front();
  step([&](Context& context, Disk& ops) {
    const Owner owner = ops.finish(context, done.op);
    log.on_done(context, ops, owner, done);
  });
}

void Bench::settle(Log& log) {
  while (!disk.answers.empty())
    settle_one(log);
}

Bench::Loaded Bench::load(LoadRequest request) {
  request.files = disk.list(request.identity.directory);
  LogLoader loader(std::move(request));
  step([&](Context& context, Disk& ops) { loader.start(context, ops); });
  std::deque<Done> for_log;
  while (!loader.is_finished()) {
    FL_ASSERT(!disk.answers.empty());
    const Done done = disk.answers.front();
    disk.answers.pop_front();
    step([&](Context& context, Disk& ops) {
      const Owner owner = ops.finish(context, done.op);
      loader.on_done(context, ops, owner, done);
    });
  }
  Loaded loaded{.report = loader.report()};
  auto taken = loader.take();
  if (taken) {
    loaded.log = std::move(*taken);
    settle(*loaded.log);
  } else {
    loaded.failure = taken.error().what;
    disk.answers.clear();
  }
  return loaded;
}

AppendBatch append_batch(const Slice& bytes) {
  const auto header = record::parse_batch_header(bytes);
  FL_ASSERT(header.has_value());
  const auto size = static_cast<std::size_t>(header->size_bytes());
  return {*header, bytes.sub(record::kBatchHeaderBytes, size - record::kBatchHeaderBytes)};
}

AppendBatch make_batch(const BatchShape& shape) {
  record::BatchHeader header;
  header.batch_length = static_cast<std::int32_t>(record::kBatchHeaderBytes -
                                                  record::kLogOverheadBytes + shape.body_bytes);
  header.attributes = shape.is_transactional ? 16 : 0;
  header.last_offset_delta = shape.records - 1;
  header.base_timestamp = shape.timestamp;
  header.max_timestamp = shape.timestamp;
  header.producer_id = shape.producer_id;
  header.producer_epoch = shape.producer_epoch;
  header.base_sequence = shape.base_sequence;
  header.record_count = shape.records;
  ByteVector bytes(record::kBatchHeaderBytes + shape.body_bytes, 'x');
  record::store_batch_header(header, bytes);
  header.crc = record::batch_crc(bytes);
  record::store_batch_header(header, bytes);
  return append_batch(Slice(std::move(bytes)));
}

}  // namespace fl::storage
