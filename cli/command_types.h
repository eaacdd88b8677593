// What Commands to a broker may carry, by the names that flight records use.
#pragma once
#include "core/broker/commands.h"
#include "core/node/pack_input.h"

#include <array>

namespace fl::cli {

inline constexpr std::array kBrokerCommandTypes{named_type<broker::Shutdown>("Shutdown")};

}  // namespace fl::cli
