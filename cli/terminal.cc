#include "cli/terminal.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace fl::cli {

namespace {

std::string_view sequence(Colour colour) {
  switch (colour) {
    case Colour::plain:
      return "";
    case Colour::bold:
      return "\x1b[1m";
    case Colour::dim:
      return "\x1b[2m";
    case Colour::red:
      return "\x1b[31m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::blue:
      return "\x1b[34m";
    case Colour::magenta:
      return "\x1b[35m";
    case Colour::cyan:
      return "\x1b[36m";
  }
  return "";
}

std::string& name_as_typed() {
  static std::string name = "faultline";
  return name;
}

}  // namespace

const std::string& program_name() {
  return name_as_typed();
}

void set_program_name(const char* typed) {
  const char* told = std::getenv("FAULTLINE_NAME");
  const std::string_view name = told != nullptr && *told != '\0' ? told : typed;
  // Found along PATH, a program is called by its bare name.
  if (!name.empty()) name_as_typed() = name;
}

std::string as_typed(std::string_view text) {
  constexpr std::string_view kName = "faultline ";
  std::string out;
  for (std::size_t at = text.find(kName); at != text.npos; at = text.find(kName)) {
    const bool is_word = at == 0 || text[at - 1] == ' ' || text[at - 1] == '`';
    out.append(text.substr(0, at)).append(is_word ? program_name() + " " : std::string(kName));
    text.remove_prefix(at + kName.size());
  }
  return out.append(text);
}

bool has_colours() {
  static const bool kHas = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return kHas;
}

std::string coloured(Colour colour, std::string_view text) {
  if (!has_colours() || colour == Colour::plain) return std::string(text);
  return std::string(sequence(colour)).append(text).append("\x1b[0m");
}

int complain(int status, std::string_view what) {
  std::fflush(stdout);
  std::fprintf(stderr, "faultline: %.*s\n", static_cast<int>(what.size()), what.data());
  return status;
}

}  // namespace fl::cli
