// What the controller decides: records to append to the metadata log, and the response to give once
// they are committed. Deciding only reads; `metadata::apply` alone changes.
#pragma once
#include "core/base/draw.h"
#include "core/config/broker_config.h"
#include "core/controller/told.h"
#include "core/metadata/image.h"
#include "core/metadata/record.h"
#include "core/wire/error_code.h"

#include <cstddef>
#include <optional>
#include <string>

namespace fl::controller {

/// What a decision may look at. `image` holds all that was decided before, also what is not
/// committed yet.
struct View {
  const metadata::Image& image;
  const config::BrokerConfig& config;
  const Draw& draw;
};

/// Kafka's ApiError.
struct ApiError {
  wire::ErrorCode code = wire::ErrorCode::none;
  std::optional<std::string> message = {};

  bool is_failure() const { return code != wire::ErrorCode::none; }

  friend bool operator==(const ApiError&, const ApiError&) = default;
};

/// Texts of errors repeat what the request said, which may be almost as long as a string can be.
inline constexpr std::size_t kErrorTextBytesMax = 4096;

/// The text, cut before a character where it is too long for an answer.
std::optional<std::string> bounded_text(std::optional<std::string> text);

/// An empty `records` means that nothing changes: the response can be given at once, if nothing
/// that was decided before waits for being committed.
template <class Response>
struct Decided {
  metadata::RecordList records;
  Response response;
  Stories stories = {};  ///< why, in the order of the records
};

}  // namespace fl::controller
