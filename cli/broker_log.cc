#include "cli/broker_log.h"

#include "core/broker/events.h"
#include "core/describe/print.h"

#include <algorithm>
#include <array>
#include <spdlog/spdlog.h>
#include <string_view>

namespace fl::cli {

namespace {

/// Kinds that happen once per start, topic or mishap, never per request.
constexpr std::array<std::string_view, 18> kRareKinds{
    "BrokerNoted",          "BrokerStarted",      "BrokerStopping",  "ConfigChanged",
    "ControllerActivated",  "ControllerResigned", "IndexDistrusted", "LogFailed",
    "LogRecovered",         "LogStartAdvanced",   "LogTruncated",    "PartitionsAdded",
    "ProducerStateExpired", "RecordsDeleted",     "RoleChanged",     "SegmentRolled",
    "TopicCreated",         "TopicDeleted"};

}  // namespace

bool BrokerLog::wants(const EventKind& kind) const {
  return std::ranges::find(kRareKinds, kind.name) != kRareKinds.end();
}

void BrokerLog::told(const Told& told) {
  if (told.kind.name == broker::BrokerNoted::kKind) {
    const auto& note = *static_cast<const broker::BrokerNoted*>(told.event);
    if (note.is_error)
      spdlog::error("{}", placed_(note.text));
    else
      spdlog::warn("{}", placed_(note.text));
    return;
  }
  if (told.kind.name == broker::BrokerStopping::kKind) {
    spdlog::info("{}: stopping", static_cast<const broker::BrokerStopping*>(told.event)->why);
    return;
  }
  spdlog::info("{} {}", told.kind.name, print_fields(*told.kind.type, told.event));
  if (told.kind.name == broker::BrokerStarted::kKind)
    on_started_(static_cast<const broker::BrokerStarted*>(told.event)->cluster_id);
}

}  // namespace fl::cli
