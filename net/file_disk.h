// The disk operations of a node, off the network's path. Operations of one file are performed and
// answered in order; those of different files do not wait for each other, except that opening,
// renaming, removing and replacing wait for earlier operations on files at or below their paths,
// and later ones wait for them. What may wait for a disk (sync, cold read, rename) runs on threads
// of its own, so that it never stands before an append elsewhere.
//
// Queue and answers are batched: a thread is woken only when it sleeps, the caller once when the
// first answer of a batch lies ready.
#pragma once
#include "core/node/effect.h"
#include "core/node/input.h"
#include "net/disk_operation.h"
#include "net/open_file.h"
#include "net/worker_pool.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace fl::net {

using DiskOperation =
    std::variant<Open, CloseFile, Append, Load, Truncate, Rename, Remove, Sync, Replace, Work>;

class FileDisk {
 public:
  /// `wake` is called from a thread of the disk when there are answers again.
  explicit FileDisk(std::function<void()> wake);

  FileDisk(const FileDisk&) = delete;
  FileDisk& operator=(const FileDisk&) = delete;
  /// Performs what was submitted, then ends.
  ~FileDisk();

  /// All methods: from one thread.
  void submit(DiskOperation operation);

  /// Several at once, in order: the thread that appends is woken once.
  void submit(std::vector<DiskOperation> operations);

  /// The answers since the last call, in order.
  std::vector<Done> take_answers();

  /// What a file range is to be read from: the file as it is now, whatever happens to it later.
  /// Nothing if it is not open.
  std::shared_ptr<const Descriptor> source_of(FileId file) const;

  /// Brings the range into memory, then calls `then` on a thread of the disk.
  void warm(std::shared_ptr<const Descriptor> source, std::int64_t position, std::int64_t size,
            std::function<void()> then);

 private:
  struct Task;
  using TaskPointer = std::shared_ptr<Task>;

  struct Registered {
    std::shared_ptr<OpenFile> file;
    std::string path;
    TaskPointer tail;  ///< the last operation of this file, perhaps long done
  };

  // Called with the mutex held.
  void order(const TaskPointer& task);
  void order_open(const TaskPointer& task, const Open& open);
  void order_file(const TaskPointer& task, FileId file);
  void order_path(const TaskPointer& task, const std::string& path);
  void wait_for_path_tasks(const TaskPointer& task, const std::string& path);
  void move_paths(const std::string& from, const std::string& to);
  void forget(FileId file);

  struct Finished;

  void dispatch(std::vector<TaskPointer> ready);
  void run_fast();
  bool is_for_slow_thread(const Task& task) const;
  std::vector<TaskPointer> take_appends_behind(const TaskPointer& first);
  void perform_appends(const std::vector<TaskPointer>& tasks, std::vector<Finished>& finished);
  void run(const TaskPointer& task);
  Done perform_task(Task& task);
  void finish(std::vector<Finished> finished);
  void finish_one(Finished& one, std::vector<TaskPointer>& ready);

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::vector<Done> answers_;
  std::map<std::int64_t, Registered> files_;
  std::multimap<std::string, std::int64_t> files_by_path_;
  std::multimap<std::string, TaskPointer> path_tasks_;  ///< not yet done, by path
  UnsyncedNames names_;
  std::size_t unfinished_ = 0;
  std::condition_variable all_finished_;

  std::mutex fast_mutex_;
  std::condition_variable fast_came_;
  std::deque<TaskPointer> fast_tasks_;
  bool fast_sleeps_ = false;
  bool is_ending_ = false;

  // Last: their threads end before what they use.
  WorkerPool slow_{16};
  WorkerPool work_{4};
  std::thread fast_;
};

}  // namespace fl::net
