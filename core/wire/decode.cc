// The reading half of the codec. Lengths are compared with the bytes that are left before anything
// is allocated, and every allocation is charged to the budget first.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/wire/codec.h"
#include "core/wire/utf8.h"

#include <cstring>

namespace fl::wire {

namespace {

constexpr std::size_t kInlineTextMax = 15;  ///< what std::string holds without allocating

template <class Number>
void store(void* member, Number number) {
  std::memcpy(member, &number, sizeof(number));
}

class Decoder {
 public:
  Decoder(const MessageInfo& info, const Slice& input, std::int16_t version, Dissection* dissection)
      : input_(input),
        reader_(input),
        version_(version),
        flexible_(info.flexible.contains(version)),
        budget_(input.size() * kMemoryFactor + kMemorySlack),
        dissection_(dissection) {}

  void structure(const Type& type, void* p) {
    if (++depth_ > kDepthMax) return reader_.fail(WireError::nested_too_deep);
    for (const Field& field : type.fields()) {
      if (!field.versions.contains(version_) || is_tagged(field)) continue;
      if (dissection_ != nullptr) [[unlikely]]
        dissected(field, p, false);
      else
        value(field, field.member(p), false);
      if (!reader_.ok()) return;
    }
    if (flexible_) tags(type, p);
    --depth_;
  }

  const Reader& reader() const { return reader_; }

 private:
  bool is_tagged(const Field& field) const {
    return field.tag >= 0 && flexible_ && field.tagged.contains(version_);
  }

  void value(const Field& field, void* p, bool in_tag) {
    const Type& type = *field.type;
    switch (type.kind) {
      case Kind::boolean:
        return store(p, reader_.i8() != 0);
      case Kind::int8:
      case Kind::int16:
      case Kind::uint16:
      case Kind::int32:
      case Kind::uint32:
      case Kind::int64:
      case Kind::float64:
      case Kind::uuid:
        return fixed(type.kind, p);
      case Kind::string:
        return string(field, p);
      case Kind::bytes:
      case Kind::records:
        return bytes(field, p);
      case Kind::array:
        return array(field, p);
      case Kind::structure:
        if (type.nullable) return nullable_structure(field, p, in_tag);
        if (in_tag) type.clear(p);  // of a tag that comes twice, only the last counts
        return structure(type, p);
      case Kind::map:
        break;
    }
    FL_ASSERT(false);  // a map is never on the wire
  }

  void fixed(Kind kind, void* p) {
    switch (kind) {
      case Kind::boolean:
        return store(p, reader_.i8() != 0);
      case Kind::int8:
        return store(p, reader_.i8());
      case Kind::int16:
      case Kind::uint16:
        return store(p, reader_.i16());
      case Kind::int32:
      case Kind::uint32:
        return store(p, reader_.i32());
      case Kind::int64:
        return store(p, reader_.i64());
      case Kind::float64:
        return store(p, reader_.f64());
      case Kind::uuid:
        return store(p, reader_.uuid());
      case Kind::string:
      case Kind::bytes:
      case Kind::records:
      case Kind::array:
      case Kind::map:
      case Kind::structure:
        break;
    }
    FL_ASSERT(false);  // not of fixed size
  }

  /// Kafka keeps lengths in a signed int32: a huge compact length is negative, and so means null.
  std::int32_t compact_length() {
    return static_cast<std::int32_t>(reader_.unsigned_varint() - 1U);
  }

  /// Handles null: resets the member and gives null, or fails. Else the place to read into.
  void* present(const Field& field, void* p, bool is_null) {
    if (!reader_.ok()) return nullptr;
    if (!is_null) return field.type->nullable ? field.type->engage(p) : p;
    if (!field.type->nullable || !field.nullable.contains(version_)) {
      reader_.fail(WireError::unexpected_null);
      return nullptr;
    }
    field.type->reset(p);
    return nullptr;
  }

  bool charge(std::size_t size) {
    if (size > budget_) {
      reader_.fail(WireError::memory_bound);
      return false;
    }
    budget_ -= size;
    return true;
  }

  void read_text(std::string& text, std::int32_t length) {
    const auto size = static_cast<std::size_t>(length);
    if (size > kStringBytesMax) return reader_.fail(WireError::string_too_long);
    const ByteSpan raw = reader_.take(size);
    if (!reader_.ok()) return;
    const std::size_t text_size = size * 3 <= kInlineTextMax ? size : utf8_size(raw);
    // Twice and more, because std::string doubles, also from its inner 15 bytes.
    if (text_size > kInlineTextMax && !charge(2 * text_size + kInlineTextMax + 1)) return;
    assign_utf8(text, raw);
  }

  void string(const Field& field, void* p) {
    const bool compact = flexible_ && field.flexible.contains(version_);
    const std::int32_t length = compact ? compact_length() : reader_.i16();
    void* const text = present(field, p, length < 0);
    if (text != nullptr) read_text(*static_cast<std::string*>(text), length);
  }

  void bytes(const Field& field, void* p) {
    const std::int32_t length = flexible_ ? compact_length() : reader_.i32();
    void* const target = present(field, p, length < 0);
    if (target == nullptr) return;
    const std::size_t begin = reader_.position();
    reader_.skip(static_cast<std::size_t>(length));
    if (!reader_.ok() || !charge(sizeof(Part))) return;
    Slice slice = input_.sub(begin, static_cast<std::size_t>(length));
    if (field.type->kind == Kind::bytes)
      *static_cast<Slice*>(target) = std::move(slice);
    else
      *static_cast<Records*>(target) = Records(std::move(slice));
  }

