// The one table of handlers: by api key, how a body is decoded and who answers it.
#pragma once
#include "core/base/bytes.h"
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/api.h"

namespace fl::broker {

struct Handler {
  wire::ApiKey api{};
  /// Decodes and handles; a body that cannot be decoded closes the connection.
  void (*call)(Server& server, Context& context, const Request& request,
               const Slice& body) = nullptr;
};

/// Nothing if no handler has this key.
const Handler* find_handler(wire::ApiKey api);

}  // namespace fl::broker
