// A sorted map in two levels of shared copy-on-write pieces: chunks of keys, and one value each. A
// copy costs one pointer per chunk; the first write after a copy costs one chunk of pointers and
// one value. Ownership is kept in flags as in Chunked. Iteration is in key order.
#pragma once
#include "core/base/assert.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace fl {

template <class Key, class Value, std::size_t kChunkEntriesMax = 128>
class SharedMap {
 public:
  SharedMap() = default;

  SharedMap(const SharedMap& other) : chunks_(other.chunks_), size_(other.size_) {
    other.disown();
    owned_.assign(chunks_.size(), false);
  }

  SharedMap(SharedMap&& other) noexcept
      : chunks_(std::exchange(other.chunks_, {})),
        owned_(std::exchange(other.owned_, {})),
        any_owned_(std::exchange(other.any_owned_, false)),
        size_(std::exchange(other.size_, 0)) {}

  SharedMap& operator=(SharedMap other) noexcept {
    chunks_.swap(other.chunks_);
    owned_.swap(other.owned_);
    std::swap(any_owned_, other.any_owned_);
    std::swap(size_, other.size_);
    return *this;
  }

  ~SharedMap() = default;

  std::size_t size() const { return size_; }

  bool empty() const { return size_ == 0; }

  /// The value, or nullptr.
  const Value* find(const Key& key) const {
    const auto [chunk, entry, found] = place(key);
    return found ? chunks_[chunk]->values[entry].get() : nullptr;
  }

  bool contains(const Key& key) const { return find(key) != nullptr; }

  /// The value for changing, or nullptr; what other copies share is copied first.
  Value* mutate(const Key& key) {
    const auto [chunk, entry, found] = place(key);
    if (!found) return nullptr;
    return own_value(chunk, entry);
  }

  /// Adds or replaces. Returns the value for changing.
  Value& put(const Key& key, Value value) {
    const auto [chunk, entry, found] = place(key);
    if (found) {
      Chunk& mine = own_chunk(chunk);
      mine.values[entry] = std::make_shared<Value>(std::move(value));
      mine.owned[entry] = true;
      return *mine.values[entry];
    }
    return insert(chunk, entry, key, std::move(value));
  }

