// The values that a case learns as it runs, and the requests that are made with them.
#pragma once
#include "tests/behaviour/driver/case.h"

#include <map>
#include <optional>
#include <string>

namespace fl::behaviour {

class Variables {
 public:
  void set(const std::string& name, Json value) { values_[name] = std::move(value); }

  const Json* find(const std::string& name) const;

  /// `text` with every known `${name}` replaced. A text that is nothing but one variable becomes
  /// its value, whatever its type. Unknown variables stay.
  Json substitute(const std::string& text) const;

  /// The same throughout a value.
  Json substitute(const Json& value) const;

 private:
  std::map<std::string, Json> values_;
};

/// The name if `text` is one variable and nothing else.
std::optional<std::string> variable_name(const std::string& text);

/// A request's body as our JSON reader takes it: variables replaced, `*bytes*` and record batches
/// written as base64.
Json request_body(const Json& body, const Variables& variables);

}  // namespace fl::behaviour
