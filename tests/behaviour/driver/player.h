// Plays a case against a broker and says whether it answered as Kafka did.
#pragma once
#include "tests/behaviour/driver/case.h"
#include "tests/behaviour/driver/transport.h"

#include <optional>
#include <string>

namespace fl::behaviour {

/// Nothing if the case passes; else the step and the first difference. `run` makes the case's names
/// unique: 'r' and five lower-case letters or digits.
std::optional<std::string> play(const Case& played, Transport& transport, const std::string& run);

}  // namespace fl::behaviour
