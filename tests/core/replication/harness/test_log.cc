#include "tests/core/replication/harness/test_log.h"

#include "core/base/assert.h"

#include <algorithm>

namespace fl::replication {

const TestRecord& TestLog::at(Offset offset) const {
  FL_ASSERT(offset >= start_);
  FL_ASSERT(offset < end());
  return records_[static_cast<std::size_t>(offset - start_)];
}

std::vector<TestRecord> TestLog::from(Offset from) const {
  FL_ASSERT(from >= start_);
  FL_ASSERT(from <= end());
  return {records_.begin() + (from - start_), records_.end()};
}

std::string TestLog::text() const {
  std::string all;
  for (const TestRecord& record : records_) {
    if (!all.empty()) all += " ";
    all += record.value + "@" + std::to_string(record.epoch.value);
  }
  return all;
}

void TestLog::append(const TestRecord& record) {
  epochs_.assign(record.epoch, end());
  records_.push_back(record);
}

void TestLog::cut(Offset end) {
  FL_ASSERT(end >= start_);
  if (end < this->end()) records_.resize(static_cast<std::size_t>(end - start_));
  epochs_.truncate_from_end(end);
  flushed_end_ = std::min(flushed_end_, end);
}

void TestLog::restart(Offset at) {
  records_.clear();
  base_ = at;
  start_ = at;
  flushed_end_ = at;
  epochs_ = {};
}

void TestLog::raise_start(Offset to) {
  if (to <= start_) return;
  FL_ASSERT(to <= end());
  records_.erase(records_.begin(), records_.begin() + (to - start_));
  start_ = to;
  base_ = to;
  flushed_end_ = std::max(flushed_end_, to);
  epochs_.truncate_from_start(to);
}

}  // namespace fl::replication
