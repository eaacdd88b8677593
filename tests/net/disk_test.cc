#include "net/directories.h"
#include "net/file_disk.h"
#include "tests/net/client.h"
#include "tests/net/nodes.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <sys/resource.h>
#include <sys/stat.h>

namespace fl::net {
namespace {

/// Submits operations and waits for their answers.
class Bench {
 public:
  std::int64_t next_op() { return ++last_op_; }

  void open(int file, const std::string& path, bool create = true) {
    disk_.submit(Open{OpId(next_op()), FileId(file), path, create});
  }

  void append(int file, const std::string& text) {
    disk_.submit(Append{OpId(next_op()), FileId(file), {Slice::copied(text)}});
  }

  void load(int file, std::int64_t position, std::int64_t size) {
    disk_.submit(Load{OpId(next_op()), FileId(file), Position(position), size});
  }

  FileDisk& disk() { return disk_; }

  /// Answers in the order in which they came, until all operations are answered.
  const std::vector<Done>& answers() {
    std::unique_lock lock(mutex_);
    while (static_cast<std::int64_t>(answers_.size()) < last_op_) {
      came_.wait_for(lock, std::chrono::seconds(20), [&] { return woken_; });
      woken_ = false;
      for (Done& done : disk_.take_answers())
        answers_.push_back(std::move(done));
    }
    return answers_;
  }

  /// The answer to the n-th operation, from 1.
  Done answer(std::int64_t op) {
    for (const Done& done : answers())
      if (done.op == OpId(op)) return done;
    return {};
  }

 private:
  void wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    came_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable came_;
  bool woken_ = false;
  std::int64_t last_op_ = 0;
  std::vector<Done> answers_;
  FileDisk disk_{[this] { wake(); }};
};

/// Files of this process may grow to so many bytes, as on a disk that is full then.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes_max) {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &action_before_);
    getrlimit(RLIMIT_FSIZE, &limit_before_);
    const rlimit small{.rlim_cur = bytes_max, .rlim_max = limit_before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }

  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &limit_before_);
    sigaction(SIGXFSZ, &action_before_, nullptr);
  }

 private:
  struct sigaction action_before_{};
  rlimit limit_before_{};
};

