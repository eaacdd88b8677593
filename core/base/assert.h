// Invariants that are on in every build. A broken one is our own mistake, never bad input: it
// throws AssertionFailed, which only two places catch (the simulator's host, which turns it into a
// verdict, and the broker's main, which prints it and exits 70). Nothing else in core throws.
#pragma once
#include <exception>
#include <string>
#include <string_view>

namespace fl {

/// A broken invariant: the condition as written, and where it stands.
class AssertionFailed : public std::exception {
 public:
  AssertionFailed(std::string_view condition, std::string_view file, int line);

  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace fl

/// One condition each: two conditions in one assertion do not say which of them broke.
#define FL_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::fl::assertion_failed(#condition, __FILE__, __LINE__))
