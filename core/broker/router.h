// Finds the handler of a request: by api key, after its version was looked at.
#pragma once
#include "core/base/bytes.h"
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"

namespace fl::broker {

/// Works on one frame (without its size). What cannot be read or is not served closes the
/// connection without an answer, as in Kafka; only ApiVersions of an unknown version is answered.
/// REQUIRES: the connection is open and marked busy.
void route(Server& server, Context& context, ConnId conn, const Slice& frame);

/// What this node asks of itself: handled as if it had come over a controller listener.
void route_own(Server& server, Context& context, std::int64_t number, const Slice& payload);

/// A request that another broker forwarded.
void route_enveloped(Server& server, Context& context, const Request& outer, const Slice& payload);

}  // namespace fl::broker