TEST(FileDisk, AnswersTheOperationsOfAFileInOrder) {
  const TemporaryFolder folder;
  Bench bench;
  bench.open(1, folder / "a/b/file");
  bench.append(1, "hello ");
  bench.append(1, "world");
  bench.load(1, 6, 100);
  bench.disk().submit(Truncate{OpId(bench.next_op()), FileId(1), 5, false});
  bench.append(1, "!");
  bench.load(1, 0, 100);
  const auto& answers = bench.answers();
  std::vector<std::int64_t> ops;
  for (const Done& done : answers) {
    ops.push_back(done.op.value);
    EXPECT_EQ(done.error, IoError::none);
  }
  EXPECT_EQ(ops, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(answers[0].value, 0);
  EXPECT_EQ(answers[1].value, 6);
  EXPECT_EQ(answers[2].value, 11);
  EXPECT_EQ(answers[3].bytes.text(), "world");
  EXPECT_EQ(answers[6].bytes.text(), "hello!");
}

TEST(FileDisk, FindsAFileOnlyIfItIsThereOrMayBeMade) {
  const TemporaryFolder folder;
  Bench bench;
  bench.open(1, folder / "missing", false);
  bench.append(1, "x");
  EXPECT_EQ(bench.answer(1).error, IoError::not_found);
  EXPECT_EQ(bench.answer(2).error, IoError::failed_before);
}

TEST(FileDisk, RenamesADirectoryAfterWhatWasWrittenInIt) {
  const TemporaryFolder folder;
  Bench bench;
  for (int i = 1; i <= 20; ++i) {
    bench.open(i, folder / ("topic-0/" + std::to_string(i)));
    bench.append(i, "before");
  }
  bench.disk().submit(Rename{OpId(bench.next_op()), folder / "topic-0", folder / "topic-0-delete"});
  bench.append(7, " and after");
  bench.open(21, folder / "topic-0/7");
  bench.answers();
  EXPECT_EQ(content_of(folder / "topic-0-delete/7"), "before and after");
  EXPECT_EQ(content_of(folder / "topic-0/7"), "");
  bench.disk().submit(Remove{OpId(bench.next_op()), folder / "topic-0-delete"});
  bench.answers();
  EXPECT_FALSE(std::filesystem::exists(folder / "topic-0-delete"));
}

TEST(FileDisk, ReplacesASmallFileWhole) {
  const TemporaryFolder folder;
  Bench bench;
  for (int i = 0; i < 10; ++i)
    bench.disk().submit(Replace{OpId(bench.next_op()), folder / "deep/checkpoint",
                                Slice(std::string("version ") + std::to_string(i))});
  bench.open(1, folder / "deep/checkpoint", false);
  bench.load(1, 0, 100);
  EXPECT_EQ(bench.answer(12).bytes.text(), "version 9");
  EXPECT_FALSE(std::filesystem::exists(folder / "deep/checkpoint.tmp"));
}

TEST(FileDisk, KeepsTheOldFileForWhoStillReadsItWhenItIsReplaced) {
  const TemporaryFolder folder;
  Bench bench;
  bench.open(1, folder / "log");
  bench.append(1, std::string(1000, 'A'));
  bench.answers();
  const auto source = bench.disk().source_of(FileId(1));
  bench.disk().submit(Truncate{OpId(bench.next_op()), FileId(1), 500, true});
  bench.append(1, std::string(500, 'B'));
  bench.answers();
  std::string old(1000, '\0');
  EXPECT_EQ(::pread(source->fd(), old.data(), old.size(), 0), 1000);
  EXPECT_EQ(old, std::string(1000, 'A'));
  EXPECT_EQ(content_of(folder / "log"), std::string(500, 'A') + std::string(500, 'B'));
}

TEST(FileDisk, SyncsSeveralFilesAndTheirNames) {
  const TemporaryFolder folder;
  Bench bench;
  bench.open(1, folder / "x/one");
  bench.open(2, folder / "y/two");
  bench.append(1, "1");
  bench.append(2, "2");
  bench.disk().submit(Sync{OpId(bench.next_op()), {FileId(1), FileId(2)}});
  EXPECT_EQ(bench.answer(5).error, IoError::none);
}

TEST(FileDisk, AnswersNeighbouringAppendsThatItWritesTogetherOneByOne) {
  const TemporaryFolder folder;
  Bench bench;
  bench.open(1, folder / "log");
  std::vector<DiskOperation> many;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string text(static_cast<std::size_t>(i % 7), static_cast<char>('a' + i % 26));
    many.emplace_back(Append{OpId(bench.next_op()), FileId(1), {Slice::copied(text)}});
    expected += text;
  }
  bench.disk().submit(std::move(many));
  std::int64_t size = 0;
  for (int i = 0; i < 200; ++i) {
    size += i % 7;
    EXPECT_EQ(bench.answer(i + 2).error, IoError::none);
    EXPECT_EQ(bench.answer(i + 2).value, size);
  }
  EXPECT_EQ(content_of(folder / "log"), expected);
}

