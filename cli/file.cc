#include "cli/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace fl::cli {

namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

using File = std::unique_ptr<std::FILE, Closer>;

std::string problem(const std::string& path) {
  return path + ": " + std::strerror(errno);
}

}  // namespace

std::expected<ByteVector, std::string> read_file(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return std::unexpected(problem(path));
  if (S_ISDIR(status.st_mode)) return std::unexpected(path + ": is a directory");
  const File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return std::unexpected(problem(path));
  ByteVector bytes(static_cast<std::size_t>(status.st_size));
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get()) != 0) return std::unexpected(problem(path));
  return bytes;
}

std::expected<std::string, std::string> read_text_file(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  return std::string(as_text(*bytes));
}

std::expected<void, std::string> write_file(const std::string& path, ByteSpan bytes) {
  const File file(std::fopen(path.c_str(), "wbe"));
  if (!file) return std::unexpected(problem(path));
  const bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  if (!is_written || std::fflush(file.get()) != 0) return std::unexpected(problem(path));
  return {};
}

std::expected<void, std::string> replace_file(const std::string& path, ByteSpan bytes) {
  const std::string written = path + ".tmp";
  {
    const File file(std::fopen(written.c_str(), "wbe"));
    if (!file) return std::unexpected(problem(written));
    const bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
    if (!is_written || std::fflush(file.get()) != 0 || ::fsync(fileno(file.get())) != 0)
      return std::unexpected(problem(written));
  }
  if (std::rename(written.c_str(), path.c_str()) != 0) return std::unexpected(problem(path));
  return {};
}

}  // namespace fl::cli
