// What all suites of cases share: a case is one test, named by its path; the documented departures
// differ in just the way that is written down.
#pragma once
#include "tests/behaviour/driver/player.h"

#include <string>

namespace fl::behaviour {

/// Empty if the case passes, or departs as departures.yaml says; else what is wrong.
std::string verdict(const std::string& path, Transport& transport, const std::string& run);

/// "fetch/a-case.json" as a test's name.
std::string test_name(const std::string& path);

}  // namespace fl::behaviour
