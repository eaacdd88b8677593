#include "core/base/assert.h"
#include "core/describe/scalar.h"
#include "core/wire/encoder.h"

#include <array>
#include <limits>

namespace fl::wire {

namespace {

constexpr std::size_t kKnownTagsMax = 32;
constexpr std::size_t kLengthMax = std::numeric_limits<std::int32_t>::max();

template <class Number>
Number load(const void* p) {
  Number number{};
  std::memcpy(&number, p, sizeof(number));
  return number;
}

}  // namespace

void Encoder::message(const MessageInfo& info, const void* p, std::int16_t version) {
  if (!info.versions.contains(version)) return fail(WireError::unknown_version);
  version_ = version;
  flexible_ = info.flexible.contains(version);
  structure(*info.type, p);
}

void Encoder::grow(std::size_t size) {
  buffer_.resize(buffer_.size() * 2 + size);
}

void Encoder::unsigned_varint(std::uint32_t value) {
  while (value >= 0x80) {
    *room(1) = static_cast<std::uint8_t>(value | 0x80U);
    value >>= 7;
  }
  *room(1) = static_cast<std::uint8_t>(value);
}

void Encoder::raw(ByteSpan bytes) {
  if (!bytes.empty()) std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
}

void Encoder::patch_i32(std::size_t at, std::int32_t value) {
  FL_ASSERT(at + 4 <= used_);  // only written bytes are patched
  for (std::size_t i = 0; i < 4; ++i)
    buffer_[at + i] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(value) >> (24 - 8 * i));
}

void Encoder::structure(const Type& type, const void* p) {
  for (const Field& field : type.fields()) {
    if (!field.versions.contains(version_)) {
      // Kafka drops what it may ignore and refuses to lose what it may not.
      if (!field.ignorable && !is_default(type, field, p)) fail(WireError::field_not_in_version);
      continue;
    }
    if (!is_tagged(field)) value(field, field.of(p), false);
    if (error_ != WireError::none) return;
  }
  if (flexible_) return tags(type, p);
  if (type.unknown_tags == nullptr) return;
  if (!static_cast<const UnknownTags*>(type.unknown_tags(const_cast<void*>(p)))->empty())
    fail(WireError::field_not_in_version);
}

void Encoder::value(const Field& field, const void* p, bool in_tag) {
  const Type& type = *field.type;
  if (type.nullable) {
    p = type.inner(p);
    if (p == nullptr) return null(field, in_tag);
  }
  switch (type.kind) {
    case Kind::boolean:
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
      return text(*static_cast<const std::string*>(p),
                  flexible_ && field.flexible.contains(version_));
    case Kind::bytes: {
      const auto& slice = *static_cast<const Slice*>(p);
      length(slice.size());
      return raw(slice);
    }
    case Kind::records:
      FL_ASSERT(!in_tag);  // records are never tagged
      return records(*static_cast<const Records*>(p));
    case Kind::array:
      return array(type, p);
    case Kind::structure:
      if (type.nullable) *room(1) = 1;  // an int8, and in a tag a varint: the same byte
      return structure(type, p);
    case Kind::map:
      break;
  }
  FL_ASSERT(false);  // a map is never on the wire
}

