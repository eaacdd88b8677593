// Random values of any described type, such as a version can carry: numbers at their ends, empty
// and long texts, nulls where allowed, tagged fields set or not, unknown tags.
#include "core/base/assert.h"
#include "core/describe/scalar.h"
#include "tests/core/wire/values/any_message.h"

#include <array>
#include <cstring>

namespace fl::wire {

namespace {

constexpr std::uint64_t kElementsMax = 3;
constexpr std::uint64_t kUnknownTagsFirst = 200;

class Filler {
 public:
  Filler(std::int16_t version, bool flexible, Draw draw, std::uint64_t key, bool unknown_tags)
      : version_(version),
        flexible_(flexible),
        draw_(draw),
        key_(key),
        unknown_tags_(unknown_tags) {}

  void structure(const Type& type, void* p) {
    for (const Field& field : type.fields()) {
      if (!field.versions.contains(version_)) continue;
      const bool tagged = field.tag >= 0 && flexible_ && field.tagged.contains(version_);
      if (tagged && below(2) == 0) continue;
      member(field, field.member(p));
    }
    if (!unknown_tags_ || !flexible_ || type.unknown_tags == nullptr || below(4) != 0) return;
    auto& unknown = *static_cast<UnknownTags*>(type.unknown_tags(p));
    for (std::uint64_t tag = kUnknownTagsFirst + below(3); unknown.size() < 2; tag += 1 + below(9))
      unknown.push_back({static_cast<std::uint32_t>(tag), Slice(bytes())});
  }

 private:
  std::uint64_t below(std::uint64_t bound) {
    return draw_.below(bound, "random message", {key_, next_++});
  }

  void member(const Field& field, void* p) {
    const Type& type = *field.type;
    if (!type.nullable) return value(type, p);
    if (field.nullable.contains(version_) && below(3) == 0) return type.reset(p);
    value(type, type.engage(p));
  }

  void value(const Type& type, void* p) {
    switch (type.kind) {
      case Kind::boolean:
      case Kind::int8:
      case Kind::int16:
      case Kind::uint16:
      case Kind::int32:
      case Kind::uint32:
      case Kind::int64:
        return store_integer(type.kind, p, integer(type.kind));
      case Kind::float64: {
        const double number = static_cast<double>(below(1000)) / 8;
        std::memcpy(p, &number, sizeof(number));
        return;
      }
      case Kind::string:
        return text(*static_cast<std::string*>(p));
      case Kind::bytes:
        *static_cast<Slice*>(p) = Slice(bytes());
        return;
      case Kind::records:
        *static_cast<Records*>(p) = Records(Slice(bytes()));
        return;
      case Kind::uuid: {
        auto& uuid = *static_cast<Uuid*>(p);
        uuid.high = below(UINT64_MAX);
        uuid.low = below(UINT64_MAX);
        return;
      }
      case Kind::array: {
        type.clear(p);
        for (std::uint64_t count = below(kElementsMax + 1); count > 0; --count)
          value(*type.element, type.grow(p));
        return;
      }
      case Kind::structure:
        return structure(type, p);
      case Kind::map:
        break;
    }
    FL_ASSERT(false);  // a map is never on the wire
  }

  std::int64_t integer(Kind kind) {
    constexpr std::array<std::int64_t, 6> kEnds{INT64_MIN, INT32_MAX, -1, 0, 1, INT64_MAX};
    if (kind == Kind::boolean) return static_cast<std::int64_t>(below(2));
    if (below(4) == 0) return kEnds[below(kEnds.size())];
    return static_cast<std::int64_t>(below(UINT64_MAX));
  }

  void text(std::string& text) {
    constexpr std::array<std::string_view, 4> kPieces{"a", "orders-", "数据", "\xF0\x9F\x98\x80"};
    text.clear();
    const std::uint64_t pieces = below(10) == 0 ? 40 : below(4);
    for (std::uint64_t i = 0; i < pieces; ++i)
      text += kPieces[below(kPieces.size())];
  }

  ByteVector bytes() {
    ByteVector bytes(below(20) == 0 ? 200 : below(9));
    for (std::uint8_t& byte : bytes)
      byte = static_cast<std::uint8_t>(below(256));
    return bytes;
  }

  std::int16_t version_;
  bool flexible_;
  Draw draw_;
  std::uint64_t key_;
  bool unknown_tags_;
  std::uint64_t next_ = 0;
};

}  // namespace

AnyMessage AnyMessage::random(const Message& message, std::int16_t version, Draw draw,
                              std::uint64_t key, bool with_unknown_tags) {
  AnyMessage any(message);
  Filler(version, message.info.flexible.contains(version), draw, key, with_unknown_tags)
      .structure(*message.info.type, any.value());
  return any;
}

}  // namespace fl::wire
