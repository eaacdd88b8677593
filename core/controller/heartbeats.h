// What the active controller knows of brokers besides the log: when each was heard last, how far it
// has read, and up to where everybody must have read before one that leaves may go. It is soft
// state: a new active controller begins with all brokers just heard.
//
// A broker's states: fenced → unfenced when it has read its own registration; unfenced → fenced by
// silence or by wish; unfenced → controlled_shutdown → shutdown_now when nothing is led by it and
// every active broker knows so.   Source: BrokerHeartbeatManager, BrokerControlState, KIP-631,
// KIP-841.
#pragma once
#include "core/base/ids.h"
#include "core/base/transitions.h"
#include "core/metadata/image.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace fl::controller {

enum class BrokerState : std::uint8_t { fenced, unfenced, controlled_shutdown, shutdown_now };

constexpr std::string_view name_of(BrokerState state) {
  switch (state) {
    case BrokerState::fenced:
      return "fenced";
    case BrokerState::unfenced:
      return "unfenced";
    case BrokerState::controlled_shutdown:
      return "controlled_shutdown";
    case BrokerState::shutdown_now:
      return "shutdown_now";
  }
  return "";
}

inline constexpr auto kBrokerTransitions = std::to_array<Transition<BrokerState>>({
    {BrokerState::fenced, BrokerState::fenced, "has-not-read-its-registration"},
    {BrokerState::fenced, BrokerState::fenced, "wants-to-stay-fenced"},
    {BrokerState::fenced, BrokerState::unfenced, "has-read-its-registration"},
    {BrokerState::fenced, BrokerState::shutdown_now, "fenced-broker-may-go"},
    {BrokerState::unfenced, BrokerState::unfenced, "heartbeat"},
    {BrokerState::unfenced, BrokerState::fenced, "wants-to-be-fenced"},
    {BrokerState::unfenced, BrokerState::fenced, "session-timed-out"},
    {BrokerState::unfenced, BrokerState::controlled_shutdown, "leads-partitions-still"},
    {BrokerState::unfenced, BrokerState::shutdown_now, "leads-nothing"},
    {BrokerState::unfenced, BrokerState::shutdown_now, "wants-to-go-fenced"},
    {BrokerState::controlled_shutdown, BrokerState::controlled_shutdown, "leads-partitions-still"},
    {BrokerState::controlled_shutdown, BrokerState::controlled_shutdown, "others-have-not-read-it"},
    {BrokerState::controlled_shutdown, BrokerState::fenced, "session-timed-out"},
    {BrokerState::controlled_shutdown, BrokerState::shutdown_now, "all-others-have-read-it"},
});
static_assert(unique(kBrokerTransitions));

struct Heartbeat {
  Instant last_contact;
  Offset metadata_offset{-1};  ///< the last record that the broker applied, inclusive
  /// While it is in controlled shutdown: the last record that others must apply; else -1.
  Offset shutdown_offset{-1};
  bool is_fenced = true;
  BrokerEpoch epoch;

  friend bool operator==(const Heartbeat&, const Heartbeat&) = default;
};

class Heartbeats {
 public:
  /// Of a controller that becomes active: every broker was heard just now.
  static Heartbeats of(const metadata::Image& image, Instant now);

  /// Follows registrations that were decided: new incarnations, fencing, unfencing, unregistering.
  /// `changed`: a Delta's brokers. Call it for everything that is decided, before on_heartbeat().
  void follow(const metadata::Image& image, const std::set<BrokerId>& changed, Instant now);

  struct Report {
    BrokerId broker;
    Offset metadata_offset;
    BrokerState next = BrokerState::fenced;  ///< as decided
    /// The last record that was decided before or with it, inclusive.
    Offset decided_last;
  };

  /// A heartbeat was answered.
  void on_heartbeat(const Report& report, Instant now);

  /// Unfenced, and heard within the session timeout. Fenced brokers have no session.
  bool has_session(BrokerId broker, Instant now, std::int64_t session_timeout_ms) const;

  /// The unfenced broker whose session ran out and that was heard the longest ago.
  std::optional<BrokerId> stale(Instant now, std::int64_t session_timeout_ms) const;

  /// When the next session runs out if nobody is heard; nothing if no broker is unfenced.
  std::optional<Instant> next_expiry(std::int64_t session_timeout_ms) const;

  /// What the slowest active broker has read; the greatest offset there is if none is active.
  Offset lowest_active_offset() const;

  BrokerState state_of(BrokerId broker) const;

  const Heartbeat* find(BrokerId broker) const;

  friend bool operator==(const Heartbeats&, const Heartbeats&) = default;

 private:
  void put(const metadata::BrokerImage& broker, Instant now);

  std::map<BrokerId, Heartbeat> brokers_;
};

}  // namespace fl::controller
