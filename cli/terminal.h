// What goes to the terminal: colours only where it is one, errors in one line.
#pragma once
#include <string>
#include <string_view>

namespace fl::cli {

enum class Colour { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

/// True if standard output is a terminal and the environment has no NO_COLOR.
bool has_colours();

/// `text` in `colour` where there are colours, else as it is.
std::string coloured(Colour colour, std::string_view text);

/// How the user called the program, for lines that are to be typed again: what a wrapper put into
/// FAULTLINE_NAME, else the path as typed, else "faultline".
const std::string& program_name();
/// Called by main with its argv[0], before anything is printed.
void set_program_name(const char* typed);

/// `text` with every "faultline " at the begin of a command replaced by program_name().
std::string as_typed(std::string_view text);

/// "faultline: what" on standard error. Returns `status`, for `return complain(…)`.
int complain(int status, std::string_view what);

}  // namespace fl::cli
