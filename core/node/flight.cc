#include "core/node/flight.h"

#include "core/base/reader.h"
#include "core/base/writer.h"

#include <utility>

namespace fl {

namespace {

/// Writes the length of what `write` appends before it.
template <class Write>
void put_frame(ByteVector& out, Write write) {
  ByteVector frame;
  Writer writer(frame);
  write(writer);
  Writer all(out);
  all.unsigned_varlong(frame.size());
  all.bytes(frame);
}

std::unexpected<std::string> ill_formed(std::size_t position) {
  return std::unexpected("the flight record is ill-formed at byte " + std::to_string(position));
}

}  // namespace

std::uint64_t digest_of_effects(const std::vector<Effect>& effects) {
  Digest digest;
  for (const Effect& effect : effects)
    absorb(digest, effect);
  return digest.value();
}

FlightStep flight_step_of(const Context& context, const Input& input) {
  FlightStep step{.now = context.now,
                  .wall = context.wall,
                  .input = input,
                  .left_out = {},
                  .effect_kinds = {},
                  .effects_digest = digest_of_effects(context.effects)};
  for (const Effect& effect : context.effects)
    step.effect_kinds.push_back(static_cast<std::uint8_t>(effect.index()));
  if (auto* done = std::get_if<Done>(&step.input);
      done != nullptr && std::cmp_greater(done->bytes.size(), kFlightLoadedBytesMax)) {
    step.left_out = FlightStep::Left{.size_bytes = static_cast<std::int64_t>(done->bytes.size()),
                                     .digest = digest_of(done->bytes)};
    done->bytes = Slice();
  }
  return step;
}

void write_flight_start(ByteVector& out, const FlightStart& start) {
  Writer(out).bytes(as_bytes(kFlightMagic));
  put_frame(out, [&](Writer& frame) {
    frame.varint(start.self.value);
    frame.varint(start.incarnation);
    frame.i64(static_cast<std::int64_t>(start.seed));
  });
}

void write_flight_step(ByteVector& out, const FlightStep& step,
                       std::span<const NamedType> command_types) {
  put_frame(out, [&](Writer& frame) {
    frame.varlong(step.now.value);
    frame.varlong(step.wall.value);
    frame.unsigned_varlong(step.effect_kinds.size());
    frame.bytes(step.effect_kinds);
    frame.i64(static_cast<std::int64_t>(step.effects_digest));
    frame.u8(step.left_out ? 1 : 0);
    if (step.left_out) {
      frame.varlong(step.left_out->size_bytes);
      frame.i64(static_cast<std::int64_t>(step.left_out->digest));
    }
    pack_input(frame, step.input, command_types);
  });
}

std::expected<FlightReader, std::string> FlightReader::open(
    Slice bytes, std::span<const NamedType> command_types) {
  FlightReader reader(std::move(bytes), command_types);
  if (!reader.bytes_.text().starts_with(kFlightMagic))
    return std::unexpected("not a flight record of this version");
  reader.position_ = kFlightMagic.size();
  const auto frame = reader.next_frame();
  if (!frame) return std::unexpected("the flight record ends before its first step");
  Reader in(*frame);
  reader.start_.self = NodeId(in.varint());
  reader.start_.incarnation = in.varint();
  reader.start_.seed = static_cast<std::uint64_t>(in.i64());
  if (!in.ok()) return ill_formed(kFlightMagic.size());
  return reader;
}

std::expected<std::optional<FlightStep>, std::string> FlightReader::next() {
  const std::size_t begin = position_;
  const auto frame = next_frame();
  if (!frame) return std::nullopt;
  Reader in(*frame);
  FlightStep step;
  step.now = Instant(in.varlong());
  step.wall = Timestamp(in.varlong());
  const std::uint64_t kinds = in.unsigned_varlong();
  if (kinds > in.left()) return ill_formed(begin);
  const ByteSpan kind_bytes = in.take(static_cast<std::size_t>(kinds));
  step.effect_kinds.assign(kind_bytes.begin(), kind_bytes.end());
  step.effects_digest = static_cast<std::uint64_t>(in.i64());
  if (in.u8() != 0) {
    step.left_out = FlightStep::Left{};
    step.left_out->size_bytes = in.varlong();
    step.left_out->digest = static_cast<std::uint64_t>(in.i64());
  }
  step.input = unpack_input(in, *frame, types_);
  if (!in.ok() || in.left() != 0) return ill_formed(begin);
  return step;
}

std::optional<Slice> FlightReader::next_frame() {
  if (position_ == bytes_.size()) return std::nullopt;
  Reader in(bytes_.span().subspan(position_));
  const std::uint64_t size = in.unsigned_varlong();
  if (!in.ok() || size > in.left()) {
    // The process ended while it wrote this step.
    breaks_off_ = true;
    position_ = bytes_.size();
    return std::nullopt;
  }
  Slice frame = bytes_.sub(position_ + in.position(), static_cast<std::size_t>(size));
  position_ += in.position() + static_cast<std::size_t>(size);
  return frame;
}

}  // namespace fl
