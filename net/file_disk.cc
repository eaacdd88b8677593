#include "net/file_disk.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>

namespace fl::net {

/// An operation on its way. Its subjects are named when it is submitted: paths and files are then
/// what earlier operations, which it waits for, will have made of them.
struct FileDisk::Task {
  explicit Task(DiskOperation asked) : operation(std::move(asked)) {}

  DiskOperation operation;
  std::vector<FileOfOperation> files;
  PartSources sources;
  std::vector<std::string> paths;  ///< as listed in path_tasks_

  std::size_t waits_for = 0;
  bool is_done = false;
  std::vector<TaskPointer> followers;
};

namespace {

/// Operations that are answered together at most.
constexpr std::size_t kBatchMax = 32;

bool is_at_or_below(const std::string& path, const std::string& directory) {
  return path.size() >= directory.size() && path.compare(0, directory.size(), directory) == 0 &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

/// Calls `visit` for each entry whose key is `path` or below it. Keys between them ("a-1" between
/// "a" and "a/b") are passed over.
template <class Map, class Visit>
void for_each_below(const Map& map, const std::string& path, Visit visit) {
  for (auto [at, end] = map.equal_range(path); at != end; ++at)
    visit(at);
  const std::string below = path + "/";
  for (auto at = map.lower_bound(below);
       at != map.end() && at->first.compare(0, below.size(), below) == 0; ++at)
    visit(at);
}

}  // namespace

struct FileDisk::Finished {
  TaskPointer task;
  Done answer;
};

FileDisk::FileDisk(std::function<void()> wake)
    : wake_(std::move(wake)), fast_([this] { run_fast(); }) {}

FileDisk::~FileDisk() {
  {
    std::unique_lock lock(mutex_);
    all_finished_.wait(lock, [this] { return unfinished_ == 0; });
  }
  {
    const std::lock_guard lock(fast_mutex_);
    is_ending_ = true;
  }
  fast_came_.notify_one();
  fast_.join();
}

void FileDisk::submit(DiskOperation operation) {
  std::vector<DiskOperation> one;
  one.push_back(std::move(operation));
  submit(std::move(one));
}

void FileDisk::submit(std::vector<DiskOperation> operations) {
  std::vector<TaskPointer> ready;
  {
    const std::lock_guard lock(mutex_);
    unfinished_ += operations.size();
    for (DiskOperation& operation : operations) {
      auto task = std::make_shared<Task>(std::move(operation));
      order(task);
      if (task->waits_for == 0) ready.push_back(std::move(task));
    }
  }
  dispatch(std::move(ready));
}

std::vector<Done> FileDisk::take_answers() {
  std::vector<Done> taken;
  const std::lock_guard lock(mutex_);
  taken.swap(answers_);
  return taken;
}

std::shared_ptr<const Descriptor> FileDisk::source_of(FileId file) const {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(file.value);
  return found == files_.end() ? nullptr : found->second.file->descriptor();
}

void FileDisk::warm(std::shared_ptr<const Descriptor> source, std::int64_t position,
                    std::int64_t size, std::function<void()> then) {
  slow_.submit([source = std::move(source), position, size, then = std::move(then)] {
    make_resident(source->fd(), position, size);
    then();
  });
}

void FileDisk::order(const TaskPointer& task) {
  DiskOperation& operation = task->operation;
  if (const auto* open = std::get_if<Open>(&operation)) {
    order_open(task, *open);
  } else if (const auto* close = std::get_if<CloseFile>(&operation)) {
    order_file(task, close->file);
  } else if (const auto* append = std::get_if<Append>(&operation)) {
    order_file(task, append->file);
    for (const Part& part : append->parts) {
      const auto* range = std::get_if<FileRange>(&part);
      const auto found = range == nullptr ? files_.end() : files_.find(range->file.value);
      task->sources.push_back(found == files_.end() ? nullptr : found->second.file->descriptor());
    }
  } else if (const auto* load = std::get_if<Load>(&operation)) {
    order_file(task, load->file);
  } else if (const auto* truncate = std::get_if<Truncate>(&operation)) {
    order_file(task, truncate->file);
  } else if (const auto* sync = std::get_if<Sync>(&operation)) {
    for (const FileId file : sync->files)
      order_file(task, file);
  } else if (const auto* rename = std::get_if<Rename>(&operation)) {
    order_path(task, rename->from);
    order_path(task, rename->to);
    move_paths(rename->from, rename->to);
  } else if (const auto* remove = std::get_if<Remove>(&operation)) {
    order_path(task, remove->path);
  } else if (const auto* replace = std::get_if<Replace>(&operation)) {
    order_path(task, replace->path);
  }
}

void FileDisk::order_open(const TaskPointer& task, const Open& open) {
  wait_for_path_tasks(task, open.path);
  for (auto [at, end] = files_by_path_.equal_range(open.path); at != end; ++at) {
    const TaskPointer& earlier = files_.at(at->second).tail;
    if (earlier->is_done) continue;
    earlier->followers.push_back(task);
    ++task->waits_for;
  }
  auto file = std::make_shared<OpenFile>();
  task->files.push_back({file, open.path});
  const bool is_fresh =
      files_.insert_or_assign(open.file.value, Registered{std::move(file), open.path, task}).second;
  FL_ASSERT(is_fresh);
  files_by_path_.emplace(open.path, open.file.value);
}

void FileDisk::order_file(const TaskPointer& task, FileId file) {
  const auto found = files_.find(file.value);
  if (found == files_.end()) {
    task->files.push_back({});
    return;
  }
  Registered& registered = found->second;
  task->files.push_back({registered.file, registered.path});
  if (registered.tail != task && !registered.tail->is_done) {
    registered.tail->followers.push_back(task);
    ++task->waits_for;
  }
  registered.tail = task;
}

void FileDisk::order_path(const TaskPointer& task, const std::string& path) {
  wait_for_path_tasks(task, path);
  for_each_below(files_by_path_, path, [&](auto at) {
    Registered& registered = files_.at(at->second);
    if (registered.tail == task) return;
    if (!registered.tail->is_done) {
      registered.tail->followers.push_back(task);
      ++task->waits_for;
    }
    registered.tail = task;
  });
  path_tasks_.emplace(path, task);
  task->paths.push_back(path);
}

void FileDisk::wait_for_path_tasks(const TaskPointer& task, const std::string& path) {
  const auto wait = [&](auto at) {
    if (at->second == task) return;
    at->second->followers.push_back(task);
    ++task->waits_for;
  };
  for_each_below(path_tasks_, path, wait);
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    for (auto [at, end] = path_tasks_.equal_range(path.substr(0, slash)); at != end; ++at)
      wait(at);
  }
}

void FileDisk::move_paths(const std::string& from, const std::string& to) {
  std::vector<std::int64_t> moved;
  for_each_below(files_by_path_, from, [&](auto at) { moved.push_back(at->second); });
  for (const std::int64_t id : moved) {
    Registered& registered = files_.at(id);
    FL_ASSERT(is_at_or_below(registered.path, from));
    for (auto [at, end] = files_by_path_.equal_range(registered.path); at != end; ++at) {
      if (at->second != id) continue;
      files_by_path_.erase(at);
      break;
    }
    registered.path = to + registered.path.substr(from.size());
    files_by_path_.emplace(registered.path, id);
  }
}

void FileDisk::forget(FileId file) {
  const auto found = files_.find(file.value);
  if (found == files_.end()) return;
  for (auto [at, end] = files_by_path_.equal_range(found->second.path); at != end; ++at) {
    if (at->second != file.value) continue;
    files_by_path_.erase(at);
    break;
  }
  files_.erase(found);
}

void FileDisk::dispatch(std::vector<TaskPointer> ready) {
  bool wakes = false;
  for (TaskPointer& task : ready) {
    const DiskOperation& operation = task->operation;
    if (std::holds_alternative<Open>(operation) || std::holds_alternative<Append>(operation) ||
        std::holds_alternative<Load>(operation)) {
      const std::lock_guard lock(fast_mutex_);
      fast_tasks_.push_back(std::move(task));
      wakes = wakes || std::exchange(fast_sleeps_, false);
    } else if (std::holds_alternative<Work>(operation)) {
      work_.submit([this, task = std::move(task)] { run(task); });
    } else {
      slow_.submit([this, task = std::move(task)] { run(task); });
    }
  }
  if (wakes) fast_came_.notify_one();
}

/// The thread for what only touches memory: several operations are performed and then answered
/// together, so that whoever waits is woken once.
void FileDisk::run_fast() {
  std::vector<TaskPointer> batch;
  std::unique_lock lock(fast_mutex_);
  while (true) {
    fast_sleeps_ = fast_tasks_.empty();
    fast_came_.wait(lock, [this] { return is_ending_ || !fast_tasks_.empty(); });
    fast_sleeps_ = false;
    if (fast_tasks_.empty()) return;
    while (!fast_tasks_.empty() && batch.size() < kBatchMax) {
      batch.push_back(std::move(fast_tasks_.front()));
      fast_tasks_.pop_front();
    }
    lock.unlock();
    std::vector<Finished> finished;
    for (TaskPointer& task : batch) {
      if (is_for_slow_thread(*task))
        slow_.submit([this, task = std::move(task)] { run(task); });
      else if (std::holds_alternative<Append>(task->operation))
        perform_appends(take_appends_behind(task), finished);
      else
        finished.push_back({.task = task, .answer = perform_task(*task)});
    }
    batch.clear();
    finish(std::move(finished));
    lock.lock();
  }
}

/// The append and those that wait for nothing but it, one behind the other: one write takes them.
std::vector<FileDisk::TaskPointer> FileDisk::take_appends_behind(const TaskPointer& first) {
  const auto can_join = [&first](const Task& task) {
    const auto* append = std::get_if<Append>(&task.operation);
    return append != nullptr && has_only_slices(*append) &&
           task.files.front().file == first->files.front().file;
  };
  std::vector<TaskPointer> taken{first};
  if (first->files.front().file == nullptr || !can_join(*first)) return taken;
  const std::lock_guard lock(mutex_);
  while (taken.size() < kBatchMax && taken.back()->followers.size() == 1) {
    TaskPointer next = taken.back()->followers.front();
    if (next->waits_for != 1 || !can_join(*next)) break;
    next->waits_for = 0;
    taken.back()->followers.clear();
    taken.push_back(std::move(next));
  }
  return taken;
}

void FileDisk::perform_appends(const std::vector<TaskPointer>& tasks,
                               std::vector<Finished>& finished) {
  std::vector<Done> answers;
  std::vector<const Append*> appends;
  for (const TaskPointer& task : tasks)
    appends.push_back(&std::get<Append>(task->operation));
  const bool are_done =
      tasks.size() > 1 && append_together(appends, *tasks.front()->files.front().file, answers);
  for (std::size_t i = 0; i < tasks.size(); ++i)
    finished.push_back(
        {.task = tasks[i], .answer = are_done ? std::move(answers[i]) : perform_task(*tasks[i])});
}

/// A cold read waits for the disk: it must not stand before others.
bool FileDisk::is_for_slow_thread(const Task& task) const {
  const auto* load = std::get_if<Load>(&task.operation);
  const auto& file = task.files.front().file;
  const auto descriptor = load == nullptr || file == nullptr ? nullptr : file->descriptor();
  if (descriptor == nullptr) return false;
  const std::int64_t size = std::min(load->size, file->size_bytes - load->position.value);
  return !is_resident(descriptor->fd(), load->position.value, size);
}

void FileDisk::run(const TaskPointer& task) {
  Done answer = perform_task(*task);
  std::vector<Finished> one;
  one.push_back({.task = task, .answer = std::move(answer)});
  finish(std::move(one));
}

Done FileDisk::perform_task(Task& task) {
  struct Performer {
    FileDisk& disk;
    Task& task;

    bool has_file() const { return task.files.front().file != nullptr; }

    static Done missing(OpId op) {
      return {.op = op, .error = IoError::failed_before, .bytes = {}};
    }

    Done operator()(const Open& o) { return perform(o, *task.files.front().file, disk.names_); }

    Done operator()(const CloseFile&) { return {}; }

    Done operator()(const Append& o) {
      return has_file() ? perform(o, *task.files.front().file, task.sources) : missing(o.op);
    }

    Done operator()(const Load& o) {
      return has_file() ? perform(o, *task.files.front().file) : missing(o.op);
    }

    Done operator()(const Truncate& o) {
      return has_file() ? perform(o, task.files.front(), disk.names_) : missing(o.op);
    }

    Done operator()(const Rename& o) { return perform(o, disk.names_); }

    Done operator()(const Remove& o) { return perform(o, disk.names_); }

    Done operator()(const Sync& o) { return perform(o, task.files, disk.names_); }

    Done operator()(const Replace& o) { return perform(o, disk.names_); }

    Done operator()(const Work& o) {
      Done done{.op = o.op, .bytes = o.job->run()};
      done.value = static_cast<std::int64_t>(done.bytes.size());
      return done;
    }
  };

  return std::visit(Performer{*this, task}, task.operation);
}

void FileDisk::finish(std::vector<Finished> finished) {
  if (finished.empty()) return;
  std::vector<TaskPointer> ready;
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    const bool was_empty = answers_.empty();
    for (Finished& one : finished)
      finish_one(one, ready);
    wakes = was_empty && !answers_.empty();
  }
  if (wakes) wake_();
  dispatch(std::move(ready));
  const std::lock_guard lock(mutex_);
  unfinished_ -= finished.size();
  if (unfinished_ == 0) all_finished_.notify_all();
}

void FileDisk::finish_one(Finished& one, std::vector<TaskPointer>& ready) {
  Task& task = *one.task;
  task.is_done = true;
  for (const std::string& path : task.paths) {
    for (auto [at, end] = path_tasks_.equal_range(path); at != end; ++at) {
      if (at->second != one.task) continue;
      path_tasks_.erase(at);
      break;
    }
  }
  if (const auto* close = std::get_if<CloseFile>(&task.operation))
    forget(close->file);
  else
    answers_.push_back(std::move(one.answer));
  for (TaskPointer& follower : task.followers)
    if (--follower->waits_for == 0) ready.push_back(std::move(follower));
  task.followers.clear();
}

}  // namespace fl::net
