#include "cli/formatted.h"

#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "core/base/drawn_uuid.h"
#include "core/config/roles.h"

#include <chrono>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

namespace fl::cli {

namespace {

namespace fs = std::filesystem;

std::string meta_path(const std::string& directory) {
  return directory + "/" + std::string(storage::kMetaProperties);
}

/// A node that is a quorum of its own formats its directory itself: nobody else has to have its
/// cluster's id. Kafka wants it formatted before.
bool needs_nobody(const config::BrokerConfig& config) {
  const auto& voters = config.quorum_voters();
  const bool is_sole_voter = voters.size() == 1 && voters.front().id == config.node_id;
  return config::is_alone(config) || is_sole_voter;
}

}  // namespace

Timestamp wall_clock() {
  return Timestamp(std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count());
}

std::expected<std::optional<storage::MetaPropertiesFile>, std::string> read_meta(
    const std::string& directory) {
  const std::string path = meta_path(directory);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::nullopt;
  const auto text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  auto meta = storage::parse_meta_properties(*text);
  if (!meta) return std::unexpected(path + ": " + meta.error());
  return *std::move(meta);
}

std::optional<Problem> check_formatted(const config::BrokerConfig& config,
                                       const std::string& file) {
  if (needs_nobody(config)) return std::nullopt;
  const std::string& directory = config.log_dirs.front();
  const auto meta = read_meta(directory);
  if (!meta) return Problem{.status = kExitIo, .texts = {meta.error()}};
  if (meta->has_value()) return std::nullopt;
  return Problem{.status = kExitConfig,
                 .texts = {"No `meta.properties` found in " + directory + " (have you run `" +
                           as_typed("faultline storage format -t CLUSTER_ID -c ") +
                           (file.empty() ? "FILE" : file) + "` to format the directory?)"}};
}

std::expected<void, std::string> make_directory(const std::string& directory) {
  std::error_code made;
  fs::create_directories(directory, made);
  if (!made) return {};
  return std::unexpected("cannot make the directory " + directory + ": " + made.message());
}

std::expected<void, std::string> write_meta(const std::string& directory,
                                            const storage::MetaPropertiesFile& meta) {
  if (auto made = make_directory(directory); !made) return made;
  const std::string text = storage::format_meta_properties(meta, wall_clock());
  return replace_file(meta_path(directory), as_bytes(text));
}

Uuid random_uuid() {
  std::random_device entropy;
  const std::uint64_t high = entropy();
  const std::uint64_t low = entropy();
  return drawn_uuid(Draw(high << 32 | low), "random-uuid", {entropy(), entropy()});
}

}  // namespace fl::cli
