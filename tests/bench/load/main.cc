// faultline_load HOST:PORT --mode MODE …: prints one line of JSON with the figures of a run.
// Besides producing and fetching it measures what bounds every broker: itself (against `--mode
// serve-null`) and the loopback.
#include "tests/bench/load/load.h"
#include "tests/bench/load/loopback.h"
#include "tests/bench/load/null_server.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>

namespace {

constexpr const char* kUsage =
    "faultline_load HOST:PORT [--mode produce|fetch|delete|ready|serve-null|loopback]\n"
    "  [--topic T] [--partitions N] [--connections N] [--in-flight N] [--acks -1|0|1]\n"
    "  [--records N] [--value-bytes N] [--fetch-bytes N] [--seconds S] [--bytes N]\n"
    "  [--rate REQUESTS_PER_SECOND] [--pid BROKER]\n"
    "delete removes the topic; ready waits for an answer to ApiVersions; serve-null answers\n"
    "without doing anything; loopback measures two sockets.\n";

using Given = std::map<std::string, std::string>;

fl::bench::LoadOptions options_of(const Given& given) {
  const auto number = [&](const char* name, double otherwise) {
    const auto found = given.find(name);
    return found == given.end() ? otherwise : std::atof(found->second.c_str());
  };
  const auto whole = [&](const char* name, std::int32_t otherwise) {
    return static_cast<std::int32_t>(number(name, otherwise));
  };
  fl::bench::LoadOptions options;
  if (given.contains("--topic")) options.topic = given.at("--topic");
  options.partitions = whole("--partitions", options.partitions);
  options.connections = whole("--connections", options.connections);
  options.in_flight = whole("--in-flight", options.in_flight);
  options.acks = static_cast<std::int16_t>(whole("--acks", options.acks));
  options.shape.records = whole("--records", options.shape.records);
  options.shape.value_bytes = whole("--value-bytes", options.shape.value_bytes);
  options.fetch_bytes_max = whole("--fetch-bytes", options.fetch_bytes_max);
  options.seconds = number("--seconds", options.seconds);
  options.bytes_max = static_cast<std::int64_t>(number("--bytes", 0));
  options.rate = number("--rate", options.rate);
  options.pid = whole("--pid", 0);
  return options;
}

int run(const std::string& mode, fl::bench::LoadOptions options) {
  if (mode == "loopback") {
    std::puts(fl::bench::measure_loopback(options.seconds).c_str());
  } else if (mode == "serve-null") {
    fl::bench::serve_null(options.host, options.port, options.seconds);
  } else if (mode == "ready") {
    const double ms = fl::bench::wait_until_ready(options.host, options.port, options.seconds);
    std::printf("{\"mode\":\"ready\",\"ms\":%.1f}\n", ms);
    return ms < 0 ? 1 : 0;
  } else if (mode == "delete") {
    fl::bench::delete_topic(options);
  } else if (mode == "produce" || mode == "fetch") {
    options.mode = mode == "fetch" ? fl::bench::Mode::fetch : fl::bench::Mode::produce;
    fl::bench::create_topic(options);
    std::puts(fl::bench::run_load(options).to_json(options).c_str());
  } else {
    std::fputs(kUsage, stderr);
    return 64;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Given given;
  for (int i = 2; i + 1 < argc; i += 2)
    given[argv[i]] = argv[i + 1];
  const std::string target = argc > 1 ? argv[1] : "";
  const std::size_t colon = target.rfind(':');
  if (colon == std::string::npos || argc % 2 != 0) {
    std::fputs(kUsage, stderr);
    return 64;
  }
  fl::bench::LoadOptions options = options_of(given);
  options.host = target.substr(0, colon);
  options.port = static_cast<std::uint16_t>(std::atoi(target.c_str() + colon + 1));
  try {
    return run(given.contains("--mode") ? given["--mode"] : "produce", options);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "faultline_load: %s\n", problem.what());
    return 1;
  }
}
