// The refusals that several checks share. Texts are Kafka's where a client sees them.
#pragma once
#include "core/record/batches.h"
#include "core/record/reader.h"
#include "core/record/validate.h"

#include <string>

namespace fl::record {

inline Refusal invalid_record(std::string message) {
  return {.error = wire::ErrorCode::invalid_record, .message = std::move(message)};
}

/// What Kafka answers where an exception has no code of its own.
inline Refusal server_error(std::string message) {
  return {.error = wire::ErrorCode::unknown_server_error, .message = std::move(message)};
}

inline Refusal refusal_of(ReadError error) {
  return {.error = code_of(error), .message = std::string(text_of(error))};
}

Refusal refusal_of(ScanError error);

}  // namespace fl::record
