// A saboteur stands between the world and a broker and alters one input or effect. It is the
// known-bad variant of a check that no documented switch of the protocol breaks. A trick is a
// copyable struct with two functions; both do nothing by default.
#pragma once
#include "core/base/assert.h"
#include "core/node/context.h"
#include "core/node/input.h"
#include "sim/host.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {

/// What a trick may do: step the broker once more, emit effects, know the open files.
class Stage {
 public:
  Stage(Host& inner, Context& context, const std::map<FileId, std::string>& files)
      : inner_(inner), context_(context), files_(files) {}

  void step(const Input& input) {
    const auto broken = inner_.step(context_, input);
    FL_ASSERT(!broken.has_value());
  }

  Context& context() { return context_; }

  /// The path of an open file; "" if it is none of the broker's.
  std::string path_of(FileId file) const {
    const auto found = files_.find(file);
    return found != files_.end() ? found->second : "";
  }

 private:
  Host& inner_;
  Context& context_;
  const std::map<FileId, std::string>& files_;
};

struct Trick {
  /// False: the broker does not get the input.
  bool on_input(Stage&, const Input&) { return true; }

  /// Effects from `first` on are those of this step, and may be changed.
  void on_effects(Stage&, std::vector<Effect>&, std::size_t) {}
};

template <class T>
class Sabotaged {
 public:
  Sabotaged(Host inner, T trick) : inner_(std::move(inner)), trick_(std::move(trick)) {}

  void step(Context& context, const Input& input) {
    Stage stage(inner_, context, files_);
    if (std::holds_alternative<Boot>(input)) files_.clear();
    const std::size_t first = context.effects.size();
    if (trick_.on_input(stage, input)) stage.step(input);
    for (std::size_t i = first; i < context.effects.size(); ++i)
      if (const auto* open = std::get_if<Open>(&context.effects[i]))
        files_[open->file] = open->path;
    trick_.on_effects(stage, context.effects, first);
  }

 private:
  Host inner_;
  T trick_;
  std::map<FileId, std::string> files_;
};

/// An operation id that no broker uses.
inline OpId own_op(std::int64_t n) {
  return OpId(-1'000'000 - n);
}

inline bool is_own(OpId op) {
  return op.value <= -1'000'000;
}

}  // namespace fl::sim
