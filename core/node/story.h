// What happened, told by the code that made it happen: a typed event, and the decision behind it
// (the rule, the numbers compared, the configuration keys used). Readers (command line, checks,
// visualizer, lessons) are folds over the story and use nothing else. Events are not effects and
// are not hashed.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fl {

/// One number that took part in a decision, as it stood then; `config` names the property behind
/// it.
struct Term {
  std::string_view name;  ///< a literal
  std::int64_t value = 0;
  std::string_view config = {};  ///< a literal

  friend bool operator==(const Term&, const Term&) = default;
};

/// Why the code did what it did: the rule (a key of the translations, a literal) and its numbers.
struct Decision {
  std::string_view rule;
  std::vector<Term> terms;

  friend bool operator==(const Decision&, const Decision&) = default;
};

/// A kind of event: one per described event struct, with static storage duration.
struct EventKind {
  std::string_view name;
  const Type* type;
};

/// REQUIRES: E has `static constexpr std::string_view kKind` and `fields()`.
template <class E>
inline constexpr EventKind event_kind{E::kKind, &type_of<E>};

/// An event as it is told; the references live only during the call.
struct Told {
  StepId step;
  NodeId node;
  Instant now;
  Timestamp wall;
  const EventKind& kind;
  const void* event;
  const Decision& because;
};

/// Where stories go. A sink that wants no kind costs one virtual call per would-be event.
class StorySink {
 public:
  StorySink() = default;
  StorySink(const StorySink&) = delete;
  StorySink& operator=(const StorySink&) = delete;
  virtual ~StorySink() = default;

  virtual bool wants(const EventKind& kind) const = 0;
  virtual void told(const Told& told) = 0;
};

/// An event with the decision behind it: what a teller returns.
template <class E>
struct Telling {
  E event;
  Decision because;
};

}  // namespace fl
