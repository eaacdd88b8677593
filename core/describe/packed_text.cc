#include "core/describe/packed_text.h"

#include "core/base/reader.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/describe/json.h"
#include "core/describe/pack.h"

#include <algorithm>

namespace fl {

namespace {

constexpr std::size_t kShownBytesMax = 16;

/// Walks the packed form and writes text or JSON.
class PackedPrinter {
 public:
  PackedPrinter(ByteSpan packed, bool is_json) : in_(packed), is_json_(is_json) {}

  bool ok() const { return in_.ok() && in_.left() == 0; }

  std::vector<PackedField> fields(const Type& type) {
    std::vector<PackedField> all;
    in_.u8();
    for (const Field& field : type.fields()) {
      last_number_.reset();
      last_elements_ = 0;
      std::string text = value(*field.type);
      all.push_back({field.name, std::move(text), last_number_, last_elements_});
    }
    return all;
  }

  std::string value(const Type& type) {
    if (type.nullable && in_.u8() == 0) return "null";
    if (!in_.ok()) return {};
    switch (type.kind) {
      case Kind::boolean:
      case Kind::int8:
      case Kind::int16:
      case Kind::uint16:
      case Kind::int32:
      case Kind::uint32:
      case Kind::int64:
        return integer(type);
      case Kind::float64:
        return number_text(in_.f64());
      case Kind::string: {
        const std::string text(as_text(bytes()));
        return is_json_ ? json_string(text) : text;
      }
      case Kind::bytes:
      case Kind::records:
        return shown(bytes());
      case Kind::uuid: {
        const std::string text = in_.uuid().to_text();
        return is_json_ ? json_string(text) : text;
      }
      case Kind::array:
        return array(type);
      case Kind::map:
        in_.fail(WireError::bad_value);
        return {};
      case Kind::structure:
        return structure(type);
    }
    return {};
  }

 private:
  std::string integer(const Type& type) {
    const std::int64_t number = in_.varlong();
    last_number_ = number;
    if (type.kind == Kind::boolean) return number != 0 ? "true" : "false";
    if (type.enumerator == nullptr) return std::to_string(number);
    const std::string name(type.enumerator(number));
    if (name.empty()) return std::to_string(number);
    return is_json_ ? json_string(name) : name;
  }

  static std::string number_text(double number) {
    std::string text = to_json(number);
    return text;
  }

  std::string array(const Type& type) {
    const std::uint64_t size = in_.unsigned_varlong();
    if (size > in_.left()) in_.fail(WireError::truncated);
    std::string text = "[";
    for (std::uint64_t i = 0; in_.ok() && i < size; ++i) {
      if (i > 0) text += is_json_ ? "," : ", ";
      text += value(*type.element);
    }
    last_elements_ = static_cast<std::size_t>(size);
    last_number_.reset();
    return text + "]";
  }

  std::string structure(const Type& type) {
    std::string text = "{";
    for (const PackedField& field : fields(type)) {
      if (text.size() > 1) text += is_json_ ? "," : " ";
      text += is_json_ ? json_string(field.name) + ":" : std::string(field.name) + "=";
      text += field.text;
    }
    last_number_.reset();
    return text + "}";
  }

  ByteSpan bytes() {
    const std::uint64_t size = in_.unsigned_varlong();
    if (size > in_.left()) in_.fail(WireError::truncated);
    return in_.take(in_.ok() ? static_cast<std::size_t>(size) : 0);
  }

  std::string shown(ByteSpan all) const {
    if (is_json_) return json_string(to_base64(all));
    std::string text = "<" + std::to_string(all.size()) + " bytes";
    if (!all.empty()) text += " " + to_hex(all.first(std::min(all.size(), kShownBytesMax)));
    return text + (all.size() > kShownBytesMax ? "…>" : ">");
  }

  Reader in_;
  bool is_json_;
  std::optional<std::int64_t> last_number_;
  std::size_t last_elements_ = 0;
};

}  // namespace

std::optional<std::vector<PackedField>> packed_fields(const Type& type, ByteSpan packed) {
  PackedPrinter printer(packed, false);
  auto fields = printer.fields(type);
  if (!printer.ok()) return std::nullopt;
  return fields;
}

std::string packed_json(const Type& type, ByteSpan packed) {
  PackedPrinter printer(packed, true);
  std::string text = printer.value(type);
  return printer.ok() ? text : "";
}

}  // namespace fl
