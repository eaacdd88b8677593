#include "tests/fuzz/record/samples/samples.h"

#include "tests/golden/golden.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace fl::record {

namespace {

constexpr std::size_t kSampleBytesMax = 2000;

}  // namespace

std::vector<ByteVector> samples() {
  std::vector<ByteVector> found;
  // Without a JSON reader: `"hex":"…"` stands once in each line.
  for (const std::string& line : golden::lines("records/cases.jsonl")) {
    constexpr std::string_view kKey = "\"hex\":\"";
    if (line.find("bomb/") != std::string::npos) continue;
    const std::size_t begin = line.find(kKey);
    if (begin == std::string::npos) continue;
    const std::size_t end = line.find('"', begin + kKey.size());
    ByteVector bytes;
    if (!from_hex(line.substr(begin + kKey.size(), end - begin - kKey.size()), bytes)) continue;
    if (bytes.size() <= kSampleBytesMax) found.push_back(std::move(bytes));
  }
  return found;
}

}  // namespace fl::record
