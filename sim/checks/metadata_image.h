// Q15: what a node knows of the cluster is a function of the metadata log: after the same records
// the brokers, partitions and configurations that they changed are the same on every node.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class MetadataImageCheck final : public Check {
 public:
  std::string_view name() const override { return "metadata-image-differs"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Applied {
    std::int64_t digest = 0;
    NodeId by;
  };

  std::map<std::pair<Offset, Offset>, Applied> applied_;
};

}  // namespace fl::sim
