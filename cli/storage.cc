// `faultline storage`: makes directories ready for a node of a cluster, as kafka-storage.sh does:
// the same options, the same lines, the same files.   Source: StorageTool, Formatter, KIP-631,
// KIP-853; golden/metadata/storage-format of Apache Kafka 4.3.1.
#include "cli/command.h"
#include "cli/configuration.h"
#include "cli/dynamic_voters.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/formatted.h"
#include "cli/storage_features.h"
#include "cli/terminal.h"
#include "core/base/assert.h"
#include "core/config/roles.h"
#include "core/controller/bootstrap.h"
#include "core/metadata/record.h"
#include "core/raft/bootstrap_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <memory>
#include <utility>

namespace fl::cli {

namespace {

struct FormatOptions {
  std::string config;
  std::string cluster_id;
  std::string release;
  std::vector<std::string> features;
  bool ignores_formatted = false;
  bool has_no_initial_controllers = false;
  bool is_standalone = false;
  std::string initial_controllers;
};

int no(const std::string& text) {
  return complain(kExitFailed, text);
}

/// The line that Kafka prints first.
std::string bootstrap_line(const std::vector<controller::FeatureLevel>& features) {
  std::string records;
  for (const controller::FeatureLevel& feature : features)
    records += fmt::format(
        "{}ApiMessageAndVersion(FeatureLevelRecord(name='{}', featureLevel={}) at version 0)",
        records.empty() ? "" : ", ", feature.name, feature.level);
  return fmt::format(
      "Bootstrap metadata: BootstrapMetadata(records=[{}], metadataVersionLevel={}, source=format "
      "command)",
      records, kMetadataVersionLevel);
}

struct Directories {
  std::vector<std::string> unformatted;
  std::vector<std::string> formatted;
};

/// On error: a directory that cannot be read, or belongs to another cluster or node.
std::expected<Directories, std::string> look_at(const config::BrokerConfig& config,
                                                const std::string& cluster_id) {
  Directories directories;
  for (const std::string& directory : directories_of(config)) {
    const auto meta = read_meta(directory);
    if (!meta) return std::unexpected(meta.error());
    if (!meta->has_value()) {
      directories.unformatted.push_back(directory);
      continue;
    }
    const std::string path = directory + "/" + std::string(storage::kMetaProperties);
    if ((*meta)->cluster_id != cluster_id)
      return std::unexpected(fmt::format("Invalid cluster.id in: {}. Expected {}, but read {}",
                                         path, cluster_id, (*meta)->cluster_id));
    if ((*meta)->node_id != config.node_id)
      return std::unexpected(
          fmt::format("Stored node id {} doesn't match previous node id {} in {}. If you moved "
                      "your data, make sure your configured node id matches. If you intend to "
                      "create a new node, you should remove all data in your data directories.",
                      (*meta)->node_id, config.node_id, path));
    directories.formatted.push_back(directory);
  }
  // Kafka: the directory of the metadata log comes last.
  const auto last = std::ranges::find(directories.unformatted, config.metadata_log_dir);
  if (last != directories.unformatted.end())
    std::rotate(last, last + 1, directories.unformatted.end());
  return directories;
}

/// The voters that the options name; nothing if they name none. On error: why not.
std::expected<std::optional<raft::VoterSet>, std::string> first_voters(
    const FormatOptions& options, const config::BrokerConfig& config) {
  const auto& names = config.controller_listener_names;
  const std::string listener = names.empty() ? "" : names.front();
  if (!options.initial_controllers.empty()) {
    auto voters = parse_dynamic_voters(options.initial_controllers, listener);
    if (!voters) return std::unexpected(voters.error());
    return *std::move(voters);
  }
  if (!options.is_standalone) return std::nullopt;
  if (!config.is_controller())
    return std::unexpected("You can only use --standalone on a controller.");
  if (config.controller_endpoints().empty())
    return std::unexpected("No controller listeners found.");
  const config::Endpoint& own = config.controller_endpoints().front();
  return raft::VoterSet({{.id = NodeId(config.node_id),
                          .directory = random_uuid(),
                          .endpoints = {{.listener = listener,
                                         .host = own.host.empty() ? "localhost" : own.host,
                                         .port = own.port}},
                          .kraft_version_min = raft::kKraftVersionMin,
                          .kraft_version_max = raft::kKraftVersionMax}});
}

/// Writes the voters where the metadata log will be.
std::expected<void, std::string> write_voters(const std::string& directory,
                                              const raft::VoterSet& voters) {
  const std::string log = directory + "/" + std::string(raft::kMetadataLogDirectory);
  if (auto made = make_directory(log); !made) return made;
  return replace_file(log + "/" + std::string(raft::kFormattedVotersFile),
                      raft::build_formatted_voters(voters.to_record(), wall_clock()));
}

/// What Kafka calls the directory, where it says that it formats it.
std::string_view kind_of(bool is_metadata, const std::optional<raft::VoterSet>& voters,
                         NodeId node) {
  if (!is_metadata) return "data";
  if (!voters) return "metadata";
  return voters->find(node) != nullptr ? "dynamic metadata voter" : "dynamic metadata";
}

/// meta.properties last: with it, the directory is formatted. `voters` only for the directory of
/// the metadata log.
std::expected<void, std::string> format_directory(
    const std::string& directory, const storage::MetaPropertiesFile& meta,
    const std::vector<controller::FeatureLevel>& features,
    const std::optional<raft::VoterSet>& voters) {
  std::vector<ByteVector> values;
  for (const metadata::Record& record : controller::feature_records(features)) {
    auto value = metadata::encode_record(record);
    FL_ASSERT(value.has_value());
    values.push_back(*std::move(value));
  }
  if (auto made = make_directory(directory); !made) return made;
  const std::string path = directory + "/" + std::string(raft::kBootstrapFile);
  const ByteVector bytes = raft::build_bootstrap_file(values, wall_clock());
  if (auto written = replace_file(path, bytes); !written) return written;
  if (voters)
    if (auto written = write_voters(directory, *voters); !written) return written;
  return write_meta(directory, meta);
}

int format(const FormatOptions& options) {
  const auto configuration = read_configuration(options.config, {});
  if (!configuration) return configuration.error().say();
  const config::BrokerConfig& config = configuration->config;
  if (!config.quorum_voters().empty() &&
      (options.is_standalone || !options.initial_controllers.empty()))
    return no(
        "You cannot specify controller.quorum.voters and format the node with "
        "--initial-controllers or --standalone. If you want to use dynamic quorum, please remove "
        "controller.quorum.voters and specify controller.quorum.bootstrap.servers instead.");
  const auto voters = first_voters(options, config);
  if (!voters) return no(voters.error());
  if (config.is_controller() && config.quorum_voters().empty() &&
      !config.controller_quorum_bootstrap_servers.empty() && !options.has_no_initial_controllers &&
      !*voters)
    return no(
        "Because controller.quorum.voters is not set on this controller, you must specify one of "
        "the following: --standalone, --initial-controllers, or --no-initial-controllers.");
  // Kafka: whatever names no voters is a dynamic quorum; here a node may be a quorum of its own.
  const bool is_dynamic = config.quorum_voters().empty() && (!config::is_alone(config) || *voters);
  const auto features = features_to_format(options.release, options.features, is_dynamic);
  if (!features) return no(features.error());
  const auto directories = look_at(config, options.cluster_id);
  if (!directories) return no(directories.error());
  if (!directories->formatted.empty() && !options.ignores_formatted)
    return no(
        fmt::format("Log directory {} is already formatted. Use --ignore-formatted to ignore this "
                    "directory and format the others.",
                    directories->formatted.front()));
  if (directories->unformatted.empty()) {
    fmt::print("All of the log directories are already formatted.\n");
    return kExitOk;
  }
  fmt::print("{}\n", bootstrap_line(*features));
  for (const std::string& directory : directories->unformatted) {
    const bool is_metadata = directory == config.metadata_log_dir;
    fmt::print("Formatting {} directory {} with metadata.version {}.\n",
               kind_of(is_metadata, *voters, NodeId(config.node_id)), directory, kMetadataVersion);
    const raft::Voter* own =
        is_metadata && *voters ? (*voters)->find(NodeId(config.node_id)) : nullptr;
    const auto written =
        format_directory(directory,
                         {.node_id = config.node_id,
                          .cluster_id = options.cluster_id,
                          .directory_id = own != nullptr ? own->directory : random_uuid()},
                         *features, is_metadata ? *voters : std::nullopt);
    if (!written) return complain(kExitIo, written.error());
  }
  return kExitOk;
}

int info(const std::string& file) {
  const auto configuration = read_configuration(file, {});
  if (!configuration) return configuration.error().say();
  std::vector<std::string> found;
  std::vector<std::string> problems;
  std::string metadata;
  for (const std::string& directory : directories_of(configuration->config)) {
    const auto meta = read_meta(directory);
    if (!meta) {
      problems.push_back("Error while reading meta.properties of " + directory + ": " +
                         meta.error());
      continue;
    }
    if (!meta->has_value()) {
      problems.push_back(directory + " is not formatted.");
      continue;
    }
    found.push_back(directory);
    if (!metadata.empty()) continue;
    metadata = fmt::format(
        "Found metadata: {{cluster.id={}, {}node.id={}, version=1}}", (*meta)->cluster_id,
        (*meta)->directory_id ? "directory.id=" + (*meta)->directory_id->to_text() + ", " : "",
        (*meta)->node_id);
  }
  if (!found.empty())
    fmt::print("Found log director{}:\n  {}\n\n", found.size() == 1 ? "y" : "ies",
               fmt::join(found, "\n  "));
  if (!metadata.empty()) fmt::print("{}\n\n", metadata);
  if (!problems.empty())
    fmt::print("Found problem{}:\n  {}\n\n", problems.size() == 1 ? "" : "s",
               fmt::join(problems, "\n  "));
  return problems.empty() ? kExitOk : kExitFailed;
}

}  // namespace

void add_storage(Commands& commands) {
  auto options = std::make_shared<FormatOptions>();
  auto verb = std::make_shared<std::function<int()>>();
  CLI::App& app = commands.add(
      "storage", "Make directories ready for a node of a cluster, as kafka-storage.sh does.",
      {.example = "faultline storage random-uuid\n"
                  "  faultline storage format -t CLUSTER_ID -c server.properties",
       .exits = "0 done, 1 refused, 66 no such file, 74 a directory cannot be written, 78 wrong\n"
                "configuration"},
      [verb] { return (*verb)(); });
  app.require_subcommand(1);
  const auto add = [&](const char* name, const char* what, std::function<int()> run) {
    CLI::App* sub = app.add_subcommand(name, what);
    sub->callback([verb, run = std::move(run)] { *verb = run; });
    return sub;
  };
  CLI::App* formatting = add("format", "Format the directories that a configuration names",
                             [options] { return format(*options); });
  formatting->add_option("-c,--config", options->config, "The node's server.properties")
      ->required();
  formatting
      ->add_option("-t,--cluster-id", options->cluster_id, "The same for all nodes of a cluster")
      ->required();
  formatting->add_flag("-g,--ignore-formatted", options->ignores_formatted,
                       "Leave directories alone that are formatted already");
  formatting->add_option("-r,--release-version", options->release,
                         "The release whose features are on; 4.3 is the only one");
  formatting->add_option("-f,--feature", options->features,
                         "NAME=LEVEL instead of the release's, may be repeated; 0 switches it off");
  auto* standalone =
      formatting->add_flag("-s,--standalone", options->is_standalone,
                           "The node is the first voter, alone; others are added later");
  auto* nobody =
      formatting->add_flag("-N,--no-initial-controllers", options->has_no_initial_controllers,
                           "The node learns from others who votes");
  auto* initial = formatting->add_option(
      "-I,--initial-controllers", options->initial_controllers,
      "The first voters, on each of them the same: ID@HOST:PORT:DIRECTORY-ID,...");
  standalone->excludes(nobody)->excludes(initial);
  nobody->excludes(initial);
  CLI::App* looking = add("info", "Say whose the directories are that a configuration names",
                          [options] { return info(options->config); });
  looking->add_option("-c,--config", options->config, "The node's server.properties")->required();
  add("random-uuid", "Print a new cluster id", [] {
    fmt::print("{}\n", random_uuid().to_text());
    return kExitOk;
  });
}

}  // namespace fl::cli
