#include "core/broker/stray_logs.h"

#include "core/base/drawn_uuid.h"
#include "core/broker/events.h"
#include "core/broker/partitions.h"
#include "core/storage/small_files.h"

#include <string>
#include <string_view>

namespace fl::broker {

namespace {

/// The first components of all paths below the directory.
std::set<std::string> names_in(const ListedDirectory& directory) {
  std::set<std::string> names;
  for (const ListedFile& file : directory.files) {
    const std::size_t slash = file.path.find('/');
    if (slash != std::string::npos) names.insert(file.path.substr(0, slash));
  }
  for (const std::string& path : directory.empty_directories)
    names.insert(path.substr(0, path.find('/')));
  return names;
}

std::string stray_name(const TopicPartition& partition, const Uuid& unique) {
  std::string name = storage::deleted_directory_name(partition, unique);
  constexpr std::string_view kDeleted = "-delete";
  name.replace(name.size() - kDeleted.size(), kDeleted.size(), "-stray");
  return name;
}

}  // namespace

std::set<TopicPartition> sort_directories(Server& server, Context& context,
                                          const ListedDirectory& directory) {
  std::set<TopicPartition> live;
  for (const std::string& name : names_in(directory)) {
    const auto parsed = storage::parse_directory_name(name);
    if (!parsed || parsed->partition.topic == "__cluster_metadata") continue;
    const std::string path = server.startup.directory + "/" + name;
    switch (parsed->kind) {
      case storage::DirectoryKind::deleted:
        server.disk.remove(context, {.kind = OwnerKind::removal}, path);
        break;
      case storage::DirectoryKind::live: {
        if (server.image.partition(parsed->partition) != nullptr) {
          live.insert(parsed->partition);
          break;
        }
        const Uuid unique = drawn_uuid(context.draw, "stray-directory", {Draw::hashed(name)});
        server.disk.rename(context, {.kind = OwnerKind::removal}, path,
                           server.startup.directory + "/" + stray_name(parsed->partition, unique));
        context.tell<BrokerNoted>([&] {
          return Telling<BrokerNoted>{
              {.broker = server.id,
               .text = "No topic has the log " + name + ": it is renamed to end in -stray",
               .is_error = false},
              {}};
        });
        break;
      }
      case storage::DirectoryKind::stray:
      case storage::DirectoryKind::future:
        break;
    }
  }
  return live;
}

}  // namespace fl::broker
