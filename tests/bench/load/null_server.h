// A server that does nothing but answer: it throws requests away and sends the answer that the load
// generator expects, encoded once. What the generator reaches against it is the generator's own
// limit, which must lie well above any broker measured with it.
#pragma once
#include <cstdint>
#include <string>

namespace fl::bench {

/// Serves for so many seconds, one thread. Throws std::runtime_error, as where the port is taken.
void serve_null(const std::string& host, std::uint16_t port, double seconds);

/// Asks for ApiVersions again and again until a broker answers, for so many seconds at most.
/// Returns the milliseconds since the call, or -1.
double wait_until_ready(const std::string& host, std::uint16_t port, double seconds);

}  // namespace fl::bench
