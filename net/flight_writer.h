// Writes the flight record of a driver's run to a file (core/node/flight.h has the format). Steps
// are gathered and written in large pieces: a process that is killed loses the last of them.
#pragma once
#include "core/node/flight.h"
#include "net/driver.h"
#include "net/open_file.h"

#include <expected>
#include <memory>
#include <span>
#include <string>

namespace fl::net {

class FlightWriter final : public StepWitness {
 public:
  /// Makes the file, or empties it. `command_types` outlive the writer. On error: one line for the
  /// user.
  static std::expected<std::unique_ptr<FlightWriter>, std::string> make(
      const std::string& path, const DriverOptions& options,
      std::span<const NamedType> command_types);

  /// Writes what is left, also where a broken invariant ended the run.
  ~FlightWriter() override { write(); }

  void stepped(const Context& context, const Input& input) override;

  /// Writes what is left. On error: what went wrong since the beginning.
  std::expected<void, std::string> finish();

 private:
  FlightWriter(std::string path, int descriptor, std::span<const NamedType> command_types)
      : path_(std::move(path)), file_(descriptor), types_(command_types) {}

  void write();

  std::string path_;
  Descriptor file_;
  std::span<const NamedType> types_;
  ByteVector buffer_;
  int error_ = 0;
};

}  // namespace fl::net
