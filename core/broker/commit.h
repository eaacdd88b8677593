// Requests that change metadata: decided at once, answered once what was decided is durable.
#pragma once
#include "core/broker/handler.h"
#include "core/broker/handlers/timed_out.h"
#include "core/broker/server.h"
#include "core/controller/decided.h"

#include <cstdint>
#include <utility>

namespace fl::broker {

/// How long a change of configuration may take: its request has no timeout of its own.
/// Source: the default of request.timeout.ms.
inline constexpr std::int32_t kForwardTimeoutMs = 30'000;

/// What a decision may look at: everything that was decided before, committed or not.
controller::View control_view(const Server& server, const Context& context);

/// Appends the records to the metadata log, where they are one batch, and to what was decided.
/// Returns the end at which they are committed.
Offset propose(Server& server, Context& context, const metadata::RecordList& records);

/// A response that waits.
struct WaitingResponse {
  Parts response;
  Parts timed_out;
  std::int32_t timeout_ms = 0;
};

/// Sends the response once everything below `end` is committed, or the other one at the deadline.
void respond_when_committed(Server& server, Context& context, const Request& request, Offset end,
                            WaitingResponse waiting);

/// Proposes what was decided, and answers when it is committed; at once, if nothing changes.
/// `timed_out` is the response at the deadline.
template <class Response>
void carry_out(Server& server, Context& context, const Request& request,
               controller::Decided<Response> decided, std::int32_t timeout_ms) {
  if (decided.records.empty()) {
    respond(server, context, request, decided.response);
    return;
  }
  const Offset end = propose(server, context, decided.records);
  WaitingResponse waiting{.response = encode_response(request, decided.response),
                          .timed_out = {},
                          .timeout_ms = timeout_ms};
  mark_timed_out(decided.response);
  waiting.timed_out = encode_response(request, decided.response);
  respond_when_committed(server, context, request, end, std::move(waiting));
}

}  // namespace fl::broker
