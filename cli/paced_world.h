// A scenario's world behind a real front door, as a node for the driver: its clock is the wall's,
// every connection from outside is a connection in the world, and the scenario's faults happen to
// real clients on schedule. While a broker is down its port refuses, when it dies its connections
// are reset.
#pragma once
#include "net/driver.h"
#include "net/node_host.h"
#include "sim/scenario/run.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fl::cli {

struct PacedWorldOptions {
  std::string scenario_text;
  std::string variant;  ///< of the scenario; empty: as it is
  std::string host;     ///< that clients reach the front door at
  sim::RunOptions run;
  /// Virtual seconds per wall second.
  double speed = 1;
  std::function<void(const std::string& line)> on_story;
  /// The world runs; the addresses that clients connect to.
  std::function<void(const std::vector<std::string>& addresses)> on_ready;
  /// `stopped_at`: the run was ended before its time, then.
  std::function<void(sim::RunResult, std::optional<Instant> stopped_at)> on_end;
  /// Opens or closes the port of a broker, by its index.
  std::function<void(ListenerId, bool)> set_listening;
};

class PacedWorld final : public net::NodeHost {
 public:
  explicit PacedWorld(PacedWorldOptions options) : options_(std::move(options)) {}

  void step(Context& context, const Input& input) override;

 private:
  /// A connection of the driver and what it is in the world.
  struct Door {
    std::int64_t outside = 0;
    bool is_granted = false;      ///< a Receive is out
    bool waits_for_send = false;  ///< what was sent is not yet with the kernel
  };

  void on_boot(Context& context, const Boot& boot);
  void on_accepted(Context& context, const Accepted& accepted);
  void on_received(const Received& received);
  void on_closed(const Closed& closed);

  Instant virtual_time(Instant now) const;
  Instant wall_time(Instant at) const;
  void pass_on(Context& context);
  bool pass_on(Context& context, ConnId conn, Door& door);
  void open_and_close_ports();
  void end(Context& context, bool is_early);

  PacedWorldOptions options_;
  std::unique_ptr<sim::Runner> runner_;
  Instant begun_;
  std::map<ConnId, Door> doors_;
  std::vector<bool> is_listening_;
  bool has_ended_ = false;
};

}  // namespace fl::cli
