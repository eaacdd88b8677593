// libFuzzer's door to check_any.
#include "tests/fuzz/record/checking/check_any.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fl::record::check_any({data, size});
  return 0;
}
