// faultline_load HOST:PORT --mode produce|fetch …: prints one line of JSON with the figures of a
// run.
#include "tests/bench/load/load.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>

namespace {

constexpr const char* kUsage =
    "faultline_load HOST:PORT [--mode produce|fetch] [--topic T] [--partitions N] [--connections "
    "N]\n"
    "  [--in-flight N] [--acks -1|0|1] [--records N] [--value-bytes N] [--fetch-bytes N] "
    "[--seconds S]\n"
    "  [--rate REQUESTS_PER_SECOND] [--pid BROKER]\n";

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> given;
  for (int i = 2; i + 1 < argc; i += 2)
    given[argv[i]] = argv[i + 1];
  const auto number = [&](const char* name, double otherwise) {
    const auto found = given.find(name);
    return found == given.end() ? otherwise : std::atof(found->second.c_str());
  };
  const std::string target = argc > 1 ? argv[1] : "";
  const std::size_t colon = target.rfind(':');
  if (colon == std::string::npos || argc % 2 != 0) {
    std::fputs(kUsage, stderr);
    return 64;
  }
  fl::bench::LoadOptions options;
  options.host = target.substr(0, colon);
  options.port = static_cast<std::uint16_t>(std::atoi(target.c_str() + colon + 1));
  options.mode = given["--mode"] == "fetch" ? fl::bench::Mode::fetch : fl::bench::Mode::produce;
  if (!given["--topic"].empty()) options.topic = given["--topic"];
  options.partitions = static_cast<std::int32_t>(number("--partitions", options.partitions));
  options.connections = static_cast<std::int32_t>(number("--connections", options.connections));
  options.in_flight = static_cast<std::int32_t>(number("--in-flight", options.in_flight));
  options.acks = static_cast<std::int16_t>(number("--acks", options.acks));
  options.shape.records = static_cast<std::int32_t>(number("--records", options.shape.records));
  options.shape.value_bytes =
      static_cast<std::int32_t>(number("--value-bytes", options.shape.value_bytes));
  options.fetch_bytes_max =
      static_cast<std::int32_t>(number("--fetch-bytes", options.fetch_bytes_max));
  options.seconds = number("--seconds", options.seconds);
  options.rate = number("--rate", options.rate);
  options.pid = static_cast<int>(number("--pid", 0));
  try {
    fl::bench::create_topic(options);
    std::puts(fl::bench::run_load(options).to_json(options).c_str());
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "faultline_load: %s\n", problem.what());
    return 1;
  }
  return 0;
}
