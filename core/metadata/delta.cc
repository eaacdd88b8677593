// The door by which records change an image, and the transactions of the log. Inside of one,
// records change a staged copy; the log's end moves on in both.
#include "core/metadata/delta.h"

#include "core/metadata/parts.h"

#include <memory>
#include <utility>

namespace fl::metadata {

namespace {

template <class R>
concept TransactionRecord = std::is_same_v<R, wire::BeginTransactionRecord> ||
                            std::is_same_v<R, wire::EndTransactionRecord> ||
                            std::is_same_v<R, wire::AbortTransactionRecord>;

/// What a transaction changed is added to what was changed before it.
void merge(Delta& into, const Delta& from) {
  for (const DeletedTopic& topic : from.deleted_topics) {
    forget_partitions(into, topic.name, topic.partitions);
    into.deleted_topics.push_back(topic);
  }
  into.created.insert(from.created.begin(), from.created.end());
  into.changed.insert(from.changed.begin(), from.changed.end());
  into.configs.insert(from.configs.begin(), from.configs.end());
  into.features.insert(from.features.begin(), from.features.end());
  into.brokers.insert(from.brokers.begin(), from.brokers.end());
  into.controllers.insert(from.controllers.begin(), from.controllers.end());
  into.quotas.insert(from.quotas.begin(), from.quotas.end());
  into.has_new_producer_ids |= from.has_new_producer_ids;
  into.has_new_security |= from.has_new_security;
}

Applied begin(Image& image, const wire::BeginTransactionRecord& record) {
  if (image.staged != nullptr) return wrong("a transaction began inside of another");
  image.staged = std::make_shared<const StagedTransaction>(
      StagedTransaction{.name = record.name.value_or(""), .image = image, .delta = {}});
  return {};
}

Applied end(Image& image, Delta& delta) {
  if (image.staged == nullptr) return wrong("a transaction ended that had not begun");
  const std::shared_ptr<const StagedTransaction> done = image.staged;
  const Offset log_end = image.end;
  image = done->image;
  image.end = log_end;
  merge(delta, done->delta);
  return {};
}

Applied abort(Image& image) {
  if (image.staged == nullptr) return wrong("a transaction was aborted that had not begun");
  image.staged = nullptr;
  return {};
}

struct Applier {
  Image& image;
  Delta& delta;

  Applied operator()(const wire::BeginTransactionRecord& record) const {
    return begin(image, record);
  }

  Applied operator()(const wire::EndTransactionRecord&) const { return end(image, delta); }

  Applied operator()(const wire::AbortTransactionRecord&) const { return abort(image); }

  Applied operator()(const wire::NoOpRecord&) const { return {}; }

  Applied operator()(const OtherRecord&) const { return {}; }

  template <class R>
  Applied operator()(const R& record) const {
    return apply_to({image, delta}, record);
  }
};

struct IsTransactionRecord {
  template <class R>
  bool operator()(const R&) const {
    return TransactionRecord<R>;
  }
};

/// Applies to the staged copy: other copies of the image keep theirs.
Applied stage(Image& image, const Record& record) {
  auto staged = std::make_shared<StagedTransaction>(*image.staged);
  if (auto applied = std::visit(Applier{staged->image, staged->delta}, record); !applied)
    return applied;
  image.staged = std::move(staged);
  return {};
}

}  // namespace

std::expected<void, std::string> apply(Image& image, Delta& delta, const Record& record) {
  const bool is_staged = image.staged != nullptr && !std::visit(IsTransactionRecord{}, record);
  auto applied = is_staged ? stage(image, record) : std::visit(Applier{image, delta}, record);
  if (!applied) return applied;
  ++image.end;
  return {};
}

}  // namespace fl::metadata
