// How a broker belongs to its cluster: it registers with the active controller, tells it every
// broker.heartbeat.interval.ms that it lives, begins fenced, is unfenced once it has caught up with
// the metadata log and loaded its logs, and asks to be shut down.
// Source: BrokerLifecycleManager, KIP-631; reference in docs/internals/broker.md.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/node/context.h"

#include <cstdint>
#include <optional>

namespace fl::broker {

struct Server;
struct LinkAnswer;

struct Lifecycle {
  Uuid incarnation;
  std::optional<BrokerEpoch> epoch;  ///< of the registration; nothing before
  BrokerEpoch previous{-1};          ///< as the clean-shutdown marker told
  bool is_asking = false;
  bool is_caught_up = false;
  bool is_fenced = true;
  bool wants_shutdown = false;
  bool may_shut_down = false;
  std::int32_t failures = 0;  ///< in a row
  std::optional<Instant> due;
  bool is_ready = false;  ///< it goes on before the step ends
};

/// Begins to register.
void start_lifecycle(Server& server, Context& context);

/// Registers or sends a heartbeat now, if the controller is known and no request is under way.
void hasten_lifecycle(Server& server, Context& context);

void on_lifecycle_due(Server& server, Context& context);

/// At the end of a step. True if there was something to do.
bool drain_lifecycle(Server& server, Context& context);
void on_registration_answered(Server& server, Context& context, const LinkAnswer& answer);
void on_heartbeat_answered(Server& server, Context& context, const LinkAnswer& answer);

/// Asks the controller to move leadership away; on_may_shut_down follows.
void ask_for_shutdown(Server& server, Context& context);

}  // namespace fl::broker
