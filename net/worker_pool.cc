#include "net/worker_pool.h"

#include <utility>

namespace fl::net {

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  came_.notify_all();
  for (std::thread& thread : threads_)
    thread.join();
}

void WorkerPool::submit(std::function<void()> task) {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    // A thread that is busy looks into the queue by itself: waking costs a system call, so it is
    // done only for one that sleeps.
    if (idle_ >= tasks_.size()) {
      wakes = true;
    } else if (threads_.size() < threads_max_) {
      threads_.emplace_back([this] { work(); });
    } else {
      wakes = idle_ > 0;
    }
  }
  if (wakes) came_.notify_one();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (tasks_.empty()) {
      if (is_ending_) return;
      ++idle_;
      came_.wait(lock, [this] { return is_ending_ || !tasks_.empty(); });
      --idle_;
      continue;
    }
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace fl::net
