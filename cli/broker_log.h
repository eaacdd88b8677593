// What a running broker says on standard error, and its one line on standard output: a fold over
// its story that keeps the rare kinds only.
#pragma once
#include "core/node/story.h"

#include <functional>
#include <string>

namespace fl::cli {

class BrokerLog final : public StorySink {
 public:
  /// `on_started` is called with the cluster id when the broker serves. `placed` adds to what the
  /// broker says of its configuration where that stands.
  BrokerLog(std::function<void(const std::string& cluster_id)> on_started,
            std::function<std::string(const std::string& text)> placed)
      : on_started_(std::move(on_started)), placed_(std::move(placed)) {}

  bool wants(const EventKind& kind) const override;
  void told(const Told& told) override;

 private:
  std::function<void(const std::string&)> on_started_;
  std::function<std::string(const std::string&)> placed_;
};

}  // namespace fl::cli
