#include "core/metadata/registration.h"

#include <algorithm>
#include <tuple>

namespace fl::metadata {

bool BrokerImage::has_directory(const Uuid& directory) const {
  return std::ranges::find(directories, directory) != directories.end();
}

const BrokerEndpoint* BrokerImage::endpoint(std::string_view listener) const {
  const auto found = std::ranges::find(endpoints, listener, &BrokerEndpoint::listener);
  return found == endpoints.end() ? nullptr : &*found;
}

const FeatureRange* BrokerImage::feature(std::string_view name) const {
  const auto found = std::ranges::find(features, name, &FeatureRange::name);
  return found == features.end() ? nullptr : &*found;
}

void sort_directories(std::vector<Uuid>& directories) {
  std::ranges::sort(directories, {}, [](const Uuid& id) {
    return std::tuple(static_cast<std::int64_t>(id.high), static_cast<std::int64_t>(id.low));
  });
}

}  // namespace fl::metadata
