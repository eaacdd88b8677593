// C6: a consumer gets no record from the high watermark on, as the answer itself has it.
#pragma once
#include "sim/checks/check.h"

#include <string_view>

namespace fl::sim {

class UncommittedReadCheck final : public Check {
 public:
  std::string_view name() const override { return "reads-uncommitted"; }

  void told(const World& world, const StoredEvent& event) override;
};

}  // namespace fl::sim
