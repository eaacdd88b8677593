// The few socket calls that the load generator, its null server and the loopback measurement share.
#pragma once
#include <cstdint>
#include <string>

namespace fl::bench {

/// Throws std::runtime_error with errno's text unless the condition holds.
void require(bool holds, const std::string& what);

/// A blocking connection to an IPv4 address, without Nagle's delay. Throws where it is refused.
int connected(const std::string& host, std::uint16_t port);

/// The same, or -1 where nobody listens.
int try_connected(const std::string& host, std::uint16_t port);

/// A listening socket on an IPv4 address; port 0 takes one of the kernel's choice.
int listening(const std::string& host, std::uint16_t port);
std::uint16_t port_of(int listener);

/// Seconds of CPU that this process has used.
double own_cpu_seconds();
/// The same for another process, threads included; 0 for process 0.
double cpu_seconds_of(int pid);
std::int64_t rss_bytes_of(int pid);

}  // namespace fl::bench
