// The decision log: scenario, seed and everything that was done to the world from outside, resolved
// and with its moment. It is the run: the same steps follow from it, in any build. Rungs of the
// rolling hash say whether they did, and where they first did not.
//
// The file is text, one entry a line:
//
//   faultline decisions 1
//   seed 7
//   variant acks-1                                     if it is one
//   | title: …                                         the scenario, line by line
//   at 20000000000 after 5321 do crash node=1 crash=power-loss
//   at 20000000000 after 5321 open 12 node=1 listener=0 peer=127.0.0.1:40000
//   at 20000100000 after 5340 bytes 12 AAAADQ==
//   at 20000200000 after 5390 take 12
//   at 20000300000 after 5400 close 12 reset=0
//   hash 4096 0123456789abcdef
//   end 30000000000 steps 61234 hash 0123456789abcdef
//
// `after` counts the events of the world that had happened. A file is not trusted.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "sim/action.h"
#include "sim/world.h"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fl::sim {

/// A connection from outside was opened; `connection` is what the world called it, -1 if refused.
struct OutsideOpened {
  std::int64_t connection = 0;
  NodeId node;
  ListenerId listener;
  std::string peer;

  friend bool operator==(const OutsideOpened&, const OutsideOpened&) = default;
};

struct OutsideBytes {
  std::int64_t connection = 0;
  Slice bytes;

  friend bool operator==(const OutsideBytes&, const OutsideBytes&) = default;
};

/// What had arrived was taken, which makes room for more.
struct OutsideTaken {
  std::int64_t connection = 0;

  friend bool operator==(const OutsideTaken&, const OutsideTaken&) = default;
};

struct OutsideClosed {
  std::int64_t connection = 0;
  bool is_reset = false;

  friend bool operator==(const OutsideClosed&, const OutsideClosed&) = default;
};

using Operation = std::variant<Action, OutsideOpened, OutsideBytes, OutsideTaken, OutsideClosed>;

/// What was done, and when: after `events` events of the world, at `at`.
struct DecidedOperation {
  Instant at;
  std::int64_t events = 0;
  Operation operation;

  friend bool operator==(const DecidedOperation&, const DecidedOperation&) = default;
};

/// Does it, now. What a take gives is dropped.
void perform(World& world, const Operation& operation);

/// The rolling hash after so many steps.
struct Rung {
  std::int64_t steps = 0;
  std::uint64_t hash = 0;

  friend bool operator==(const Rung&, const Rung&) = default;
};

/// Rungs at equal distances, at most kRungsMax of them: the distance doubles as the run grows, so
/// that short runs have every step.
class HashLadder {
 public:
  static constexpr std::size_t kRungsMax = 4096;

  /// To be called after every step.
  void note(const World& world) {
    if (world.steps() % distance_ == 0) add({.steps = world.steps(), .hash = world.hash()});
  }

  const std::vector<Rung>& rungs() const { return rungs_; }

 private:
  void add(Rung rung);

  std::int64_t distance_ = 1;
  std::vector<Rung> rungs_;
};

struct DecisionLog {
  std::uint64_t seed = 0;
  std::string scenario;  ///< the text of its file
  std::string variant;   ///< which one of it; empty: the scenario as it is
  std::vector<DecidedOperation> operations;
  std::vector<Rung> rungs;
  Instant end;
  Rung last;  ///< steps and hash at the end

  friend bool operator==(const DecisionLog&, const DecisionLog&) = default;
};

std::string text_of(const DecisionLog& log);

/// On error: one line that names the line of the file.
std::expected<DecisionLog, std::string> parse_decision_log(std::string_view text);

/// Whether a replay went as the log says.
struct Replayed {
  bool is_equal = false;
  std::int64_t steps = 0;
  std::uint64_t hash = 0;
  /// The step that first differs lies in (last_equal, first_unequal]; one after the other if the
  /// log has every step.
  std::int64_t last_equal = 0;
  std::int64_t first_unequal = 0;
  std::string text;  ///< the same for people
};

/// Replays into `world`, which is as the scenario sets it up and has not run.
/// `watch` is called after every step.
Replayed replay(World& world, const DecisionLog& log,
                const std::function<void(const World&)>& watch = {});

}  // namespace fl::sim
