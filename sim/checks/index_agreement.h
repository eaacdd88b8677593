// L11: an index finds what a scan finds. Every entry of a sealed segment's offset index names the
// position of the batch that ends with its offset; every entry of its time index names a batch with
// that greatest timestamp, none before it being later.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/log_scan.h"
#include "sim/scenario/cast.h"

#include <string>

namespace fl::sim {

class IndexAgreementCheck final : public Check {
 public:
  explicit IndexAgreementCheck(const Cast& cast) : cast_(cast) {}

  std::string_view name() const override { return "index-disagrees"; }

  void finish(const World& world) override;

 private:
  void offset_index(const World& world, const ScannedSegment& segment, const Slice& bytes,
                    const std::string& path);
  void time_index(const World& world, const ScannedSegment& segment, const Slice& bytes,
                  const std::string& path);

  const Cast& cast_;
};

}  // namespace fl::sim
