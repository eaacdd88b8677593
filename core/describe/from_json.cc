// The one file that knows the JSON library.
#include "core/describe/json.h"
#include "core/describe/scalar.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace fl {

namespace {

using Json = nlohmann::json;

/// Kafka's JSON begins a name with a small letter.
std::string json_name(std::string_view name) {
  std::string text(name);
  if (text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

class JsonReader {
 public:
  explicit JsonReader(std::int16_t version) : version_(version) {}

  /// False after the first mistake, which error() tells.
  bool value(const Type& type, void* p, const Json& json, const std::string& path) {
    if (json.is_null()) {
      if (!type.nullable) return fail(path, "null where the description knows no null");
      type.reset(p);
      return true;
    }
    if (type.nullable) p = type.engage(p);
    switch (type.kind) {
      case Kind::boolean:
        if (!json.is_boolean()) return fail(path, "expected true or false");
        *static_cast<bool*>(p) = json.get<bool>();
        return true;
      case Kind::int8:
      case Kind::int16:
      case Kind::uint16:
      case Kind::int32:
      case Kind::uint32:
      case Kind::int64:
        return integer(type, p, json, path);
      case Kind::float64:
        return number(p, json, path);
      case Kind::string:
        if (!json.is_string()) return fail(path, "expected a string");
        *static_cast<std::string*>(p) = json.get<std::string>();
        return true;
      case Kind::bytes:
      case Kind::records:
        return bytes(type, p, json, path);
      case Kind::uuid:
        return uuid(p, json, path);
      case Kind::array:
        return array(type, p, json, path);
      case Kind::map:
        return fail(path, "a map cannot be read");
      case Kind::structure:
        return structure(type, p, json, path);
    }
    return false;
  }

  const std::string& error() const { return error_; }

 private:
  bool fail(const std::string& path, std::string_view what) {
    error_ = (path.empty() ? "value" : path) + ": " + std::string(what);
    return false;
  }

  bool integer(const Type& type, void* p, const Json& json, const std::string& path) {
    if (type.enumerator != nullptr && json.is_string()) {
      for (std::int64_t candidate = 0; candidate < 256; ++candidate)
        if (type.enumerator(candidate) == json.get<std::string>()) {
          store_integer(type.kind, p, candidate);
          return true;
        }
      return fail(path, "unknown name");
    }
    if (!json.is_number_integer()) return fail(path, "expected a whole number");
    const auto wanted = json.get<std::int64_t>();
    store_integer(type.kind, p, wanted);
    if (load_integer(type.kind, p) != wanted) return fail(path, "number out of range");
    return true;
  }

  bool number(void* p, const Json& json, const std::string& path) {
    auto& out = *static_cast<double*>(p);
    if (json.is_number()) {
      out = json.get<double>();
      return true;
    }
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (json == "NaN") {
      out = std::numeric_limits<double>::quiet_NaN();
    } else if (json == "Infinity") {
      out = kInfinity;
    } else if (json == "-Infinity") {
      out = -kInfinity;
    } else {
      return fail(path, "expected a number");
    }
    return true;
  }

  bool bytes(const Type& type, void* p, const Json& json, const std::string& path) {
    ByteVector raw;
    if (!json.is_string() || !from_base64(json.get_ref<const std::string&>(), raw))
      return fail(path, "expected base64");
    if (type.kind == Kind::bytes) {
      *static_cast<Slice*>(p) = Slice(std::move(raw));
    } else {
      *static_cast<Records*>(p) = Records(Slice(std::move(raw)));
    }
    return true;
  }

  bool uuid(void* p, const Json& json, const std::string& path) {
    if (!json.is_string()) return fail(path, "expected a uuid");
    const auto parsed = Uuid::from_text(json.get_ref<const std::string&>());
    if (!parsed) return fail(path, "expected a uuid of 22 characters");
    *static_cast<Uuid*>(p) = *parsed;
    return true;
  }

  bool array(const Type& type, void* p, const Json& json, const std::string& path) {
    if (!json.is_array()) return fail(path, "expected an array");
    type.clear(p);
    for (std::size_t i = 0; i < json.size(); ++i)
      if (!value(*type.element, type.grow(p), json[i], path + "[" + std::to_string(i) + "]"))
        return false;
    return true;
  }

  bool structure(const Type& type, void* p, const Json& json, const std::string& path) {
    if (!json.is_object()) return fail(path, "expected an object");
    std::size_t used = 0;
    for (const Field& field : type.fields()) {
      if (!field.versions.contains(version_)) continue;
      const std::string name = json_name(field.name);
      const std::string below = path.empty() ? name : path + "." + name;
      const auto found = json.find(name);
      if (found == json.end()) {
        if (field.tag >= 0) continue;
        return fail(below, "missing");
      }
      ++used;
      if (!value(*field.type, field.member(p), *found, below)) return false;
    }
    if (used != json.size())
      return fail(path, "has a field that version " + std::to_string(version_) +
                            " does not know: " + unknown_name(type, json));
    return true;
  }

  std::string unknown_name(const Type& type, const Json& json) const {
    for (const auto& [key, unused] : json.items()) {
      bool known = false;
      for (const Field& field : type.fields()) {
        const std::string name = json_name(field.name);
        known = known || (name == key && field.versions.contains(version_));
      }
      if (!known) return key;
    }
    return "?";
  }

  std::int16_t version_;
  std::string error_;
};

}  // namespace

std::expected<void, std::string> from_json(const Type& type, void* value, std::string_view json,
                                           std::int16_t version) {
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return std::unexpected("not JSON");
  JsonReader reader(version);
  if (!reader.value(type, value, parsed, "")) return std::unexpected(reader.error());
  return {};
}

}  // namespace fl
