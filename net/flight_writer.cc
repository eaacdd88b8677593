#include "net/flight_writer.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace fl::net {

namespace {

constexpr std::size_t kPieceBytes = 1 << 20;

}  // namespace

std::expected<std::unique_ptr<FlightWriter>, std::string> FlightWriter::make(
    const std::string& path, const DriverOptions& options,
    std::span<const NamedType> command_types) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0)
    return std::unexpected("cannot write the flight record " + path + ": " + std::strerror(errno));
  std::unique_ptr<FlightWriter> writer(new FlightWriter(path, fd, command_types));
  write_flight_start(
      writer->buffer_,
      {.self = options.self, .incarnation = options.incarnation, .seed = options.seed});
  return writer;
}

void FlightWriter::stepped(const Context& context, const Input& input) {
  write_flight_step(buffer_, flight_step_of(context, input), types_);
  if (buffer_.size() >= kPieceBytes) write();
}

std::expected<void, std::string> FlightWriter::finish() {
  write();
  if (error_ == 0) return {};
  return std::unexpected("the flight record " + path_ + " is incomplete: " + std::strerror(error_));
}

void FlightWriter::write() {
  ByteSpan left = buffer_;
  while (!left.empty() && error_ == 0) {
    const ssize_t n = ::write(file_.fd(), left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error_ = errno;
      break;
    }
    left = left.subspan(static_cast<std::size_t>(n));
  }
  buffer_.clear();
}

}  // namespace fl::net
