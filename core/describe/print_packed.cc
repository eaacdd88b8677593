// Walks packed bytes (pack.cc) by their description and prints what it meets.
#include "core/base/reader.h"
#include "core/describe/json.h"
#include "core/describe/print.h"
#include "core/describe/scalar.h"

#include <algorithm>

namespace fl {

namespace {

constexpr std::size_t kShownBytesMax = 16;

class PackedPrinter {
 public:
  explicit PackedPrinter(ByteSpan packed) : in_(packed) {}

  std::string structure_fields(const Type& type) {
    std::string out;
    if (in_.u8() != 0) in_.fail(WireError::unknown_version);
    for (const Field& field : type.fields()) {
      if (!in_.ok()) break;
      const std::string text = value(*field.type);
      if (text == kNull) continue;
      if (!out.empty()) out += ' ';
      out.append(field.name).append("=").append(text);
    }
    return in_.ok() ? out : out + "<ill-formed>";
  }

 private:
  static constexpr std::string_view kNull = "null";

  std::string value(const Type& type) {
    if (type.nullable && in_.u8() == 0) return std::string(kNull);
    switch (type.kind) {
      case Kind::boolean:
        return in_.varlong() != 0 ? "true" : "false";
      case Kind::int8:
      case Kind::int16:
      case Kind::uint16:
      case Kind::int32:
      case Kind::uint32:
      case Kind::int64: {
        const std::int64_t number = in_.varlong();
        return type.enumerator != nullptr ? std::string(type.enumerator(number))
                                          : std::to_string(number);
      }
      case Kind::float64: {
        const double number = in_.f64();
        return to_json(type_of<double>, &number);
      }
      case Kind::uuid:
        return in_.uuid().to_text();
      case Kind::string:
        return std::string(as_text(bytes()));
      case Kind::bytes:
      case Kind::records:
        return shown(bytes());
      case Kind::array:
        return array(type);
      case Kind::map:
        in_.fail(WireError::bad_value);
        return {};
      case Kind::structure:
        return "{" + structure_fields(type) + "}";
    }
    return {};
  }

  ByteSpan bytes() {
    const std::uint64_t size = in_.unsigned_varlong();
    if (size > in_.left()) in_.fail(WireError::truncated);
    return in_.take(in_.ok() ? static_cast<std::size_t>(size) : 0);
  }

  std::string array(const Type& type) {
    const std::uint64_t size = in_.unsigned_varlong();
    std::string out = "[";
    for (std::uint64_t i = 0; i < size && in_.ok(); ++i)
      out += (i > 0 ? ", " : "") + value(*type.element);
    return out + "]";
  }

  static std::string shown(ByteSpan bytes) {
    std::string text = "<" + std::to_string(bytes.size()) + " bytes";
    if (!bytes.empty()) text += " " + to_hex(bytes.first(std::min(bytes.size(), kShownBytesMax)));
    return text + (bytes.size() > kShownBytesMax ? "…>" : ">");
  }

  Reader in_;
};

}  // namespace

std::string print_packed(const Type& type, ByteSpan packed) {
  return PackedPrinter(packed).structure_fields(type);
}

}  // namespace fl
