// The contents of a log directory's files as text, in the format of Kafka's DumpLogSegments, so
// that both tools can be compared line by line.   Source: org.apache.kafka.tools.DumpLogSegments.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"

#include <cstdint>
#include <string>

namespace fl::storage {

struct DumpOptions {
  bool deep = false;        ///< a line per record, below its batch
  bool print_data = false;  ///< with keys and values as UTF-8; implies deep
};

/// A `.log` file whose name says `base`. Damage ends the dump with a line that says where.
std::string dump_log_file(const Slice& bytes, Offset base, const DumpOptions& options);

/// An `.index` file. `name` is printed where it is empty.
std::string dump_offset_index(const Slice& bytes, Offset base, const std::string& name);
std::string dump_time_index(const Slice& bytes, Offset base, const std::string& name);
std::string dump_txn_index(ByteSpan bytes, const std::string& name);
std::string dump_producer_snapshot(ByteSpan bytes, const std::string& name);

}  // namespace fl::storage
