// Where our broker serves fewer APIs than Kafka, its ApiVersions says less: those rows and features
// are left out of what Kafka answered. All else must be there.
#pragma once
#include "tests/behaviour/driver/case.h"

#include <cstdint>
#include <string>

namespace fl::behaviour {

/// The expectation without what is not served yet.
Json as_far_as_served(const std::string& api, Json expected);

/// The version of a response's header.
std::int16_t response_header_version_of(const std::string& api, std::int16_t version);

}  // namespace fl::behaviour
