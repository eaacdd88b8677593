// Whether a node's directories have been formatted: whose they are and of which cluster. A node
// among others must not choose its cluster id itself, or each would found a cluster of its own; a
// node that is alone may, and does.   Source: KafkaRaftServer.initializeLogDirs, Formatter.
#pragma once
#include "cli/configuration.h"
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/config/broker_config.h"
#include "core/storage/small_files.h"

#include <expected>
#include <optional>
#include <string>

namespace fl::cli {

/// meta.properties of the directory; nothing if there is none. On error: the file cannot be read or
/// understood.
std::expected<std::optional<storage::MetaPropertiesFile>, std::string> read_meta(
    const std::string& directory);

/// Why the node that `file` configures cannot start; nothing if it can.
std::optional<Problem> check_formatted(const config::BrokerConfig& config, const std::string& file);

std::expected<void, std::string> make_directory(const std::string& directory);

/// Makes the directory if it is missing and writes its meta.properties, durably.
std::expected<void, std::string> write_meta(const std::string& directory,
                                            const storage::MetaPropertiesFile& meta);

Timestamp wall_clock();

/// An id that no other has, by the system's chance.
Uuid random_uuid();

}  // namespace fl::cli
