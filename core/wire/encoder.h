// The writing half of the codec. All bytes of a message go into one buffer; records are only noted
// with their place in it, and are put between its pieces at the end, so that no record byte is
// copied.
#pragma once
#include "core/wire/codec.h"

#include <bit>
#include <cstring>
#include <type_traits>

namespace fl::wire {

class Encoder {
 public:
  /// `expected` bytes are made room for at once.
  explicit Encoder(std::size_t expected = 512) { buffer_.resize(expected); }

  /// Appends a message.
  void message(const MessageInfo& info, const void* p, std::int16_t version);

  void put_i32(std::int32_t value) { number(value); }

  void put_varint(std::uint32_t value) { unsigned_varint(value); }

  /// The first error, if any; then nothing else here is meaningful.
  WireError error() const { return error_; }

  /// Bytes written so far, those of records included.
  std::int64_t size() const { return static_cast<std::int64_t>(used_) + records_size_; }

  /// Overwrites four bytes of the buffer. REQUIRES: they were written before any records.
  void patch_i32(std::size_t at, std::int32_t value);

  /// Appends what was written to `out` and leaves the encoder empty.
  void finish(Parts& out);

  /// The same as plain bytes; bad_value, and `out` unchanged, if records lie in files.
  WireError finish(ByteVector& out);

 private:
  struct Cut {
    std::size_t at;          ///< in the buffer
    const Records* records;  ///< stand before the byte there
  };

  void fail(WireError error) {
    if (error_ == WireError::none) error_ = error;
  }

  std::uint8_t* room(std::size_t size) {
    if (buffer_.size() - used_ < size) [[unlikely]]
      grow(size);
    std::uint8_t* const at = buffer_.data() + used_;
    used_ += size;
    return at;
  }

  template <class Number>
  void number(Number value) {
    auto bits = static_cast<std::make_unsigned_t<Number>>(value);
    if constexpr (std::endian::native == std::endian::little) {
      if constexpr (sizeof(bits) == 2) bits = __builtin_bswap16(bits);
      if constexpr (sizeof(bits) == 4) bits = __builtin_bswap32(bits);
      if constexpr (sizeof(bits) == 8) bits = __builtin_bswap64(bits);
    }
    std::memcpy(room(sizeof(bits)), &bits, sizeof(bits));
  }

  void grow(std::size_t size);
  void unsigned_varint(std::uint32_t value);
  void raw(ByteSpan bytes);

  bool is_tagged(const Field& field) const {
    return field.tag >= 0 && flexible_ && field.tagged.contains(version_);
  }

  void structure(const Type& type, const void* p);
  void value(const Field& field, const void* p, bool in_tag);
  void fixed(Kind kind, const void* p);
  void text(const std::string& text, bool compact);
  void length(std::size_t size);
  void null(const Field& field, bool in_tag);
  void records(const Records& records);
  void array(const Type& type, const void* p);
  void tags(const Type& type, const void* p);
  void tagged(const Field& field, const void* p);
  void unknown_tag(const UnknownTag& unknown);

  ByteVector buffer_;
  std::size_t used_ = 0;  ///< bytes of the buffer that are written
  std::vector<Cut> cuts_;
  std::int64_t records_size_ = 0;
  std::int16_t version_ = 0;
  bool flexible_ = false;
  WireError error_ = WireError::none;
};

}  // namespace fl::wire
