// Counts what the program allocates: this library replaces operator new. Not for several threads.
#pragma once
#include <cstddef>

namespace fl {

/// The most bytes that were allocated at one time since construction, beyond those of that moment.
class MemoryPeak {
 public:
  MemoryPeak();
  std::size_t bytes() const;

 private:
  std::size_t before_;
};

}  // namespace fl