  /// True if there was one.
  bool erase(const Key& key) {
    const auto [chunk, entry, found] = place(key);
    if (!found) return false;
    Chunk& mine = own_chunk(chunk);
    const auto at = static_cast<std::ptrdiff_t>(entry);
    mine.keys.erase(mine.keys.begin() + at);
    mine.values.erase(mine.values.begin() + at);
    mine.owned.erase(mine.owned.begin() + at);
    if (mine.keys.empty()) {
      chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(chunk));
      owned_.erase(owned_.begin() + static_cast<std::ptrdiff_t>(chunk));
    }
    --size_;
    return true;
  }

  void clear() { *this = SharedMap(); }

  /// Calls f(key, value) in key order, from `from` on.
  template <class F>
  void for_each(F&& f) const {
    for (const auto& chunk : chunks_)
      for (std::size_t i = 0; i < chunk->keys.size(); ++i)
        f(chunk->keys[i], static_cast<const Value&>(*chunk->values[i]));
  }

  /// Calls f(key, value) in key order for all keys >= `from`, until it returns false.
  template <class F>
  void for_each_from(const Key& from, F&& f) const {
    auto [chunk, entry, found] = place(from);
    for (; chunk < chunks_.size(); ++chunk, entry = 0)
      for (; entry < chunks_[chunk]->keys.size(); ++entry)
        if (!f(chunks_[chunk]->keys[entry],
               static_cast<const Value&>(*chunks_[chunk]->values[entry])))
          return;
  }

  std::vector<Key> keys() const {
    std::vector<Key> all;
    all.reserve(size_);
    for_each([&all](const Key& key, const Value&) { all.push_back(key); });
    return all;
  }

 private:
  struct Chunk {
    std::vector<Key> keys;
    std::vector<std::shared_ptr<Value>> values;
    std::vector<bool>
        owned;  ///< values that no other chunk shares; meaningful if this chunk is owned
  };

  struct Place {
    std::size_t chunk;
    std::size_t entry;
    bool found;
  };

  /// Where the key is, or where it would be inserted.
  Place place(const Key& key) const {
    const auto chunk = std::lower_bound(
        chunks_.begin(), chunks_.end(), key,
        [](const std::shared_ptr<Chunk>& c, const Key& k) { return c->keys.back() < k; });
    if (chunk == chunks_.end()) return {chunks_.size(), 0, false};
    const auto& keys = (*chunk)->keys;
    const auto at = std::lower_bound(keys.begin(), keys.end(), key);
    return {static_cast<std::size_t>(chunk - chunks_.begin()),
            static_cast<std::size_t>(at - keys.begin()), at != keys.end() && !(key < *at)};
  }

  void disown() const {
    if (!any_owned_) return;
    owned_.assign(owned_.size(), false);
    any_owned_ = false;
  }

  Chunk& own_chunk(std::size_t index) {
    if (!owned_[index]) {
      auto copy = std::make_shared<Chunk>(*chunks_[index]);
      copy->owned.assign(copy->keys.size(), false);
      chunks_[index] = std::move(copy);
      owned_[index] = true;
      any_owned_ = true;
    }
    return *chunks_[index];
  }

  Value* own_value(std::size_t chunk, std::size_t entry) {
    Chunk& mine = own_chunk(chunk);
    if (!mine.owned[entry]) {
      mine.values[entry] = std::make_shared<Value>(*mine.values[entry]);
      mine.owned[entry] = true;
    }
    return mine.values[entry].get();
  }

  Value& insert(std::size_t chunk, std::size_t entry, const Key& key, Value value) {
    if (chunk == chunks_.size() && chunk > 0) {
      chunk = chunks_.size() - 1;
      entry = chunks_[chunk]->keys.size();
    }
    if (chunks_.empty()) add_chunk(0, std::make_shared<Chunk>());
    if (chunks_[chunk]->keys.size() >= kChunkEntriesMax) {
      split(chunk);
      const std::size_t kept = chunks_[chunk]->keys.size();
      if (entry > kept) {
        ++chunk;
        entry -= kept;
      }
    }
    Chunk& mine = own_chunk(chunk);
    const auto at = static_cast<std::ptrdiff_t>(entry);
    mine.keys.insert(mine.keys.begin() + at, key);
    mine.values.insert(mine.values.begin() + at, std::make_shared<Value>(std::move(value)));
    mine.owned.insert(mine.owned.begin() + at, true);
    ++size_;
    return *mine.values[entry];
  }

  void split(std::size_t index) {
    Chunk& mine = own_chunk(index);
    auto upper = std::make_shared<Chunk>();
    const auto half = static_cast<std::ptrdiff_t>(mine.keys.size() / 2);
    upper->keys.assign(mine.keys.begin() + half, mine.keys.end());
    upper->values.assign(mine.values.begin() + half, mine.values.end());
    upper->owned.assign(mine.owned.begin() + half, mine.owned.end());
    mine.keys.erase(mine.keys.begin() + half, mine.keys.end());
    mine.values.erase(mine.values.begin() + half, mine.values.end());
    mine.owned.erase(mine.owned.begin() + half, mine.owned.end());
    add_chunk(index + 1, std::move(upper));
  }

  void add_chunk(std::size_t index, std::shared_ptr<Chunk> chunk) {
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(index), std::move(chunk));
    owned_.insert(owned_.begin() + static_cast<std::ptrdiff_t>(index), true);
    any_owned_ = true;
  }

  std::vector<std::shared_ptr<Chunk>> chunks_;
  /// Chunks that no copy shares; as long as chunks_.
  mutable std::vector<bool> owned_;
  mutable bool any_owned_ = false;
  std::size_t size_ = 0;
};

}  // namespace fl
