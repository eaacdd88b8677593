// A scenario file as the commands read it: text and parsed, with mistakes as file:line:column.
#pragma once
#include "sim/scenario/run.h"
#include "sim/scenario/scenario.h"

#include <expected>
#include <string>

namespace fl::cli {

struct ScenarioFile {
  std::string text;
  sim::Scenario scenario;
};

/// What is wrong, and the exit status that goes with it.
struct FileProblem {
  int status = 0;
  std::string what;
};

/// `variant`: one of the scenario's, or empty.
std::expected<ScenarioFile, FileProblem> read_scenario(const std::string& path,
                                                       const std::string& variant = {});

/// "en" or "zh"; anything else is a usage error that the option's check has already refused.
sim::Language language_of(const std::string& name);

}  // namespace fl::cli
