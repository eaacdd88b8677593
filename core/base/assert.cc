#include "core/base/assert.h"

namespace fl {

AssertionFailed::AssertionFailed(std::string_view condition, std::string_view file, int line) {
  text_.append(file).append(":").append(std::to_string(line));
  text_.append(": broken invariant: ").append(condition);
}

void assertion_failed(const char* condition, const char* file, int line) {
  throw AssertionFailed(condition, file, line);
}

}  // namespace fl
