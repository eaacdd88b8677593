#include "core/describe/pack.h"

#include "core/base/assert.h"
#include "core/describe/scalar.h"

namespace fl {

namespace {

void pack_bytes(Writer& out, ByteSpan bytes) {
  out.unsigned_varlong(bytes.size());
  out.bytes(bytes);
}

void pack_records(Writer& out, const Records& records) {
  out.unsigned_varlong(static_cast<std::uint64_t>(records.size()));
  for (const Part& part : records.parts) {
    FL_ASSERT(std::holds_alternative<Slice>(part));
    out.bytes(std::get<Slice>(part));
  }
}

ByteSpan unpack_bytes(Reader& in) {
  const std::uint64_t size = in.unsigned_varlong();
  if (size > in.left()) in.fail(WireError::truncated);
  return in.take(in.ok() ? static_cast<std::size_t>(size) : 0);
}

bool unpack_array(Reader& in, const Type& type, void* value) {
  const std::uint64_t size = in.unsigned_varlong();
  // Every element takes at least one byte, so that a lying count cannot take more memory than was
  // sent, but for a constant factor.
  if (size > in.left()) in.fail(WireError::truncated);
  type.clear(value);
  for (std::uint64_t i = 0; in.ok() && i < size; ++i)
    if (!unpack(in, *type.element, type.grow(value))) return false;
  return in.ok();
}

}  // namespace

void pack(Writer& out, const Type& type, const void* value) {
  if (type.nullable) {
    value = type.inner(value);
    out.u8(value != nullptr ? 1 : 0);
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
      return out.varlong(load_integer(type.kind, value));
    case Kind::float64:
      return out.f64(*static_cast<const double*>(value));
    case Kind::string:
      return pack_bytes(out, as_bytes(*static_cast<const std::string*>(value)));
    case Kind::bytes:
      return pack_bytes(out, *static_cast<const Slice*>(value));
    case Kind::records:
      return pack_records(out, *static_cast<const Records*>(value));
    case Kind::uuid:
      return out.uuid(*static_cast<const Uuid*>(value));
    case Kind::array:
      out.unsigned_varlong(type.size(value));
      for (std::size_t i = 0; i < type.size(value); ++i)
        pack(out, *type.element, type.at(value, i));
      return;
    case Kind::map:
      FL_ASSERT(type.kind != Kind::map);
      return;
    case Kind::structure:
      out.u8(0);  // room for a version, and at least one byte for every array element
      for (const Field& field : type.fields())
        pack(out, *field.type, field.of(value));
      return;
  }
}

bool unpack(Reader& in, const Type& type, void* value) {
  if (type.nullable) {
    if (in.u8() == 0) {
      type.reset(value);
      return in.ok();
    }
    value = type.engage(value);
  }
  switch (type.kind) {
    case Kind::boolean:
    case Kind::int8:
    case Kind::int16:
    case Kind::uint16:
    case Kind::int32:
    case Kind::uint32:
    case Kind::int64: {
      const std::int64_t number = in.varlong();
      store_integer(type.kind, value, number);
      if (load_integer(type.kind, value) != number) in.fail(WireError::bad_value);
      return in.ok();
    }
    case Kind::float64:
      *static_cast<double*>(value) = in.f64();
      return in.ok();
    case Kind::string:
      *static_cast<std::string*>(value) = as_text(unpack_bytes(in));
      return in.ok();
    case Kind::bytes:
      *static_cast<Slice*>(value) = Slice::copied(unpack_bytes(in));
      return in.ok();
    case Kind::records:
      *static_cast<Records*>(value) = Records(Slice::copied(unpack_bytes(in)));
      return in.ok();
    case Kind::uuid:
      *static_cast<Uuid*>(value) = in.uuid();
      return in.ok();
    case Kind::array:
      return unpack_array(in, type, value);
    case Kind::map:
      in.fail(WireError::bad_value);
      return false;
    case Kind::structure:
      if (in.u8() != 0) in.fail(WireError::unknown_version);
      for (const Field& field : type.fields())
        if (!in.ok() || !unpack(in, *field.type, field.member(value))) return false;
      return in.ok();
  }
  return false;
}

}  // namespace fl
