// Verdicts and outcomes in words.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/record_fates.h"
#include "sim/scenario/run.h"

#include <string>

namespace fl::sim {

Verdict verdict_of(const Check& check, Language language);

Outcome outcome_of(const std::string& producer, const ProducerFate& fate, Language language);

}  // namespace fl::sim
