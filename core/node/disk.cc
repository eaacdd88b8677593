#include "core/node/disk.h"

#include "core/base/assert.h"

#include <utility>

namespace fl {

OpId Disk::expect(Context& context, Owner owner) {
  owner.asked = context.step;
  const OpId op(++last_op_);
  pending_.put(op, owner);
  return op;
}

OpId Disk::open(Context& context, Owner owner, FileId file, std::string path, bool create) {
  const OpId op = expect(context, owner);
  context.emit(Open{op, file, std::move(path), create});
  return op;
}

OpId Disk::append(Context& context, Owner owner, FileId file, Parts parts) {
  const OpId op = expect(context, owner);
  context.emit(Append{op, file, std::move(parts)});
  return op;
}

OpId Disk::load(Context& context, Owner owner, FileId file, Position position, std::int64_t size) {
  FL_ASSERT(size > 0);
  const OpId op = expect(context, owner);
  context.emit(Load{op, file, position, size});
  return op;
}

OpId Disk::truncate(Context& context, Owner owner, FileId file, std::int64_t size, bool replace) {
  const OpId op = expect(context, owner);
  context.emit(Truncate{op, file, size, replace});
  return op;
}

OpId Disk::rename(Context& context, Owner owner, std::string from, std::string to) {
  const OpId op = expect(context, owner);
  context.emit(Rename{op, std::move(from), std::move(to)});
  return op;
}

OpId Disk::remove(Context& context, Owner owner, std::string path) {
  const OpId op = expect(context, owner);
  context.emit(Remove{op, std::move(path)});
  return op;
}

OpId Disk::sync(Context& context, Owner owner, std::vector<FileId> files) {
  FL_ASSERT(!files.empty());
  const OpId op = expect(context, owner);
  context.emit(Sync{op, std::move(files)});
  return op;
}

OpId Disk::replace(Context& context, Owner owner, std::string path, Slice bytes) {
  const OpId op = expect(context, owner);
  context.emit(Replace{op, std::move(path), std::move(bytes)});
  return op;
}

OpId Disk::work(Context& context, Owner owner, std::shared_ptr<const Job> job) {
  FL_ASSERT(job != nullptr);
  const OpId op = expect(context, owner);
  context.emit(Work{op, std::move(job)});
  return op;
}

Owner Disk::finish(Context& context, OpId op) {
  const Owner* found = pending_.find(op);
  FL_ASSERT(found != nullptr);
  const Owner owner = *found;
  pending_.erase(op);
  context.caused_by(owner.asked);
  return owner;
}

}  // namespace fl
