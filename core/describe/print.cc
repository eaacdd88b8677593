#include "core/describe/print.h"

#include "core/describe/json.h"
#include "core/describe/scalar.h"

#include <algorithm>

namespace fl {

namespace {

constexpr std::size_t kShownBytesMax = 16;

std::string shown_bytes(ByteSpan bytes) {
  std::string text = "<" + std::to_string(bytes.size()) + " bytes";
  if (!bytes.empty()) text += " " + to_hex(bytes.first(std::min(bytes.size(), kShownBytesMax)));
  if (bytes.size() > kShownBytesMax) text += "…";
  return text + ">";
}

struct MapPrinter {
  std::string& out;
  const Type& type;
  std::int16_t version;

  static void visit(void* self, const void* key, const void* value) {
    auto& printer = *static_cast<MapPrinter*>(self);
    if (printer.out.back() != '{') printer.out += ", ";
    printer.out += print_value(*printer.type.key, key, printer.version) + ": " +
                   print_value(*printer.type.element, value, printer.version);
  }
};

std::string print_sequence(const Type& type, const void* value, std::int16_t version) {
  std::string out = "[";
  for (std::size_t i = 0; i < type.size(value); ++i) {
    if (i > 0) out += ", ";
    out += print_value(*type.element, type.at(value, i), version);
  }
  return out + "]";
}

}  // namespace

std::string print_value(const Type& type, const void* value, std::int16_t version) {
  if (type.nullable) {
    value = type.inner(value);
    if (value == nullptr) return "null";
  }
  switch (type.kind) {
    case Kind::boolean:
      return *static_cast<const bool*>(value) ? "true" : "false";
    case Kind::int8:
    case Kind::int16:
    case Kind::uint16:
    case Kind::int32:
    case Kind::uint32:
    case Kind::int64: {
      const std::int64_t number = load_integer(type.kind, value);
      return type.enumerator != nullptr ? std::string(type.enumerator(number))
                                        : std::to_string(number);
    }
    case Kind::float64:
    case Kind::uuid: {
      std::string text = to_json(type, value, version);
      std::erase(text, '"');
      return text;
    }
    case Kind::string:
      return *static_cast<const std::string*>(value);
    case Kind::bytes:
      return shown_bytes(*static_cast<const Slice*>(value));
    case Kind::records:
      return "<" + std::to_string(static_cast<const Records*>(value)->size()) +
             " bytes of records>";
    case Kind::array:
      return print_sequence(type, value, version);
    case Kind::map: {
      std::string out = "{";
      MapPrinter printer{out, type, version};
      type.for_each(value, &printer, &MapPrinter::visit);
      return out + "}";
    }
    case Kind::structure:
      return "{" + print_fields(type, value, version) + "}";
  }
  return {};
}

std::string print_fields(const Type& type, const void* value, std::int16_t version) {
  std::string out;
  for (const Field& field : type.fields()) {
    if (!field.versions.contains(version)) continue;
    const void* member = field.of(value);
    if (field.type->nullable && field.type->inner(member) == nullptr) continue;
    if (!out.empty()) out += ' ';
    out.append(field.name).append("=").append(print_value(*field.type, member, version));
  }
  return out;
}

}  // namespace fl
