// faultline dump-log: what is in segments, indexes and snapshots, in the format of Kafka's
// DumpLogSegments.
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "core/storage/dump.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace fl::cli {

namespace {

struct DumpLogOptions {
  std::vector<std::string> files;
  storage::DumpOptions dump;
};

/// The text, or nothing if the name is none that a log directory has.
std::optional<std::string> dumped(const std::string& path, const Slice& bytes,
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

bool is_dumpable(const std::string& name) {
  const auto parsed = storage::parse_segment_file_name(name);
  constexpr std::array<std::string_view, 5> kSuffixes{".log", ".index", ".timeindex", ".txnindex",
                                                      ".snapshot"};
  return parsed && std::ranges::find(kSuffixes, parsed->suffix) != kSuffixes.end();
}

/// A directory was named where files are wanted: what of it can be dumped, as it may be typed.
std::string files_in(const std::string& directory) {
  constexpr std::size_t kNamesMax = 8;
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at.depth() >= 1) at.disable_recursion_pending();
    if (is_dumpable(at->path().filename().string())) names.push_back(at->path().string());
  }
  if (names.empty()) return "; there is no segment, index or snapshot in it";
  std::ranges::sort(names);
  std::string text = "; --files wants files, such as";
  for (std::size_t i = 0; i < std::min(names.size(), kNamesMax); ++i)
    text += "\n  " + names[i];
  if (names.size() > kNamesMax) text += fmt::format("\n  and {} more", names.size() - kNamesMax);
  return text;
}

int dump(const DumpLogOptions& options) {
  for (const std::string& path : options.files) {
    std::error_code not_there;
    if (std::filesystem::is_directory(path, not_there))
      return complain(kExitNoInput, path + ": is a directory" + files_in(path));
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
      {.example =
           "faultline dump-log --print-data-log --files data/orders-0/00000000000000000000.log",
       .exits = "0 printed, 65 not a file of a log, 66 no such file"},
      [options] { return dump(*options); });
  app.add_option("--files", options->files, "Files, separated by commas or spaces")
      ->required()
      ->delimiter(',');
  app.add_flag("--deep-iteration", options->dump.deep, "A line per record");
  app.add_flag("--print-data-log", options->dump.print_data, "With keys and values");
}

}  // namespace fl::cli
