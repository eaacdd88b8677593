// A scenario drawn from a number: machines, configuration, topics, clients and faults, all at
// random but within a budget in which Kafka promises that no acknowledged record is lost. What
// comes out is the text of a scenario file, so that a run that breaks a check can be kept, read,
// played and cut down like any other.
#pragma once
#include <cstdint>
#include <string>

namespace fl::sim {

/// The scenario of `seed`: the same text on every machine and for ever, as long as nothing here
/// changes. Its own seed is `seed` too.
std::string drawn_scenario(std::uint64_t seed);

}  // namespace fl::sim
