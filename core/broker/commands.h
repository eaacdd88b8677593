// What an operator may tell a broker (Command) and what it answers (Reply).
#pragma once
#include "core/describe/fields.h"

#include <cstdint>
#include <string>

namespace fl::broker {

/// Stop cleanly: logs are closed, checkpoints written, the clean-shutdown marker left; then
/// Exit{0}.
struct Shutdown {
  std::string reason;

  static consteval auto fields() { return field_list(field<&Shutdown::reason>("reason")); }
};

}  // namespace fl::broker