TEST(FileDisk, FailsOnlyTheAppendsThatFindNoRoomOfThoseItWritesTogether) {
  const TemporaryFolder folder;
  const FileSizeLimit limit(10'000);
  Bench bench;
  bench.open(1, folder / "log");
  std::vector<DiskOperation> three;
  for (const std::string& text :
       {std::string(6'000, 'a'), std::string(6'000, 'b'), std::string("c")})
    three.emplace_back(Append{OpId(bench.next_op()), FileId(1), {Slice::copied(text)}});
  bench.disk().submit(std::move(three));
  EXPECT_EQ(bench.answer(2).value, 6'000);
  EXPECT_EQ(bench.answer(3).error, IoError::no_space);
  EXPECT_EQ(bench.answer(4).error, IoError::failed_before);
  EXPECT_EQ(content_of(folder / "log"), std::string(6'000, 'a'));
}

TEST(FileDisk, LeavesNothingOfAnAppendThatFailed) {
  const TemporaryFolder folder;
  auto limit = std::make_unique<FileSizeLimit>(10'000);
  Bench bench;
  bench.open(1, folder / "log");
  bench.append(1, std::string(6'000, 'a'));
  bench.append(1, std::string(6'000, 'b'));
  bench.append(1, "c");
  bench.answers();
  limit = nullptr;
  EXPECT_EQ(bench.answer(3).error, IoError::no_space);
  EXPECT_EQ(bench.answer(4).error, IoError::failed_before);
  EXPECT_EQ(content_of(folder / "log"), std::string(6'000, 'a'));
  bench.disk().submit(Truncate{OpId(bench.next_op()), FileId(1), 6'000, false});
  bench.append(1, "d");
  EXPECT_EQ(bench.answer(6).value, 6'001);
}

/// A job that waits until it may end: stands for a disk that does not answer.
class StalledJob final : public Job {
 public:
  std::string_view name() const override { return "stalled"; }

  Slice run() const override {
    std::unique_lock lock(mutex_);
    may_end_.wait_for(lock, std::chrono::seconds(20), [&] { return ends_; });
    return Slice::literal("over");
  }

  std::int64_t cost_bytes() const override { return 0; }

  void end() const {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    may_end_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable may_end_;
  mutable bool ends_ = false;
};

TEST(FileDisk, LongWorkDelaysNoAppend) {
  const TemporaryFolder folder;
  std::mutex mutex;
  std::condition_variable came;
  FileDisk disk([&] {
    const std::lock_guard lock(mutex);
    came.notify_one();
  });
  const auto job = std::make_shared<StalledJob>();
  disk.submit(Work{OpId(1), job});
  disk.submit(Open{OpId(2), FileId(1), folder / "log", true});
  disk.submit(Append{OpId(3), FileId(1), {Slice::literal("x")}});
  disk.submit(Sync{OpId(4), {FileId(1)}});
  std::vector<std::int64_t> ops;
  std::unique_lock lock(mutex);
  while (ops.size() < 3) {
    for (const Done& done : disk.take_answers())
      ops.push_back(done.op.value);
    if (ops.size() < 3) came.wait_for(lock, std::chrono::milliseconds(50));
  }
  EXPECT_EQ(ops, (std::vector<std::int64_t>{2, 3, 4}));
  lock.unlock();
  job->end();
}

TEST(Directories, AreListedSortedWithoutTheLock) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "log/topic-0");
  std::filesystem::create_directories(folder / "log/empty-1");
  std::ofstream(folder / "log/topic-0/b.log") << "12345";
  std::ofstream(folder / "log/topic-0/a.index") << "1";
  std::ofstream(folder / "log/.lock") << "";
  const auto listed = list_directory(folder / "log");
  ASSERT_TRUE(listed.has_value());
  ASSERT_EQ(listed->files.size(), 2U);
  EXPECT_EQ(listed->files[0].path, "topic-0/a.index");
  EXPECT_EQ(listed->files[1].path, "topic-0/b.log");
  EXPECT_EQ(listed->files[1].size_bytes, 5);
  EXPECT_EQ(listed->empty_directories, std::vector<std::string>{"empty-1"});
}

TEST(Directories, ThatCannotBeMadeAreNamed) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  const auto lock = DirectoryLock::take(folder / "file/log");
  ASSERT_FALSE(lock.has_value());
  EXPECT_EQ(lock.error().text,
            "cannot make the log directory " + (folder / "file/log") + ": Not a directory");
}

}  // namespace
}  // namespace fl::net
