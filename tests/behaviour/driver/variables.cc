// See variables.h.
#include "tests/behaviour/driver/variables.h"

#include "core/base/crc32c.h"
#include "core/base/writer.h"
#include "core/record/batch.h"

#include <stdexcept>

namespace fl::behaviour {
namespace {

ByteVector unhex(const std::string& hex) {
  ByteVector bytes;
  if (!from_hex(hex, bytes)) throw std::runtime_error("not hexadecimal: " + hex);
  return bytes;
}

/// `{"*bytes*": ["hex:0000", "utf8:orders"]}`
std::string join_bytes(const Json& parts) {
  ByteVector bytes;
  for (const Json& part : parts) {
    const auto text = part.get<std::string>();
    const std::size_t colon = text.find(':');
    const std::string rest = text.substr(colon + 1);
    if (text.substr(0, colon) == "hex") {
      const ByteVector piece = unhex(rest);
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    } else {
      bytes.insert(bytes.end(), rest.begin(), rest.end());
    }
  }
  return to_base64(bytes);
}

void patch(ByteVector& bytes, const Json& patch) {
  const std::size_t at = patch.at("at");
  const auto type = patch.at("type").get<std::string>();
  const Json& value = patch.at("value");
  const std::int64_t number =
      value.is_string() ? std::stoll(value.get<std::string>()) : value.get<std::int64_t>();
  if (type == "int64") store_i64(bytes, at, number);
  if (type == "int32") store_i32(bytes, at, static_cast<std::int32_t>(number));
  if (type == "int16") store_i16(bytes, at, static_cast<std::int16_t>(number));
}

void correct_crc(ByteVector& bytes, std::size_t begin) {
  const auto length = static_cast<std::size_t>(load_i32(bytes, begin + record::kBatchLengthAt));
  const ByteSpan batch = ByteSpan(bytes).subspan(begin, record::kLogOverheadBytes + length);
  store_i32(bytes, begin + record::kCrcAt, static_cast<std::int32_t>(record::batch_crc(batch)));
}

std::string record_bytes(const Json& records) {
  if (records.is_string()) return to_base64(unhex(records));
  ByteVector bytes = unhex(records.at("hex"));
  for (const Json& each : records.value("patch", Json::array()))
    patch(bytes, each);
  for (const Json& begin : records.value("crc", Json::array()))
    correct_crc(bytes, begin);
  return to_base64(bytes);
}

Json with_bytes(const Json& value) {
  if (value.is_array()) {
    Json result = Json::array();
    for (const Json& each : value)
      result.push_back(with_bytes(each));
    return result;
  }
  if (!value.is_object()) return value;
  if (value.contains("*bytes*")) return join_bytes(value["*bytes*"]);
  Json result = Json::object();
  for (const auto& [name, member] : value.items())
    result[name] =
        name == "records" && !member.is_null() ? Json(record_bytes(member)) : with_bytes(member);
  return result;
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

const Json* Variables::find(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

std::optional<std::string> variable_name(const std::string& text) {
  if (!text.starts_with("${") || text.find('}') != text.size() - 1) return std::nullopt;
  return text.substr(2, text.size() - 3);
}

Json Variables::substitute(const std::string& text) const {
  if (const auto name = variable_name(text)) {
    const Json* const value = find(*name);
    return value == nullptr ? Json(text) : *value;
  }
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find("${", at);
    const std::size_t end = begin == std::string::npos ? begin : text.find('}', begin);
    if (end == std::string::npos) break;
    const Json* const value = find(text.substr(begin + 2, end - begin - 2));
    result += text.substr(at, begin - at);
    result += value == nullptr ? text.substr(begin, end - begin + 1) : text_of(*value);
    at = end + 1;
  }
  return result + text.substr(at);
}

Json Variables::substitute(const Json& value) const {
  if (value.is_string()) return substitute(value.get<std::string>());
  if (!value.is_structured()) return value;
  Json result = value;
  for (Json& each : result)
    each = substitute(each);
  return result;
}

Json request_body(const Json& body, const Variables& variables) {
  return with_bytes(variables.substitute(body));
}

}  // namespace fl::behaviour
