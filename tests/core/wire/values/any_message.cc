#include "tests/core/wire/values/any_message.h"

#include "core/describe/json.h"

#include <charconv>

namespace fl::wire {

std::expected<AnyMessage, WireError> AnyMessage::decoded(const Message& message, const Slice& bytes,
                                                         std::int16_t version,
                                                         const DecodeOptions& options) {
  AnyMessage any(message);
  if (const WireError error = decode_into(message.info, any.value(), bytes, version, options);
      error != WireError::none)
    return std::unexpected(error);
  return any;
}

std::expected<AnyMessage, std::string> AnyMessage::from_json(const Message& message,
                                                             std::string_view json,
                                                             std::int16_t version) {
  AnyMessage any(message);
  if (const auto read = fl::from_json(*message.info.type, any.value(), json, version); !read)
    return std::unexpected(read.error());
  return any;
}

std::expected<ByteVector, WireError> AnyMessage::encoded(std::int16_t version) const {
  ByteVector out;
  if (const WireError error = encode_into(message_->info, value_.get(), version, out);
      error != WireError::none)
    return std::unexpected(error);
  return out;
}

std::expected<ByteVector, WireError> AnyMessage::encoded_parts(std::int16_t version) const {
  Parts parts;
  if (const WireError error = encode_parts(message_->info, value_.get(), version, parts);
      error != WireError::none)
    return std::unexpected(error);
  return joined(parts);
}

std::string AnyMessage::json(std::int16_t version) const {
  return to_json(*message_->info.type, value_.get(), version);
}

bool AnyMessage::add_unknown_tag(std::string_view path, std::uint32_t tag, Slice bytes) {
  const Type* type = message_->info.type;
  void* p = value_.get();
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    const std::string_view name = step.substr(0, step.find('['));
    const Field* found = nullptr;
    for (const Field& field : type->fields())
      if (json_name(field) == name) found = &field;
    if (found == nullptr) return false;
    p = found->member(p);
    type = found->type;
    if (type->nullable) p = const_cast<void*>(type->inner(p));
    if (p == nullptr) return false;
    if (name.size() < step.size()) {
      std::size_t index = 0;
      std::from_chars(step.data() + name.size() + 1, step.data() + step.size() - 1, index);
      if (type->kind != Kind::array || index >= type->size(p)) return false;
      p = const_cast<void*>(type->at(p, index));
      type = type->element;
    }
  }
  if (type->kind != Kind::structure || type->unknown_tags == nullptr) return false;
  static_cast<UnknownTags*>(type->unknown_tags(p))->push_back({tag, std::move(bytes)});
  return true;
}

std::string json_name(const Field& field) {
  std::string name(field.name);
  if (name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

ByteVector joined(const Parts& parts) {
  ByteVector bytes;
  for (const Part& part : parts) {
    const ByteSpan span = std::get<Slice>(part);
    bytes.insert(bytes.end(), span.begin(), span.end());
  }
  return bytes;
}

}  // namespace fl::wire
