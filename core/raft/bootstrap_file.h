// bootstrap.checkpoint: the first records of a cluster, as the formatting of a directory leaves
// them for the first active controller. A snapshot of three batches: header, records, footer.
// Source: BootstrapDirectory, RecordsSnapshotWriter; golden/metadata/storage-format of Apache
// Kafka 4.3.1.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/wire/messages/control_records.h"

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fl::raft {

inline constexpr std::string_view kBootstrapFile = "bootstrap.checkpoint";

/// The snapshot of nothing, in the directory of the metadata log, that a directory is formatted
/// with where voters are in the log: it says who votes first.   Source: Formatter, KIP-853.
inline constexpr std::string_view kFormattedVotersFile =
    "00000000000000000000-0000000000.checkpoint";

/// The bytes of kFormattedVotersFile: kraft.version 1, and the voters.
ByteVector build_formatted_voters(const wire::VotersRecord& voters, Timestamp now);

/// The file's bytes. REQUIRES: at least one value.
ByteVector build_bootstrap_file(std::span<const ByteVector> values, Timestamp now);

/// The values. On error: what is wrong with the file.
std::expected<std::vector<Slice>, std::string> read_bootstrap_file(const Slice& file);

}  // namespace fl::raft
