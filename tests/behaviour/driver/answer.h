// Requests and answers as bytes and as the JSON of golden/behaviour.
#pragma once
#include "core/base/bytes.h"
#include "tests/behaviour/driver/variables.h"

#include <cstdint>
#include <string>

namespace fl::behaviour {

/// What an answer must be decoded with.
struct Awaited {
  std::string api;
  std::int16_t version = 0;
  std::int16_t header_version = 0;  ///< of the response
  std::int32_t correlation_id = 0;
};

/// The frame of a step's request, its size included. Throws std::runtime_error if our codec refuses
/// it.
ByteVector request_frame(const Json& step, const Variables& variables);

/// The answer in a frame. Throws std::runtime_error if it is ill-formed, has bytes left over or
/// answers another request.
Json answer_of(const Slice& frame, const Awaited& awaited);

}  // namespace fl::behaviour
