// How a request is handled and answered. A handler is a function
//
//   void handle(Server&, Context&, const Request&, const wire::XRequest&);
//
// in handlers/x.{h,cc}, one file per API, with one row in handlers/table.cc. It rejects,
// then decides, then changes, then answers: with respond() in the same step, or later from a row
// that keeps the Request. Until then its connection is muted, as in Kafka: nothing more is read
// from it.
#pragma once
#include "core/base/assert.h"
#include "core/base/parts.h"
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/header.h"

#include <string_view>
#include <utility>

namespace fl::broker {

/// Sends a whole encoded response and unmutes the connection. Nothing happens if the connection is
/// gone.
void send_response(Server& server, Context& context, const Request& request, Parts frame);

/// The request gets no answer (Produce with acks=0): the connection is unmuted.
void skip_response(Server& server, Context& context, const Request& request);

/// The request cannot be answered: the connection is closed, as Kafka does.
void refuse(Server& server, Context& context, const Request& request, std::string_view why);

/// The request needs the active controller, which is another node (by now).
void refuse_not_controller(Server& server, Context& context, const Request& request);

/// Encodes size, header and body of a response in the request's version, for sending it now or,
/// from a row, later. REQUIRES: M is the response of the request's API.
template <class M>
Parts encode_response(const Request& request, const M& response) {
  auto frame = wire::encode_response(request.correlation_id, response, request.version);
  FL_ASSERT(frame.has_value());
  return std::move(*frame);
}

template <class M>
void respond(Server& server, Context& context, const Request& request, const M& response) {
  send_response(server, context, request, encode_response(request, response));
}

}  // namespace fl::broker
