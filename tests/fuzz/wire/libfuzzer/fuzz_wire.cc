// The libFuzzer target over all decoders of the wire.
#include "tests/fuzz/wire/decoding/decode_any.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fl::wire::decode_any({data, size});
  return 0;
}
