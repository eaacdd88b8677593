// The identity of a request in progress: all that is needed to answer it later. A request that must
// wait is a row that holds one of these; it is answered exactly once, with respond(), or its
// connection is closed.
#pragma once
#include "core/base/ids.h"
#include "core/base/parts.h"
#include "core/wire/api.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fl::broker {

struct Server;

/// The request came in an Envelope of a broker: its answer goes back in one.
struct Enveloped {
  std::int32_t correlation_id = 0;
  std::int16_t version = 0;
};

struct Request {
  ConnId conn;
  ListenerId listener;
  wire::ApiKey api{};
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string> client_id;
  Instant received;         ///< when its last byte came
  StepId step;              ///< the step that read it: a cause of the step that answers it
  std::int64_t number = 0;  ///< of the connection's requests, from 1: its turn to be answered
  std::int64_t size_bytes = 0;
  std::optional<Enveloped> envelope;
  bool for_controllers = false;  ///< it came on a listener of controllers
};

}  // namespace fl::broker
