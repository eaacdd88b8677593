// Exit statuses of the program, after sysexits.h where it has one. Documented in docs/guide.md.
#pragma once

namespace fl::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;     ///< a check or expectation does not hold; a run diverged
inline constexpr int kExitUsage = 64;     ///< the command line is wrong
inline constexpr int kExitBadInput = 65;  ///< a scenario, story, record or log file is ill-formed
inline constexpr int kExitNoInput = 66;   ///< a file cannot be read
inline constexpr int kExitUnavailable = 69;  ///< a broker cannot be reached, or says no
inline constexpr int kExitInvariant = 70;    ///< a broken invariant: our own mistake
inline constexpr int kExitIo = 74;           ///< a disk or socket failed; a port is in use
inline constexpr int kExitConfig = 78;       ///< the configuration is wrong
inline constexpr int kExitForced = 130;      ///< a second signal forced the end

}  // namespace fl::cli
