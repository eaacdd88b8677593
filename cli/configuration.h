// The configuration of a node as its user wrote it: a file with Kafka's property names, and what
// the command line sets on top. Remembers where each property stands, so that what is wrong with it
// can be said with file and line.
#pragma once
#include "core/config/broker_config.h"
#include "core/node/input.h"

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fl::cli {

/// Why a command cannot go on: one text a line, and the exit status.
struct Problem {
  int status = 0;
  std::vector<std::string> texts;

  /// Complains on standard error. Returns the status.
  int say() const;
};

struct Configuration {
  Properties properties;                      ///< in order: the later one of a key counts
  std::map<std::string, std::string> places;  ///< "server.properties:12", by property
  config::BrokerConfig config;

  /// `text` with the place of the property that it is about in front; as it is if that is none of
  /// the user's.
  std::string placed(const std::string& text) const;
  Problem all_placed(const std::vector<std::string>& texts) const;
};

/// Reads and checks all of the file (none if "") and of the "KEY=VALUE" texts.
std::expected<Configuration, Problem> read_configuration(const std::string& file,
                                                         const std::vector<std::string>& overrides);

/// All directories of a node, each once: the log directories, then the metadata log's.
std::vector<std::string> directories_of(const config::BrokerConfig& config);

}  // namespace fl::cli
