// Replays the flight record of a real run: feeds its inputs to a fresh node and compares the
// effects of every step (kinds, order, digest). Where they differ, the node has learned something
// that was no input, or has forgotten to ask for it.
#pragma once
#include "core/node/flight.h"
#include "sim/host.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fl::sim {

/// Reads bytes of the node's directories as they are now; nothing if they are not there. Only asked
/// for what was too large for the record.
using LoadedBytes =
    std::function<std::optional<Slice>(const std::string& path, Position position, std::int64_t)>;

struct FlightReplayed {
  std::int64_t steps = 0;
  std::optional<std::int64_t> first_different;  ///< from 1
  bool breaks_off = false;                      ///< the process was killed while it wrote
  /// One line: equal, or where and how it differs, or what is wrong with the record.
  std::string text;

  bool is_equal() const { return is_readable && !first_different; }

  bool is_readable = true;
};

class FlightReplay {
 public:
  /// `node` is as before its first input. `story` may be nullptr.
  FlightReplay(Host node, StorySink* story) : node_(std::move(node)), story_(story) {}

  FlightReplayed run(FlightReader& record, const LoadedBytes& load);

 private:
  struct Range {
    FileId file;
    Position position;
    std::int64_t size = 0;
  };

  std::optional<std::string> step(const FlightReader& record, FlightStep step,
                                  const LoadedBytes& load, std::int64_t number);
  std::optional<std::string> fill(FlightStep& step, const LoadedBytes& load) const;
  void note(const Effect& effect);
  void rename_paths(const std::string& from, const std::string& to);

  Host node_;
  StorySink* story_;
  std::vector<Effect> effects_;
  std::map<FileId, std::string> paths_;
  std::map<OpId, Range> loads_;
};

}  // namespace fl::sim
