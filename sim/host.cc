#include "sim/host.h"

#include "core/base/assert.h"

namespace fl::sim {

std::optional<std::string> Host::step(Context& context, const Input& input) {
  try {
    held_->step(context, input);
    return std::nullopt;
  } catch (const AssertionFailed& failed) {
    return failed.what();
  }
}

std::expected<Slice, std::string> Host::run(const Job& job) {
  try {
    return job.run();
  } catch (const AssertionFailed& failed) {
    return std::unexpected(std::string(failed.what()));
  }
}

}  // namespace fl::sim
