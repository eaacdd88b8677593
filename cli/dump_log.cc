// faultline dump-log: what is in segments, indexes and snapshots, in the format of Kafka's
// DumpLogSegments.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "core/storage/dump.h"
#include "core/storage/small_files.h"

#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

namespace fl::cli {

namespace {

struct DumpLogOptions {
  std::vector<std::string> files;
  storage::DumpOptions dump;
};

/// The text, or nothing if the name is none that a log directory has.
std::optional<std::string> dumped(const std::string& path, Slice bytes,
                                  const storage::DumpOptions& options) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const auto parsed = storage::parse_segment_file_name(name);
  if (!parsed) return std::nullopt;
  if (parsed->suffix == ".log") return storage::dump_log_file(bytes, parsed->base, options);
  if (parsed->suffix == ".index") return storage::dump_offset_index(bytes, parsed->base, path);
  if (parsed->suffix == ".timeindex") return storage::dump_time_index(bytes, parsed->base, path);
  if (parsed->suffix == ".txnindex") return storage::dump_txn_index(bytes, path);
  if (parsed->suffix == ".snapshot") return storage::dump_producer_snapshot(bytes, path);
  return std::nullopt;
}

int dump(const DumpLogOptions& options) {
  for (const std::string& path : options.files) {
    auto bytes = read_file(path);
    if (!bytes) return complain(kExitNoInput, bytes.error());
    const auto text = dumped(path, Slice(*std::move(bytes)), options.dump);
    if (!text)
      return complain(
          kExitBadInput,
          path +
              ": the name is not that of a segment's .log, .index, .timeindex, .txnindex"
              " or .snapshot file");
    fmt::print("Dumping {}\n{}", path, *text);
  }
  return kExitOk;
}

}  // namespace

void add_dump_log(Commands& commands) {
  auto options = std::make_shared<DumpLogOptions>();
  CLI::App& app = commands.add(
      "dump-log", "Print segments, indexes and snapshots as Kafka's DumpLogSegments does.",
      "faultline dump-log --print-data-log --files data/orders-0/00000000000000000000.log",
      [options] { return dump(*options); });
  app.add_option("--files", options->files, "Files, separated by commas or spaces")
      ->required()
      ->delimiter(',');
  app.add_flag("--deep-iteration", options->dump.deep, "A line per record");
  app.add_flag("--print-data-log", options->dump.print_data, "With keys and values");
}

}  // namespace fl::cli