void Encoder::fixed(Kind kind, const void* p) {
  switch (kind) {
    case Kind::boolean:
    case Kind::int8:
      return number(load<std::int8_t>(p));
    case Kind::int16:
    case Kind::uint16:
      return number(load<std::int16_t>(p));
    case Kind::int32:
    case Kind::uint32:
      return number(load<std::int32_t>(p));
    case Kind::int64:
    case Kind::float64:
      return number(load<std::int64_t>(p));
    case Kind::uuid: {
      const auto uuid = load<Uuid>(p);
      number(uuid.high);
      return number(uuid.low);
    }
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

void Encoder::text(const std::string& text, bool compact) {
  if (text.size() > kStringBytesMax) return fail(WireError::string_too_long);
  if (compact)
    unsigned_varint(static_cast<std::uint32_t>(text.size()) + 1);
  else
    number(static_cast<std::int16_t>(text.size()));
  raw(as_bytes(text));
}

void Encoder::length(std::size_t size) {
  if (size >= kLengthMax) return fail(WireError::bad_value);
  if (flexible_)
    unsigned_varint(static_cast<std::uint32_t>(size) + 1);
  else
    number(static_cast<std::int32_t>(size));
}

void Encoder::null(const Field& field, bool in_tag) {
  if (!field.nullable.contains(version_)) return fail(WireError::null_not_in_version);
  const Kind kind = field.type->kind;
  if (kind == Kind::structure) return number(static_cast<std::int8_t>(in_tag ? 0 : -1));
  if (flexible_ && field.flexible.contains(version_)) return number(std::int8_t{0});
  if (kind == Kind::string) return number(std::int16_t{-1});
  number(std::int32_t{-1});
}

void Encoder::records(const Records& records) {
  const std::int64_t size = records.size();
  length(static_cast<std::size_t>(size));
  if (size > 0) cuts_.push_back({used_, &records});
  records_size_ += size;
}

void Encoder::array(const Type& type, const void* p) {
  const std::size_t count = type.size(p);
  length(count);
  const Type& element = *type.element;
  for (std::size_t i = 0; i < count && error_ == WireError::none; ++i) {
    const void* const at = type.at(p, i);
    if (element.kind == Kind::structure)
      structure(element, at);
    else if (element.kind == Kind::string)
      text(*static_cast<const std::string*>(at), flexible_);
    else
      fixed(element.kind, at);
  }
}

// Known tags that are not at their default, and unknown ones, by rising tag.
void Encoder::tags(const Type& type, const void* p) {
  std::array<const Field*, kKnownTagsMax> known{};
  std::size_t count = 0;
  for (const Field& field : type.fields()) {
    if (!field.versions.contains(version_) || !is_tagged(field) || is_default(type, field, p))
      continue;
    FL_ASSERT(count < kKnownTagsMax);  // a struct has few tagged fields
    std::size_t at = count++;
    for (; at > 0 && known[at - 1]->tag > field.tag; --at)
      known[at] = known[at - 1];
    known[at] = &field;
  }
  static const UnknownTags kNone;
  const UnknownTags& unknown =
      type.unknown_tags == nullptr
          ? kNone
          : *static_cast<const UnknownTags*>(type.unknown_tags(const_cast<void*>(p)));
  unsigned_varint(static_cast<std::uint32_t>(count + unknown.size()));
  std::size_t next = 0;
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const std::uint32_t tag = unknown[i].tag;
    if (i > 0 && tag == unknown[i - 1].tag) return fail(WireError::duplicate_tag);
    if (i > 0 && tag < unknown[i - 1].tag) return fail(WireError::unsorted_tags);
    for (; next < count && static_cast<std::uint32_t>(known[next]->tag) < tag; ++next)
      tagged(*known[next], p);
    if (next < count && static_cast<std::uint32_t>(known[next]->tag) == tag)
      return fail(WireError::duplicate_tag);
    unknown_tag(unknown[i]);
  }
  for (; next < count; ++next)
    tagged(*known[next], p);
}

void Encoder::unknown_tag(const UnknownTag& unknown) {
  if (unknown.bytes.size() > kLengthMax) return fail(WireError::bad_value);
  unsigned_varint(unknown.tag);
  unsigned_varint(static_cast<std::uint32_t>(unknown.bytes.size()));
  raw(unknown.bytes);
}

// The value is written first, to learn its size, and then moved behind it: tags are short.
void Encoder::tagged(const Field& field, const void* p) {
  unsigned_varint(static_cast<std::uint32_t>(field.tag));
  const std::size_t begin = used_;
  value(field, field.of(p), true);
  const std::size_t size = used_ - begin;
  unsigned_varint(static_cast<std::uint32_t>(size));
  const std::size_t size_bytes = used_ - begin - size;
  std::array<std::uint8_t, 5> varint{};
  std::memcpy(varint.data(), buffer_.data() + begin + size, size_bytes);
  std::memmove(buffer_.data() + begin + size_bytes, buffer_.data() + begin, size);
  std::memcpy(buffer_.data() + begin, varint.data(), size_bytes);
}

void Encoder::finish(Parts& out) {
  buffer_.resize(used_);
  const Slice whole(std::move(buffer_));
  std::size_t begin = 0;
  for (const Cut& cut : cuts_) {
    if (cut.at > begin) out.emplace_back(whole.sub(begin, cut.at - begin));
    out.insert(out.end(), cut.records->parts.begin(), cut.records->parts.end());
    begin = cut.at;
  }
  if (whole.size() > begin) out.emplace_back(whole.from(begin));
  *this = Encoder(0);
}

WireError Encoder::finish(ByteVector& out) {
  for (const Cut& cut : cuts_)
    for (const Part& part : cut.records->parts)
      if (std::holds_alternative<FileRange>(part)) return WireError::bad_value;
  buffer_.resize(used_);
  if (cuts_.empty() && out.empty()) {
    out = std::move(buffer_);
  } else {
    out.reserve(out.size() + static_cast<std::size_t>(size()));
    const auto append = [&](ByteSpan bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); };
    std::size_t begin = 0;
    for (const Cut& cut : cuts_) {
      append(ByteSpan(buffer_).subspan(begin, cut.at - begin));
      for (const Part& part : cut.records->parts)
        append(std::get<Slice>(part));
      begin = cut.at;
    }
    append(ByteSpan(buffer_).subspan(begin));
  }
  *this = Encoder(0);
  return WireError::none;
}

WireError encode_parts(const MessageInfo& info, const void* message, std::int16_t version,
                       Parts& out) {
  Encoder encoder;
  encoder.message(info, message, version);
  if (encoder.error() != WireError::none) return encoder.error();
  encoder.finish(out);
  return WireError::none;
}

WireError encode_into(const MessageInfo& info, const void* message, std::int16_t version,
                      ByteVector& out) {
  Encoder encoder;
  encoder.message(info, message, version);
  if (encoder.error() != WireError::none) return encoder.error();
  return encoder.finish(out);
}

}  // namespace fl::wire
