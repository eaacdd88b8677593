// The flight record of a real run: every input of a node with the times of its step, and a digest
// of the effects that came of it. Fed to a fresh node it must give the same effects again; where it
// does not, some state outside the node has leaked into it.
//
// A file is a FlightStart and then FlightSteps, each a length (unsigned varint) and its bytes. The
// record of a process that was killed ends in the middle of a step, and reads up to there. What a
// node loaded from its disk is kept whole up to kFlightLoadedBytesMax per operation, else as its
// size and digest: it is then read from the directory as it was.
#pragma once
#include "core/base/digest.h"
#include "core/node/context.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "core/node/pack_input.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fl {

inline constexpr std::string_view kFlightMagic = "faultline flight 1\n";
inline constexpr std::int64_t kFlightLoadedBytesMax = 1 << 20;

struct FlightStart {
  NodeId self;
  std::int32_t incarnation = 0;
  std::uint64_t seed = 0;

  friend bool operator==(const FlightStart&, const FlightStart&) = default;
};

struct FlightStep {
  Instant now;
  Timestamp wall;
  Input input;

  /// Of the bytes in a Done, if they were too many to keep: `input` has none then.
  struct Left {
    std::int64_t size_bytes = 0;
    std::uint64_t digest = 0;

    friend bool operator==(const Left&, const Left&) = default;
  };

  std::optional<Left> left_out;
  /// Kinds of the effects (indices into Effect), in order, and the digest of all.
  std::vector<std::uint8_t> effect_kinds;
  std::uint64_t effects_digest = 0;
};

/// The digest of one step's effects, each absorbed after the other.
std::uint64_t digest_of_effects(const std::vector<Effect>& effects);

/// What a step looked like, to be written. Copies no bytes.
FlightStep flight_step_of(const Context& context, const Input& input);

/// Appends magic and start, or one step, to `out`.
void write_flight_start(ByteVector& out, const FlightStart& start);
void write_flight_step(ByteVector& out, const FlightStep& step,
                       std::span<const NamedType> command_types);

/// Reads a record from its bytes, which are not trusted. Slices of the inputs share `bytes`.
class FlightReader {
 public:
  /// On error: one line for the user.
  static std::expected<FlightReader, std::string> open(Slice bytes,
                                                       std::span<const NamedType> command_types);

  const FlightStart& start() const { return start_; }

  /// The next step; nothing at the end, also where the record breaks off. On error: one line, with
  /// the position in the file.
  std::expected<std::optional<FlightStep>, std::string> next();

  /// The record ended in the middle of a step.
  bool breaks_off() const { return breaks_off_; }

 private:
  FlightReader(Slice bytes, std::span<const NamedType> types)
      : bytes_(std::move(bytes)), types_(types) {}

  std::optional<Slice> next_frame();

  Slice bytes_;
  std::size_t position_ = 0;
  std::span<const NamedType> types_;
  FlightStart start_;
  bool breaks_off_ = false;
};

}  // namespace fl
