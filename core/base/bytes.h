// Bytes that copies share. A Slice is a view with a shared owner: passing it on, cutting it and
// keeping a checkpoint of it cost a pointer, not bytes. A slice keeps its whole block alive: what a
// row keeps for long, it copies (`copied`).
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fl {

using ByteSpan = std::span<const std::uint8_t>;
using ByteVector = std::vector<std::uint8_t>;

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Immutable shared bytes. The default is empty and owns nothing.
class Slice {
 public:
  Slice() = default;

  /// Takes over `bytes` without copying them.
  explicit Slice(ByteVector&& bytes);
  explicit Slice(std::string&& text);

  /// A view of `bytes`, which `owner` keeps alive. REQUIRES: `owner` does keep them alive,
  /// unchanged.
  Slice(std::shared_ptr<const void> owner, ByteSpan bytes)
      : owner_(std::move(owner)), bytes_(bytes) {}

  /// A slice with its own block that holds a copy of `bytes` and nothing else.
  static Slice copied(ByteSpan bytes);

  static Slice copied(std::string_view text) { return copied(as_bytes(text)); }

  /// Bytes with static storage duration: nothing is owned or copied.
  static Slice literal(std::string_view text) { return Slice(nullptr, as_bytes(text)); }

  std::size_t size() const { return bytes_.size(); }

  bool empty() const { return bytes_.empty(); }

  const std::uint8_t* data() const { return bytes_.data(); }

  ByteSpan span() const { return bytes_; }

  operator ByteSpan() const { return bytes_; }

  std::string_view text() const { return as_text(bytes_); }

  /// `size` bytes from `begin` on, sharing the block. REQUIRES: begin + size <= this->size().
  Slice sub(std::size_t begin, std::size_t size) const;

  /// All bytes from `begin` on, sharing the block. REQUIRES: begin <= this->size().
  Slice from(std::size_t begin) const { return sub(begin, size() - begin); }

  const std::shared_ptr<const void>& owner() const { return owner_; }

  friend bool operator==(const Slice& a, const Slice& b) { return a.text() == b.text(); }

 private:
  std::shared_ptr<const void> owner_;
  ByteSpan bytes_;
};

/// Lower-case hexadecimal digits of `bytes`.
std::string to_hex(ByteSpan bytes);

/// The bytes that the hexadecimal digits name; false, and `out` unspecified, if they are
/// ill-formed.
[[nodiscard]] bool from_hex(std::string_view digits, ByteVector& out);

/// Base64 with the standard alphabet and padding, as Kafka's JSON has it.
std::string to_base64(ByteSpan bytes);
[[nodiscard]] bool from_base64(std::string_view text, ByteVector& out);

}  // namespace fl
