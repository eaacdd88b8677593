#include "core/describe/digest_value.h"

#include "core/describe/scalar.h"

#include <bit>

namespace fl {

namespace {

void absorb_records(Digest& digest, const Records& records) {
  digest.number(records.size());
  for (const Part& part : records.parts) {
    if (const auto* bytes = std::get_if<Slice>(&part)) {
      digest.bytes(*bytes);
      continue;
    }
    const auto& range = std::get<FileRange>(part);
    digest.number(range.file.value);
    digest.number(range.position.value);
    digest.number(range.size);
  }
}

struct MapVisitor {
  Digest& digest;
  const Type& type;

  static void visit(void* self, const void* key, const void* value) {
    const auto& visitor = *static_cast<MapVisitor*>(self);
    absorb_described(visitor.digest, *visitor.type.key, key);
    absorb_described(visitor.digest, *visitor.type.element, value);
  }
};

void absorb_sequence(Digest& digest, const Type& type, const void* value) {
  const std::size_t size = type.size(value);
  digest.number(static_cast<std::uint64_t>(size));
  if (type.kind == Kind::map) {
    MapVisitor visitor{digest, type};
    type.for_each(value, &visitor, &MapVisitor::visit);
    return;
  }
  for (std::size_t i = 0; i < size; ++i)
    absorb_described(digest, *type.element, type.at(value, i));
}

}  // namespace

void absorb_described(Digest& digest, const Type& type, const void* value) {
  if (type.nullable) {
    value = type.inner(value);
    digest.number(static_cast<std::uint64_t>(value != nullptr ? 1 : 0));
    if (value == nullptr) return;
  }
  switch (type.kind) {
    case Kind::boolean:
    case Kind::int8:
    case Kind::int16:
    case Kind::uint16:
    case Kind::int32:
    case Kind::uint32:
    case Kind::int64:
      return digest.number(load_integer(type.kind, value));
    case Kind::float64:
      return digest.number(std::bit_cast<std::uint64_t>(*static_cast<const double*>(value)));
    case Kind::string:
      return digest.text(*static_cast<const std::string*>(value));
    case Kind::bytes:
      return digest.text(static_cast<const Slice*>(value)->text());
    case Kind::records:
      return absorb_records(digest, *static_cast<const Records*>(value));
    case Kind::uuid:
      digest.number(static_cast<const Uuid*>(value)->high);
      return digest.number(static_cast<const Uuid*>(value)->low);
    case Kind::array:
    case Kind::map:
      return absorb_sequence(digest, type, value);
    case Kind::structure:
      for (const Field& field : type.fields())
        absorb_described(digest, *field.type, field.of(value));
      return;
  }
}

}  // namespace fl