  void array(const Field& field, void* p) {
    const Type& type = *field.type;
    const std::int32_t length = flexible_ ? compact_length() : reader_.i32();
    void* const target = present(field, p, length < 0);
    if (target == nullptr) return;
    const auto count = static_cast<std::size_t>(length);
    // As in Kafka, an element takes at least a byte, so a lying count costs nothing.
    if (count > reader_.left()) return reader_.fail(WireError::truncated);
    if (!charge(count * type.element->cpp_size)) return;
    type.clear(target);
    type.reserve(target, count);
    const std::size_t path_size = path_.size();
    for (std::size_t i = 0; i < count && reader_.ok(); ++i) {
      if (dissection_ != nullptr) path_ += '[' + std::to_string(i) + ']';
      element(*type.element, type.grow(target));
      path_.resize(path_size);
    }
  }

  void element(const Type& type, void* p) {
    if (type.kind == Kind::structure) return structure(type, p);
    if (type.kind != Kind::string) return fixed(type.kind, p);
    const std::int32_t length = flexible_ ? compact_length() : reader_.i16();
    if (!reader_.ok()) return;
    if (length < 0) return reader_.fail(WireError::unexpected_null);
    read_text(*static_cast<std::string*>(p), length);
  }

  /// Kafka marks a struct as present by an int8, but inside a tag by a varint.
  void nullable_structure(const Field& field, void* p, bool in_tag) {
    const bool is_null =
        in_tag ? static_cast<std::int32_t>(reader_.unsigned_varint()) <= 0 : reader_.i8() < 0;
    void* const target = present(field, p, is_null);
    if (target != nullptr) structure(*field.type, target);
  }

  // Kafka ignores the declared size of a tag that it knows, and takes tags in any order and more
  // than once; the last one counts.
  void tags(const Type& type, void* p) {
    const auto count = static_cast<std::int32_t>(reader_.unsigned_varint());
    for (std::int32_t i = 0; i < count && reader_.ok(); ++i) {
      const std::uint32_t tag = reader_.unsigned_varint();
      const auto size = static_cast<std::int32_t>(reader_.unsigned_varint());
      if (!reader_.ok()) return;
      const Field* field = find_tag(type, tag);
      if (field == nullptr)
        unknown_tag(type, p, tag, size);
      else if (!field->versions.contains(version_) || !is_tagged(*field))
        reader_.fail(WireError::tag_not_in_version);
      else if (dissection_ != nullptr)
        dissected(*field, p, true);
      else
        value(*field, field->member(p), true);
    }
  }

  static const Field* find_tag(const Type& type, std::uint32_t tag) {
    for (const Field& field : type.fields())
      if (field.tag >= 0 && static_cast<std::uint32_t>(field.tag) == tag) return &field;
    return nullptr;
  }

  void unknown_tag(const Type& type, void* p, std::uint32_t tag, std::int32_t size) {
    if (size < 0) return reader_.fail(WireError::negative_length);
    const std::size_t begin = reader_.position();
    reader_.skip(static_cast<std::size_t>(size));
    // Three times, because the vector doubles, and holds both blocks meanwhile.
    if (!reader_.ok() || !charge(3 * sizeof(UnknownTag))) return;
    if (dissection_ != nullptr)
      dissection_->ranges.push_back({inner_path("tag " + std::to_string(tag)), nullptr, begin,
                                     begin + static_cast<std::size_t>(size)});
    if (type.unknown_tags == nullptr) return;
    static_cast<UnknownTags*>(type.unknown_tags(p))
        ->push_back({tag, input_.sub(begin, static_cast<std::size_t>(size))});
  }

  std::string inner_path(std::string_view name) const {
    std::string path = path_;
    if (!path.empty()) path += '.';
    return path += name;
  }

  void dissected(const Field& field, void* p, bool in_tag) {
    std::string path = inner_path(field.name);
    char& initial = path[path.size() - field.name.size()];
    if (initial >= 'A' && initial <= 'Z') initial = static_cast<char>(initial - 'A' + 'a');
    const std::size_t index = dissection_->ranges.size();
    dissection_->ranges.push_back({path, &field, reader_.position(), reader_.position()});
    path_.swap(path);
    value(field, field.member(p), in_tag);
    path_.swap(path);
    dissection_->ranges[index].end = reader_.position();
  }

  const Slice& input_;
  Reader reader_;
  std::int16_t version_;
  bool flexible_;
  int depth_ = 0;
  std::size_t budget_;  ///< bytes that may still be allocated
  Dissection* dissection_;
  std::string path_;  ///< of the value being read; kept only for a dissection
};

}  // namespace

WireError decode_into(const MessageInfo& info, void* message, const Slice& bytes,
                      std::int16_t version, const DecodeOptions& options) {
  if (!info.versions.contains(version)) return WireError::unknown_version;
  Decoder decoder(info, bytes, version, options.dissection);
  decoder.structure(*info.type, message);
  const Reader& reader = decoder.reader();
  if (!reader.ok()) return reader.error();
  if (options.consumed != nullptr) *options.consumed = reader.position();
  if (!options.trailing_allowed && reader.left() > 0) return WireError::trailing_bytes;
  return WireError::none;
}

}  // namespace fl::wire
