// The machine's own limit: how many bytes a second two sockets of the loopback carry, with nothing
// behind them. No broker on this machine can be faster.
#pragma once
#include <string>

namespace fl::bench {

/// Measures writes of 64 KiB and of 1 MiB, and sendfile of 1 MiB from a file in the page cache,
/// each for so many seconds; the reader takes up to 1 MiB at a time. One line of JSON. The file
/// (256 MiB) is made in TMPDIR and removed. Throws std::runtime_error.
std::string measure_loopback(double seconds);

}  // namespace fl::bench
