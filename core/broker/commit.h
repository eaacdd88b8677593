// Requests that change metadata: decided at once, answered once what was decided is durable.
#pragma once
#include "core/broker/handler.h"
#include "core/broker/handlers/timed_out.h"
#include "core/broker/server.h"
#include "core/controller/decided.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace fl::broker {

/// How long a change of configuration may take: its request has no timeout of its own.
/// Source: the default of request.timeout.ms.
inline constexpr std::int32_t kForwardTimeoutMs = 30'000;

/// What a decision may look at: everything that was decided before, committed or not.
controller::View control_view(const Server& server, const Context& context);

/// Appends the records to the metadata log, where they are one batch, and to what was decided.
/// REQUIRES: this node is the active controller; at least one record.
void propose(Server& server, Context& context, const metadata::RecordList& records);

/// A response that waits.
struct WaitingResponse {
  Parts response;
  Parts timed_out;
  std::int32_t timeout_ms = 0;
};

/// Sends the response once everything below `end` is committed, or the other one at the deadline.
void respond_when_committed(Server& server, Context& context, const Request& request, Offset end,
                            WaitingResponse waiting);

/// The end that must be committed before an answer made of what was decided so far may leave;
/// nothing if all of it is.
std::optional<Offset> uncommitted_end(const Server& server);

/// Tells why, proposes what was decided, and answers when it is committed. An answer that changes
/// nothing waits too, while something that it may speak of is not committed yet (ControllerResult
/// without records). `timed_out` is the response at the deadline.
template <class Response>
void carry_out(Server& server, Context& context, const Request& request,
               controller::Decided<Response> decided, std::int32_t timeout_ms) {
  controller::tell(context, decided.stories);
  if (!decided.records.empty()) propose(server, context, decided.records);
  const std::optional<Offset> end = uncommitted_end(server);
  if (!end) {
    respond(server, context, request, decided.response);
    return;
  }
  WaitingResponse waiting{.response = encode_response(request, decided.response),
                          .timed_out = {},
                          .timeout_ms = timeout_ms};
  mark_timed_out(decided.response);
  waiting.timed_out = encode_response(request, decided.response);
  respond_when_committed(server, context, request, *end, std::move(waiting));
}

}  // namespace fl::broker
