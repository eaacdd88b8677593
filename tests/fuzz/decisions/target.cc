// Feeds hostile text to the reader of decision logs. What it takes must be written and read back
// the same, and replaying it into a world with other nodes must do no harm.
#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "sim/decision_log.h"

#include <cstddef>
#include <cstdint>

namespace {

struct Idle {
  void step(fl::Context& context, const fl::Input&) {
    context.emit(fl::Arm{fl::TimerId(1), context.now + fl::kNanosecondsPerSecond});
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto log = fl::sim::parse_decision_log(fl::as_text({data, size}));
  if (!log) return 0;
  const auto again = fl::sim::parse_decision_log(fl::sim::text_of(*log));
  FL_ASSERT(again.has_value());
  FL_ASSERT(again->operations == log->operations);
  FL_ASSERT(again->rungs == log->rungs);
  fl::sim::World world(log->seed);
  for (const std::int32_t id : {1, 2})
    world.add_node({.id = fl::NodeId(id),
                    .name = "idle",
                    .host = id == 1 ? "one" : "two",
                    .node = fl::sim::Host::of(Idle{}),
                    .listeners = {{.id = fl::ListenerId(0), .name = "P", .host = "", .port = 1}}});
  world.boot(fl::NodeId(1));
  // A log may say that a run lasts for ever; a few steps of it are enough here.
  auto short_log = *log;
  short_log.end = std::min(log->end, fl::Instant(5 * fl::kNanosecondsPerSecond));
  std::erase_if(short_log.operations,
                [&](const fl::sim::DecidedOperation& o) { return o.at > short_log.end; });
  static_cast<void>(fl::sim::replay(world, short_log));
  return 0;
}
