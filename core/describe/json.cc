#include "core/describe/json.h"

#include "core/describe/scalar.h"

#include <charconv>
#include <cmath>

namespace fl {

namespace {

class JsonWriter {
 public:
  JsonWriter(std::string& out, std::int16_t version) : out_(out), version_(version) {}

  void value(const Type& type, const void* p) {
    if (type.nullable) {
      p = type.inner(p);
      if (p == nullptr) {
        out_ += "null";
        return;
      }
    }
    switch (type.kind) {
      case Kind::boolean:
        out_ += *static_cast<const bool*>(p) ? "true" : "false";
        return;
      case Kind::int8:
      case Kind::int16:
      case Kind::uint16:
      case Kind::int32:
      case Kind::uint32:
      case Kind::int64:
        return integer(type, p);
      case Kind::float64:
        return number(*static_cast<const double*>(p));
      case Kind::string:
        out_ += json_string(*static_cast<const std::string*>(p));
        return;
      case Kind::bytes:
        return base64(static_cast<const Slice*>(p)->span());
      case Kind::records:
        return records(*static_cast<const Records*>(p));
      case Kind::uuid:
        out_ += '"' + static_cast<const Uuid*>(p)->to_text() + '"';
        return;
      case Kind::array:
        return array(type, p);
      case Kind::map:
        return map(type, p);
      case Kind::structure:
        return structure(type, p);
    }
  }

 private:
  void integer(const Type& type, const void* p) {
    const std::int64_t number = load_integer(type.kind, p);
    if (type.enumerator != nullptr && !type.number_in_json) {
      out_ += json_string(type.enumerator(number));
      return;
    }
    out_ += std::to_string(number);
  }

  void number(double value) {
    if (!std::isfinite(value)) {
      out_ += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
      return;
    }
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out_.append(buffer.data(), end);
  }

  void base64(ByteSpan bytes) { out_ += '"' + to_base64(bytes) + '"'; }

  void records(const Records& records) {
    ByteVector bytes;
    for (const Part& part : records.parts) {
      const auto* slice = std::get_if<Slice>(&part);
      if (slice == nullptr) {
        out_ += "\"<" + std::to_string(records.size()) + " bytes of files>\"";
        return;
      }
      bytes.insert(bytes.end(), slice->span().begin(), slice->span().end());
    }
    base64(bytes);
  }

  void array(const Type& type, const void* p) {
    out_ += '[';
    for (std::size_t i = 0; i < type.size(p); ++i) {
      if (i > 0) out_ += ',';
      value(*type.element, type.at(p, i));
    }
    out_ += ']';
  }

  struct MapVisitor {
    JsonWriter& writer;
    const Type& type;
    bool first = true;

    static void visit(void* self, const void* key, const void* value) {
      auto& visitor = *static_cast<MapVisitor*>(self);
      visitor.writer.entry(visitor.type, key, value, visitor.first);
      visitor.first = false;
    }
  };

  void map(const Type& type, const void* p) {
    out_ += '[';
    MapVisitor visitor{*this, type};
    type.for_each(p, &visitor, &MapVisitor::visit);
    out_ += ']';
  }

  void entry(const Type& type, const void* key, const void* mapped, bool first) {
    if (!first) out_ += ',';
    out_ += "{\"key\":";
    value(*type.key, key);
    out_ += ",\"value\":";
    value(*type.element, mapped);
    out_ += '}';
  }

  void structure(const Type& type, const void* p) {
    out_ += '{';
    bool first = true;
    for (const Field& field : type.fields()) {
      if (!field.versions.contains(version_)) continue;
      const bool tagged = field.tag >= 0 && field.tagged.contains(version_);
      if (tagged && is_default(type, field, p)) continue;
      if (!first) out_ += ',';
      first = false;
      out_ += '"';
      out_ += json_name(field.name);
      out_ += "\":";
      value(*field.type, field.of(p));
    }
    out_ += '}';
  }

 public:
  static std::string json_name(std::string_view name) {
    std::string text(name);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z')
      text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
  }

 private:
  std::string& out_;
  std::int16_t version_;
};

}  // namespace

std::string json_string(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string to_json(const Type& type, const void* value, std::int16_t version) {
  std::string out;
  JsonWriter(out, version).value(type, value);
  return out;
}

}  // namespace fl
